"""A small crash run on each engine, and proof that the run notices when a promise is taken out."""

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


def played(folder: Path, plan: Plan, server: Server | None) -> Verdict:
    url = server.create_database() if server else ""
    line, desk, _ = play(folder, plan, url)
    database = Database(url or sqlite_url(folder / "saphan.db"))
    try:
        return judge(database, line, desk.told, SERVED, interrupted(desk.log, desk.deaths))
    finally:
        database.dispose()
        desk.stop()
        line.stop()


@pytest.fixture(scope="module")
def verdicts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: Server | None
) -> Iterator[dict[str, Future[Verdict]]]:
    """The wanted engines side by side: a run is mostly waiting for processes that start again."""
    here = [each.name for each in request.session.items if each.path == request.path]
    wanted = [engine for engine in ENGINES if any(f"[{engine}]" in name for name in here)]
    if postgres_server is None:
        wanted = [each for each in wanted if each != "postgresql"]
    with ThreadPoolExecutor(len(ENGINES)) as threads:
        yield {
            engine: threads.submit(
                played,
                tmp_path_factory.mktemp(engine),
                Plan(kills=4),
                postgres_server if engine == "postgresql" else None,
            )
            for engine in wanted
        }


@pytest.mark.timeout(300)
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
