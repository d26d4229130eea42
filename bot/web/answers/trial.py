"""What would the corpus be with drafts published? Built beside the one that answers, and kept a while."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from bot.corpus import stored
from bot.store import questions
from bot.store import sureness as settings
from bot.web.desk import desk
from faq import Article, Corpus
from faq.corpus import fingerprint
from faq.index import Index

_KEPT = 2
# Learning takes seconds of both cores: one at a time, and never twice for the same phrasings.
_building = threading.Lock()
_known: OrderedDict[str, Index] = OrderedDict()


def corpus_of(shop: Sequence[Article]) -> Corpus:
    """These articles, as sure as customers would find them."""
    with desk().database.reading() as db:
        sure, outcomes = settings.current(db), questions.judged(db)
    return Corpus(shop, _index(shop), sure.tolerable, outcomes)


def _index(shop: Sequence[Article]) -> Index:
    wanted = fingerprint(shop)
    with _building:
        index = _known.get(wanted) or _at_hand(wanted) or Corpus(shop).index
        _known[wanted] = index
        _known.move_to_end(wanted)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
        return index


def _at_hand(wanted: str) -> Index | None:
    """The one that answers now, or one in the store."""
    here = desk()
    current = here.corpus.current.index
    return current if current.fingerprint == wanted else stored(here.database, wanted)
