"""What would the corpus be with drafts published? Learnt beside the one that answers, and kept a while."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future

from bot.corpus import stored
from bot.logs import log
from bot.store import questions
from bot.store import sureness as settings
from bot.web.desk import desk
from faq import Article, Corpus
from faq.corpus import fingerprint
from faq.index import Index

PATIENCE_SECONDS = 0.7  # a page that takes no longer comes whole; one that would shows what it has
_LONGER_SECONDS = 8.0  # for the rest of it, which its reader waits for anyway
_KEPT = 3
# Learning takes seconds of a core: one at a time, and never twice for the same texts.
_building = threading.Lock()
_known: OrderedDict[str, Future[Index]] = OrderedDict()
_looking_up = threading.Lock()


def corpus_of(shop: Sequence[Article]) -> Corpus:
    """These articles, as sure as customers would find them, however long that takes."""
    return _corpus(shop, learn(shop).result())


def corpus_soon(shop: Sequence[Article], *, is_asked_again: bool) -> Corpus | None:
    """The same where it is there, or nearly; None while it is being learnt: ask again."""
    try:
        return _corpus(shop, learn(shop).result(_LONGER_SECONDS if is_asked_again else PATIENCE_SECONDS))
    except TimeoutError:
        return None


def learn(shop: Sequence[Article]) -> Future[Index]:
    """Begin to, unless somebody has; whoever needs it later finds it, or waits for the rest of it."""
    wanted = fingerprint(shop)
    with _looking_up:
        if wanted not in _known:
            _known[wanted] = _found(wanted) or _begun(wanted, shop)
        _known.move_to_end(wanted)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
        return _known[wanted]


def forget() -> None:
    """As if this process had learnt nothing yet."""
    with _looking_up:
        _known.clear()


def _found(wanted: str) -> Future[Index] | None:
    """The one that answers now, or one in the store."""
    here = desk()
    current = here.corpus.current.index
    index = current if current.fingerprint == wanted else stored(here.database, wanted)
    if index is None:
        return None
    found: Future[Index] = Future()
    found.set_result(index)
    return found


def _begun(wanted: str, shop: Sequence[Article]) -> Future[Index]:
    """Learnt in a thread of its own, which needs no database."""
    begun: Future[Index] = Future()
    threading.Thread(target=_learn, args=(begun, wanted, shop), name="trial", daemon=True).start()
    return begun


def _learn(begun: Future[Index], wanted: str, shop: Sequence[Article]) -> None:
    try:
        with _building:
            index = Corpus(shop).index
    except Exception as defect:  # noqa: BLE001 – the top of a thread: whoever waits for it is told
        log.exception("trial.failed")
        with _looking_up:
            _known.pop(wanted, None)
        begun.set_exception(defect)
    else:
        begun.set_result(index)


def _corpus(shop: Sequence[Article], index: Index) -> Corpus:
    with desk().database.reading() as db:
        sure, outcomes = settings.current(db), questions.judged(db)
    return Corpus(shop, index, sure.tolerable, outcomes)
