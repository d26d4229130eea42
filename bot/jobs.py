"""The jobs pump: rows that say "advance this", run a handful at a time and put off when they fail."""

from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.logs import log
from bot.pump import Pump
from bot.store import feed, jobs
from bot.store.database import Connection, Database
from bot.store.jobs import Claimed
from bot.wake import FEED, JOBS, Wake

# Writes what an errand brought; returns the conversation that changed by it, if one did.
Write = Callable[[Connection], int | None]
# Runs outside any transaction; what it returns is written together with the others of its handful.
Errand = Callable[[str], Write | None]

_LEASE_MS = 60_000
_HANDFUL = 50
_GAPS_MS = (5_000, 30_000, 300_000, 3_600_000)


class Jobs(Pump):
    """Runs errands by kind. An errand raises OSError to be put off; done means forgotten.

    Errands are in nobody's way: a handful shares one claim and one commit, so that a rush of new
    contacts costs the write lock two transactions and not hundreds. A pump takes only the kinds it
    has errands for, so that slow ones (files) have a pump of their own and hold up nobody.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        errands: Mapping[str, Errand],
        *,
        name: str = "jobs",
        handful: int = _HANDFUL,
        lease_ms: int = _LEASE_MS,
    ) -> None:
        super().__init__(name, wake.subscribe(JOBS))
        self._database = database
        self._clock = clock
        self._wake = wake
        self._errands = errands
        self._kinds = tuple(errands)
        self._handful = handful
        self._lease_ms = lease_ms

    def round(self) -> bool:
        """One handful; False when nothing is due."""
        now = self._clock.now()
        with self._database.looking() as db:
            if not jobs.any_due(db, now, self._kinds):
                return False
        with self._database.transaction() as db:
            claimed = jobs.claim(db, now, self._lease_ms, self._handful, self._kinds)
        done: list[tuple[Claimed, Write | None]] = []
        late: list[tuple[Claimed, str]] = []
        for each in claimed:
            try:
                done.append((each, self._errands[each.kind](each.key)))
            except OSError as later:
                late.append((each, str(later)))
                log.info("job.put_off", job=each.id, kind=each.kind, attempt=each.attempts)
        self._record(done, late)
        return len(claimed) == self._handful

    def _record(self, done: list[tuple[Claimed, Write | None]], late: list[tuple[Claimed, str]]) -> None:
        now = self._clock.now()
        with self._database.transaction() as db:
            for each, reason in late:
                gap = _GAPS_MS[min(each.attempts - 1, len(_GAPS_MS) - 1)]
                jobs.put_off(db, each.id, now + gap, reason)
            jobs.finish(db, [each.id for each, _ in done])
            written = [write(db) for _, write in done if write is not None]
            changed = [each for each in written if each is not None]
            if changed:
                # Last, and once: the feed's lock must never be held while waiting for a row.
                feed.append(db, changed, feed.TURN, now)
        self._wake.after(FEED)
