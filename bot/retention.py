"""How long are files of chats kept, and what passed over the wire? By MEDIA_DAYS and WIRE_DAYS."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.jobs import Errand, Write
from bot.logs import log
from bot.store import jobs, media, unused, wire
from bot.store.database import Connection, Database
from bot.store.media import RETIRE

DAY_MS = 24 * 3_600_000
EVENTS, DELIVERIES, UNUSED = "wire_events", "wire_deliveries", "media_unused"
_KEY = "daily"
_BEGINNING = "0"
# Each file is an errand of its own, in line with what customers send just now: so never many at once.
_SLICE = 200
_GAP_MS = 30_000
# Rows of the wire go by themselves, in slices that hold the writer for a few milliseconds.
_ROWS = 100
_ROWS_GAP_MS = 2_000
# A picture may wait so long in a form that nobody has kept yet.
_UNUSED_MS = 7 * DAY_MS
# After a start customers come first.
_DELAY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days; 0: for good."""

    media_days: int = 0
    wire_days: int = 0


FOR_GOOD = Kept()


class Retention:
    """Errands that look once a day and go on slice by slice while there is more."""

    def __init__(self, database: Database, clock: Clock, kept: Kept) -> None:
        self._database = database
        self._clock = clock
        self._media_days = kept.media_days
        self._wire_days = kept.wire_days
        self.errands: dict[str, Errand] = {
            RETIRE: self.retire,
            EVENTS: self.forget_events,
            DELIVERIES: self.empty_deliveries,
            UNUSED: self.erase_unused,
        }

    def begin(self) -> None:
        """At start: look soon, however long ago the last time was."""
        soon = self._clock.now() + _DELAY_MS
        with self._database.transaction() as db:
            jobs.ask_at(db, UNUSED, _KEY, soon)
            if self._media_days:
                jobs.ask_at(db, RETIRE, _KEY, soon)
            if self._wire_days:
                jobs.ask_at(db, EVENTS, _KEY, soon)
                jobs.go_on(db, DELIVERIES, _BEGINNING, soon)

    def retire(self, _key: str) -> Write | None:
        """A slice of what is older than the shop keeps; again in a day, or soon where more is left."""
        if not self._media_days:
            return None
        with self._database.reading() as db:
            old = media.outlived(db, self._before(self._media_days), _SLICE)
        gap = _GAP_MS if len(old) == _SLICE else DAY_MS

        def write(db: Connection) -> None:
            now = self._clock.now()
            if old:
                log.info("media.retired", files=media.erase_outlived(db, old, now), days=self._media_days)
            jobs.ask(db, [(RETIRE, _KEY, now + gap)])

        return write

    def erase_unused(self, _key: str) -> Write:
        """A slice of the shop's own pictures that no article, broadcast or canned reply has any more."""
        with self._database.reading() as db:
            old = unused.unused(db, self._clock.now() - _UNUSED_MS, _SLICE)
        gap = _GAP_MS if len(old) == _SLICE else DAY_MS

        def write(db: Connection) -> None:
            now = self._clock.now()
            if old:
                log.info("media.unused", files=unused.erase(db, old, now))
            jobs.ask(db, [(UNUSED, _KEY, now + gap)])

        return write

    def forget_events(self, _key: str) -> Write | None:
        """A slice of events that were handled so long ago that LINE brings none of them again."""
        if not self._wire_days:
            return None
        with self._database.reading() as db:
            old = wire.outlived_events(db, self._before(self._wire_days), _ROWS)
        gap = _ROWS_GAP_MS if len(old) == _ROWS else DAY_MS

        def write(db: Connection) -> None:
            if old:
                log.info("wire.retired", events=wire.forget_events(db, old), days=self._wire_days)
            jobs.ask(db, [(EVENTS, _KEY, self._clock.now() + gap)])

        return write

    def empty_deliveries(self, key: str) -> Write | None:
        """A stretch of deliveries; the key is how far the last one came, so that none is looked at daily."""
        if not self._wire_days:
            return None
        with self._database.reading() as db:
            found = wire.outlived_deliveries(db, int(key), self._before(self._wire_days), _ROWS)
        gap = DAY_MS if found.is_last else _ROWS_GAP_MS

        def write(db: Connection) -> None:
            if found.ids:
                emptied = wire.empty_deliveries(db, found.ids)
                log.info("wire.retired", deliveries=emptied, days=self._wire_days)
            jobs.ask(db, [(DELIVERIES, str(found.until), self._clock.now() + gap)])

        return write

    def _before(self, days: int) -> int:
        return self._clock.now() - days * DAY_MS
