"""The jobs pump: rows that say "advance this", run one at a time and put off when they fail."""

from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.logs import log
from bot.pump import Pump
from bot.store import jobs
from bot.store.database import Database
from bot.wake import JOBS, Wake

Errand = Callable[[str], None]

_LEASE_MS = 30_000
_GAPS_MS = (5_000, 30_000, 300_000, 3_600_000)


class Jobs(Pump):
    """Runs errands by kind. An errand raises OSError to be put off; done means forgotten."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, errands: Mapping[str, Errand]) -> None:
        super().__init__("jobs", wake.subscribe(JOBS))
        self._database = database
        self._clock = clock
        self._errands = errands

    def round(self) -> bool:
        """One errand; False when none is due."""
        now = self._clock.now()
        with self._database.reading() as db:
            if not jobs.any_due(db, now):
                return False
        with self._database.transaction() as db:
            claimed = jobs.claim(db, now, _LEASE_MS)
        if claimed is None:
            return False
        self._run_one(*claimed)
        return True

    def _run_one(self, job_id: int, kind: str, key: str, attempts: int) -> None:
        try:
            self._errands[kind](key)
        except OSError as later:
            due = self._clock.now() + _GAPS_MS[min(attempts - 1, len(_GAPS_MS) - 1)]
            log.info("job.put_off", job=job_id, kind=kind, attempt=attempts, error=type(later).__name__)
            with self._database.transaction() as db:
                jobs.put_off(db, job_id, due, str(later))
            return
        with self._database.transaction() as db:
            jobs.finish(db, job_id)
