"""`python -m tests.fuzz --bodies N`: the long run on SQLite, and a tenth of it on PostgreSQL."""

import argparse
import logging
import shutil
import sys
import tempfile
import time
from pathlib import Path

import structlog

from bot.store.database import Database, sqlite_url
from bot.store.migrate import migrate
from tests.fuzz.bodies import Bodies
from tests.fuzz.run import Fuzz
from tests.postgres import find_server

SHARE_ON_POSTGRESQL = 10


def main() -> int:
    """0 when every promise held on every engine asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    folder = Path(tempfile.mkdtemp(prefix="saphan-fuzz-"))
    server = None if options.engine == "sqlite" else find_server(folder)
    results = []
    try:
        if options.engine != "postgresql":
            url = sqlite_url(folder / "saphan.db")
            results.append(one("SQLite", url, folder, options.bodies, options.seed))
        if options.engine != "sqlite":
            if server is None:
                print("PostgreSQL: none found (TEST_DATABASE_URL, embedded, local)", file=sys.stderr)
                return 1
            share = 1 if options.engine == "postgresql" else SHARE_ON_POSTGRESQL
            url = server.create_database()
            results.append(one("PostgreSQL", url, folder, options.bodies // share, options.seed))
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(results) else 1


def one(name: str, url: str, folder: Path, count: int, seed: int) -> bool:
    """One engine; prints what was found."""
    started = time.monotonic()
    migrate(url)
    database = Database(url)
    with Fuzz(database, folder).open() as fuzz:
        report = fuzz.play(Bodies(seed), count)
    database.dispose()
    print(f"{name}: {report}; {time.monotonic() - started:.0f} s", flush=True)
    for each in report.wrong[:20]:
        print(f"  {each}", flush=True)
    return not report.wrong


if __name__ == "__main__":
    sys.exit(main())
