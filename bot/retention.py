"""How long are the files of chats kept? As long as MEDIA_DAYS says; for good where it says nothing."""

from bot.clock import Clock
from bot.jobs import Errand, Write
from bot.logs import log
from bot.store import jobs, media
from bot.store.database import Connection, Database
from bot.store.media import RETIRE

DAY_MS = 24 * 3_600_000
_KEY = "daily"
# Each file is an errand of its own, in line with what customers send just now: so never many at once.
_SLICE = 200
_GAP_MS = 30_000
# After a start customers come first.
_DELAY_MS = 60_000


class Retention:
    """One errand, which looks once a day and goes on slice by slice while there is more."""

    def __init__(self, database: Database, clock: Clock, days: int) -> None:
        self._database = database
        self._clock = clock
        self._days = days
        self.errands: dict[str, Errand] = {RETIRE: self.retire}

    def begin(self) -> None:
        """At start: look soon, however long ago the last time was."""
        if self._days:
            with self._database.transaction() as db:
                jobs.ask_at(db, RETIRE, _KEY, self._clock.now() + _DELAY_MS)

    def retire(self, _key: str) -> Write | None:
        """A slice of what is older than the shop keeps; again in a day, or soon where more is left."""
        if not self._days:
            return None
        with self._database.reading() as db:
            old = media.outlived(db, self._clock.now() - self._days * DAY_MS, _SLICE)
        gap = _GAP_MS if len(old) == _SLICE else DAY_MS

        def write(db: Connection) -> None:
            now = self._clock.now()
            if old:
                log.info("media.retired", files=media.erase_outlived(db, old, now), days=self._days)
            jobs.ask(db, [(RETIRE, _KEY, now + gap)])

        return write
