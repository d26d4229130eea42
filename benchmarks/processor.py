"""How much processor time did it take, the database's own included?

On a busy machine the clock on the wall tells mostly of the others; this tells of us.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from bot.store.database import Database
from tests.processes import children

_TICKS = os.sysconf("SC_CLK_TCK")
_BACKENDS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")


def spent_s(database: Database) -> float:
    """Seconds so far, of this process and of the database's processes that serve it."""
    return time.process_time() + sum(_of(each) for each in _backends(database))


def _backends(database: Database) -> list[int]:
    if database.is_sqlite:
        return []  # it works inside this process
    with database.reading() as db:
        return list(db.execute(_BACKENDS).scalars())


def family(process: int) -> list[int]:
    """It, and all that it and its children have started."""
    return [process, *(each for child in children(process) for each in family(child))]


def spent_by(processes: list[int]) -> float:
    """Seconds of processor time these have taken so far."""
    return sum(map(_of, processes))


def _of(process: int) -> float:
    """0 for one that is gone, or that lives on another machine."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0
