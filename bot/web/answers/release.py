"""How does something go live? Built and tried outside any transaction, written in slices, then at once."""

from collections.abc import Sequence

from bot import corpus
from bot.store import pins, publications
from bot.store.publications import Wish
from bot.web.answers import trial
from bot.web.desk import desk
from faq import Article
from faq.replay import Broken, broken


class Overtaken(Exception):
    """What was tried is no longer what would come of it: somebody published in between."""


class PinsLost(Exception):
    """Pinned questions would lose their answer; `lost` names them."""

    def __init__(self, lost: Sequence[Broken]) -> None:
        super().__init__()
        self.lost = lost


def release(wish: Wish, shop: Sequence[Article]) -> int:
    """The publication's id; `shop` is what the wish makes of it. Overtaken and PinsLost change nothing."""
    here = desk()
    built = trial.corpus_of(shop)
    with here.database.reading() as db:
        pinned = [(each.question, each.slug) for each in pins.every(db)]
    if lost := broken(pinned, built):
        raise PinsLost(lost)
    now = here.clock.now()
    # First, so that every process finds the index at once instead of waiting for somebody to build it.
    corpus.store(here.database, built.index, now)
    publication = publications.put_live(here.database, wish, now)
    if publication is None:
        raise Overtaken
    return publication
