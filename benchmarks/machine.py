"""On what was it measured? Enough to read the figures by, nothing that names the machine."""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.figures import rounded

_SYNCS = 25


def describe(postgresql_url: str | None, folder: Path) -> dict[str, str | int | float]:
    """Processor, versions, and how long the disk under `folder` takes to promise a small write."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(postgresql_url) if postgresql_url else "none",
        "disk_sync_ms": _sync_ms(folder),
        "busy_before": rounded(os.getloadavg()[0]),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return found[0] if found else platform.machine()


def _postgresql(url: str) -> str:
    """The version; also refuses a server that does not wait for its disk, which would flatter us."""
    with psycopg.connect(url) as connection:
        said = {
            name: str(connection.execute(f"SHOW {name}").fetchone()[0])  # type: ignore[index]
            for name in ("fsync", "synchronous_commit", "server_version")
        }
    assert said["fsync"] == "on", "PostgreSQL runs with fsync off"
    assert said["synchronous_commit"] == "on", "PostgreSQL does not wait for its commits"
    return said["server_version"].split()[0]


def _sync_ms(folder: Path) -> float:
    with tempfile.TemporaryFile(dir=folder) as file:
        took = []
        for _ in range(_SYNCS):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return rounded(statistics.median(took) * 1000)
