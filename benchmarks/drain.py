"""What is it worth to take many turns in one transaction? A backlog worked off, in batches and one by one.

In this process, with the product's own decider, rules and articles; nothing is sent. The database
is the one the pipeline has just filled, so no table is empty.
"""

import statistics

from benchmarks.customers import Customers
from benchmarks.engines import Engine
from benchmarks.figures import Figures, log_into, progress, rounded
from bot.clock import Clock, stopwatch
from bot.corpus import CorpusHolder
from bot.decider import BATCH, Decider
from bot.inbox import Keeper
from bot.line.parse import envelopes
from bot.store import inbox
from bot.store.database import Database
from bot.turn import Turns
from bot.wake import Wake
from tests.processes import SECRET

BACKLOG, PAIRS = 1500, 5
STRETCH_SECONDS = 0.8
_PEOPLE = 300
_KEPT_AT_ONCE = 250


def drain(engine: Engine) -> Figures:
    """The ratio over pairs that take turns, each side from a full backlog."""
    progress("working off a backlog")
    log_into(engine.folder / "drain.log")
    database = engine.database()
    backlog = Backlog(database)
    try:
        backlog.work(BATCH)  # warm: connections, statements, the first matches
        pairs = [(backlog.work(BATCH), backlog.work(1)) for _ in range(PAIRS)]
    finally:
        backlog.stop()
        database.dispose()
    return {
        "drain_ratio": rounded(statistics.median(many / single for many, single in pairs)),
        "drained": {
            "batches_per_second": rounded(statistics.median(many for many, _ in pairs)),
            "singly_per_second": rounded(statistics.median(single for _, single in pairs)),
        },
    }


class Backlog:
    """A worker's decider on this thread, and events waiting for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = Clock()
        self._customers = Customers(SECRET, _PEOPLE)
        wake, corpus = Wake(database), CorpusHolder()
        corpus.refresh(database)
        self._turns = Turns(database, self._clock, wake, corpus)
        self._keeper = Keeper(database, wake)
        self._keeper.start()

    def stop(self) -> None:
        """The keeper's thread ends."""
        self._keeper.stop()

    def work(self, batch: int) -> float:
        """From a full backlog, for a stretch or until none waits: events decided and committed per second."""
        self._fill()
        decider, start = Decider(self._turns, batch=batch), stopwatch()
        while stopwatch() - start < STRETCH_SECONDS and decider.round():
            pass
        decider.finish()
        seconds = stopwatch() - start
        return (BACKLOG - self._waiting()) / seconds

    def _fill(self) -> None:
        while (missing := BACKLOG - self._waiting()) > 0:
            body = self._customers.body(min(_KEPT_AT_ONCE, missing))
            self._keeper.keep(envelopes(body), self._clock.now())

    def _waiting(self) -> int:
        with self._database.reading() as db:
            return inbox.counts(db)["waiting"]
