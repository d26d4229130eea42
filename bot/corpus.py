"""Which articles is this process answering from? Swapped whole when something new is published."""

from bot.logs import log
from bot.store import articles, helpfulness, indexes, questions, sureness
from bot.store.database import Database
from faq import Article, Corpus
from faq.artefact import DamagedIndex, from_bytes, to_bytes
from faq.corpus import fingerprint
from faq.index import Index


class CorpusHolder:
    """The current corpus; readers take `current` once per turn and keep it for that turn.

    `missing` names the phrasings that are published while nobody has built their index yet: until then the
    old corpus serves.
    """

    def __init__(self) -> None:
        self.current = Corpus([])
        self.missing: str | None = None
        self.help_percent = 0
        self._revision = self._missing_at = -1
        self._sureness = sureness.Sureness()

    @property
    def is_loaded(self) -> bool:
        """Has anything been looked up yet?"""
        return self._revision >= 0

    def refresh(self, database: Database, *, may_build: bool = True) -> bool:
        """Look whether something was published or set; True when the corpus was swapped for it.

        The index comes from the store, or is built here beside the old one where that is allowed.
        """
        with database.reading() as db:
            revision, sure = articles.revision(db), sureness.current(db)
            self.help_percent = helpfulness.current(db)
            if revision == self._revision:
                return self._tune(sure)
            is_waiting = self.missing and revision == self._missing_at and not may_build
            if is_waiting and indexes.newest(db, str(self.missing)) is None:
                return False
            published, outcomes = articles.published(db), questions.judged(db)
        wanted = fingerprint(published)
        index = stored(database, wanted)
        if index is None and not may_build and _asks_for_learning(published):
            self.missing, self._missing_at = wanted, revision
            return False
        fresh = Corpus(published, index, sure.tolerable, outcomes)
        fresh.get_ready()
        self.current = fresh
        self.missing, self._revision, self._sureness = None, revision, sure
        return True

    def _tune(self, sure: sureness.Sureness) -> bool:
        if sure == self._sureness:
            return False
        self.current = self.current.tuned(sure.tolerable, self.current.outcomes)
        self._sureness = sure
        return True

    def hear(self, database: Database) -> None:
        """What became of questions meanwhile moves how sure is sure enough; the index stays as it is."""
        with database.reading() as db:
            outcomes = tuple(questions.judged(db))
        if outcomes != self.current.outcomes:
            self.current = self.current.tuned(self._sureness.tolerable, outcomes)


def stored(database: Database, wanted: str) -> Index | None:
    """The stored index of these phrasings; one that is not as it was written is thrown away."""
    with database.reading() as db:
        found = indexes.find(db, wanted)
    if found is None:
        return None
    try:
        index = from_bytes(found.content)
        if index.fingerprint == wanted:
            return index
        reason = "of other phrasings"
    except DamagedIndex as damaged:
        reason = str(damaged)
    log.warning("index.refused", index=found.id, reason=reason)
    indexes.discard(database, found.id)
    return None


def store(database: Database, index: Index, now: int) -> None:
    """For every process that publishes, starts or goes back to these phrasings."""
    content = to_bytes(index)
    indexes.keep(database, index.fingerprint, content, now)
    log.info("index.stored", bytes=len(content), phrasings=len(index.chosen))


def _asks_for_learning(published: list[Article]) -> bool:
    return any(article.questions for article in published)
