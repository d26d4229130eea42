"""What can be found by search follows what happened, a moment later, and costs no turn a statement."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import stopwatch
from bot.pump import Pump
from bot.store import feed, search, searchable
from bot.store.database import Connection, Database
from bot.wake import FEED, Wake

_STEPS = 3
_PAGES = 64  # of SQLite's index put in order in one step
# The writer is everybody's: what took it for longer than this, in seconds, is made smaller.
_LONG = 0.05
# While customers are being answered it rests so many times as long as it works, less so the further it is
# behind: a rush is caught up with afterwards, and a shop that is always in a rush is searched a little late.
_RESTS_PER_WORK = 30
_FAR_BEHIND = 5_000
_LONGEST_REST = 2.0  # seconds
# More changes since the last slice than a calm shop has: people are being answered right now.
_BUSY = 20


class Size:
    """How much is written at once: half as much where that took long, a little more where it did not."""

    def __init__(self, most: int) -> None:
        self.now = self._most = most
        self._least = max(1, most // 16)

    def learn(self, seconds: float) -> None:
        """The writer was held for so long."""
        if seconds > _LONG:
            self.now = max(self._least, self.now // 2)
        elif seconds < _LONG / 2:
            self.now = min(self._most, self.now + max(1, self.now // 4))


class Catalogue(Pump):
    """Slices with a rest between them while a shop is busy, without while an old house is moved in."""

    round_seconds, free_rounds = 0.25, 4

    def __init__(self, database: Database, wake: Wake) -> None:
        super().__init__("catalogue", wake.subscribe(FEED))
        self._database = database
        self._seen: int | None = None
        self._slice, self._pages = Size(searchable.SLICE), Size(_PAGES)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Rests no more."""
        self._stopped.set()
        super().stop()

    def round(self) -> bool:
        """One slice; False when the index is as far as the feed."""
        start = stopwatch()
        with self._database.reading() as db:
            newest = feed.newest(db)
            now = searchable.mark(db)
            found = searchable.gather(db, now, self._slice.now) if now else None
        if now is None:
            with self._database.transaction() as db:
                if searchable.mark(db) is None:
                    searchable.begin(db)
            return True
        if found is None:
            return False
        with self._timed(self._slice) as db:
            searchable.write(db, now, found)
        self._tidy()
        self._rest(newest, newest - found.then.feed_id, stopwatch() - start)
        return True

    def _rest(self, newest: int, behind: int, spent: float) -> None:
        is_busy = self._seen is not None and newest - self._seen > _BUSY
        self._seen = newest
        patience = 1 - behind / _FAR_BEHIND
        if is_busy and patience > 0:
            self._stopped.wait(min(_LONGEST_REST, spent * _RESTS_PER_WORK) * patience)

    def _tidy(self) -> None:
        """As much as a slice leaves to be put in order, in steps of their own."""
        for _ in range(_STEPS if self._database.is_sqlite else 0):
            with self._timed(self._pages) as db:
                is_more = search.tidy(db, self._pages.now)
            if not is_more:
                return

    @contextmanager
    def _timed(self, size: Size) -> Iterator[Connection]:
        with self._database.transaction() as db:
            start = stopwatch()
            yield db
        size.learn(stopwatch() - start)
