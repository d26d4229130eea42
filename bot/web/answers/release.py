"""How does something go live? Built and tried outside any transaction, written in slices, then at once."""

from collections.abc import Sequence
from dataclasses import replace

from bot import corpus
from bot.store import pins, publications
from bot.store.pins import Pin
from bot.store.publications import Overtaken, Repinned, Wish
from bot.web.answers import trial
from bot.web.desk import desk
from faq import Article, Corpus
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
    built = trial.corpus_of(shop)
    pinned = _all_kept(built)
    # First, so that every process finds the index at once and waits for nobody to build it.
    corpus.store(here.database, built.index, here.clock.now())
    while True:
        try:
            return publications.put_live(here.database, replace(wish, pinned=pinned), here.clock.now())
        except Repinned:
            pinned = _all_kept(built)  # tried on those that are pinned now


def _all_kept(built: Corpus) -> list[Pin]:
    """What is pinned now. Raises PinsLost where some of it would not be answered as it must."""
    with desk().database.reading() as db:
        pinned = pins.every(db)
    if lost := broken(pins.wanted(pinned), built):
        raise PinsLost(lost)
    return pinned
