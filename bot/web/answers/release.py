"""How does something go live? Built and tried outside any transaction, written in slices, then at once."""

from collections.abc import Sequence
from dataclasses import replace

from bot import corpus
from bot.store import pins, publications
from bot.store.publications import Overtaken, Repinned, Wish
from bot.web.answers import trial
from bot.web.desk import desk
from faq import Article
from faq.replay import Broken, broken

__all__ = ["Overtaken", "PinsLost", "release"]


class PinsLost(Exception):
    """Pinned questions would lose their answer; `lost` names them."""

    def __init__(self, lost: Sequence[Broken]) -> None:
        super().__init__()
        self.lost = lost


def release(wish: Wish, shop: Sequence[Article]) -> int:
    """The publication's id; `shop` is what the wish makes of it. Overtaken and PinsLost change nothing."""
    here = desk()
    built, is_stored = trial.corpus_of(shop), False
    while True:
        with here.database.reading() as db:
            pinned = pins.every(db)
        if lost := broken([(each.question, each.slug) for each in pinned], built):
            raise PinsLost(lost)
        now = here.clock.now()
        if not is_stored:
            # First, so that every process finds the index at once and waits for nobody to build it.
            corpus.store(here.database, built.index, now)
            is_stored = True
        try:
            return publications.put_live(here.database, replace(wish, pinned=pinned), now)
        except Repinned:
            continue  # tried on those that are pinned now
