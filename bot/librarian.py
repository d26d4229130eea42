"""Who sees to it that this process answers from what is published? One thread in every process.

A worker builds a new index as an errand, once for all; everybody else waits for it, and the old one serves
meanwhile. Only a process that has none at all builds its own, for else it could say nothing.
"""

import threading
from collections.abc import Callable

from bot.clock import Clock, stopwatch
from bot.corpus import CorpusHolder, store, stored
from bot.jobs import Errand
from bot.logs import log
from bot.pump import Pump
from bot.store import articles, jobs
from bot.store.database import Database
from bot.wake import JOBS, Wake
from faq import Corpus
from faq.corpus import fingerprint

INDEX = "index"
LEASE_MS = 300_000  # of who builds one; longer than the largest takes
_HEARING_SECONDS = 600.0  # outcomes come slowly, and some thousand of them are read
_PATIENCE_SECONDS = 30.0  # an errand is asked once however often it is asked


class Librarian(Pump):
    """Looks once a second. `ready` is called when the first corpus is there."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        corpus: CorpusHolder,
        *,
        builds: bool,
        ready: Callable[[], None] | None = None,
    ) -> None:
        """`builds`: this process may build at its start; one that only shows pages never does."""
        super().__init__("librarian", threading.Event())
        self._database = database
        self._clock = clock
        self._wake = wake
        self._corpus = corpus
        self._builds = builds
        self._ready = ready
        self._asked: str | None = None
        self._asks_again_at = 0.0
        self._hears_at = stopwatch() + _HEARING_SECONDS
        self.errands: dict[str, Errand] = {INDEX: self._build}

    def round(self) -> bool:
        """One look; swaps, or asks for what has to be built first."""
        is_first = not self._corpus.is_loaded
        if self._corpus.refresh(self._database, may_build=is_first and self._builds):
            log.info("corpus.swapped", articles=len(self._corpus.current.articles))
            self._asked = None
            if is_first:
                self._arrived()
        if stopwatch() >= self._hears_at:
            self._corpus.hear(self._database)
            self._hears_at = stopwatch() + _HEARING_SECONDS
        wanted = self._corpus.missing
        if wanted and (wanted != self._asked or stopwatch() >= self._asks_again_at):
            self._ask(wanted)
        return False

    def _arrived(self) -> None:
        if self._ready:
            self._ready()
        index = self._corpus.current.index
        if self._builds and len(index.chosen) and stored(self._database, index.fingerprint) is None:
            store(self._database, index, self._clock.now())

    def _ask(self, wanted: str) -> None:
        now = self._clock.now()
        with self._database.transaction() as db:
            jobs.ask(db, [(INDEX, wanted, now)])
            jobs.bring_near(db, INDEX, wanted, now, LEASE_MS)
            self._wake.inside(db, JOBS)
        self._wake.after(JOBS)
        self._asked, self._asks_again_at = wanted, stopwatch() + _PATIENCE_SECONDS

    def _build(self, wanted: str) -> None:
        """What is published now; an index that another publication has made useless is not built."""
        with self._database.reading() as db:
            published = articles.published(db)
        if fingerprint(published) != wanted or stored(self._database, wanted) is not None:
            return
        start = stopwatch()
        index = Corpus(published).index
        log.info("index.built", seconds=round(stopwatch() - start, 2))
        store(self._database, index, self._clock.now())
        self.news.set()
