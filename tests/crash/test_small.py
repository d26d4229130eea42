"""A small crash run on each engine, and proof that the run notices when a promise is taken out."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.database import Database, sqlite_url
from tests.crash.deaths import interrupted
from tests.crash.scenario import SERVED, Plan, play
from tests.crash.verdict import Verdict, judge
from tests.postgres import Server

ENGINES = ("sqlite", "postgresql")


def played(folder: Path, url: str) -> Verdict:
    line, desk, _ = play(folder, Plan(kills=4), url)
    database = Database(url or sqlite_url(folder / "saphan.db"))
    try:
        return judge(database, line, desk.told, SERVED, interrupted(desk.log, desk.deaths))
    finally:
        database.dispose()
        desk.kill()
        line.stop()


@pytest.fixture(scope="module")
def verdicts(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgres_server: Server | None,
    postgres_template: str,
) -> Iterator[dict[str, Future[Verdict]]]:
    """The wanted engines side by side: a run is mostly waiting for processes that start again."""
    names = [each.name for each in request.session.items if each.path == request.path]
    wanted = [engine for engine in ENGINES if any(f"[{engine}]" in name for name in names)]
    found: dict[str, Future[Verdict]] = {}
    with ThreadPoolExecutor(len(ENGINES)) as threads:
        # Migrated already: Alembic knows one migration at a time.
        if "sqlite" in wanted:
            folder = tmp_path_factory.mktemp("sqlite")
            shutil.copy(sqlite_template, folder / "saphan.db")
            found["sqlite"] = threads.submit(played, folder, "")
        if "postgresql" in wanted and postgres_server is not None:
            url = postgres_server.create_database(like=postgres_template)
            found["postgresql"] = threads.submit(played, tmp_path_factory.mktemp("postgresql"), url)
        yield found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_lost_doubled_or_disordered_when_processes_die_and_line_misbehaves(
    engine: str, verdicts: dict[str, Future[Verdict]]
) -> None:
    if engine not in verdicts:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")

    verdict = verdicts[engine].result()

    assert verdict.is_clean, str(verdict)
    assert verdict.figures["events kept"] > 20
    assert verdict.figures["replies confirmed"] > 0
