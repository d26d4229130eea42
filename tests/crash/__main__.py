"""`python -m tests.crash --kills N`: the long run, on both engines, with every fault on."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bot.store.database import Database, sqlite_url
from tests.crash.broken import VARIANTS
from tests.crash.deaths import interrupted
from tests.crash.scenario import SERVED, Plan, play
from tests.crash.verdict import judge
from tests.postgres import Server, find_server


def main() -> int:
    """0 when every guarantee held on every engine asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--kills", type=int, default=200, help="SIGKILLs on each engine")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--variant", choices=sorted(VARIANTS), default="", help="a deliberately broken product"
    )
    options = parser.parse_args()
    plan = Plan(options.kills, options.seed, variant=options.variant)
    folder = Path(tempfile.mkdtemp(prefix="saphan-crash-"))
    server = None if options.engine == "sqlite" else find_server(folder)
    try:
        results = [] if options.engine == "postgresql" else [one("SQLite", plan, folder)]
        if options.engine != "sqlite":
            if server is None:
                print("PostgreSQL: none found (TEST_DATABASE_URL, embedded, local)", file=sys.stderr)
                return 1
            results.append(one("PostgreSQL", plan, folder, server))
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(results) else 1


def one(name: str, plan: Plan, folder: Path, server: Server | None = None) -> bool:
    """One engine; prints its verdict."""
    started = time.monotonic()
    home = folder / name
    home.mkdir()
    url = server.create_database() if server else ""
    line, desk, counts = play(home, plan, url)
    database = Database(url or sqlite_url(home / "saphan.db"))
    try:
        verdict = judge(database, line, desk.told, SERVED, interrupted(desk.log, desk.deaths))
    finally:
        database.dispose()
        desk.stop()
        line.stop()
    seconds = round(time.monotonic() - started)
    faults = len(line.faults.injected)
    print(
        f"{name}: {counts['kills']} kills ({counts['whole']} of a whole tree), "
        f"{counts['events']} events spoken, {counts['clicks']} clicks, {faults} faults, {seconds} s "
        f"— {verdict}",
        flush=True,
    )
    return verdict.is_clean


if __name__ == "__main__":
    sys.exit(main())
