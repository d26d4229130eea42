"""A small crash run on each engine, and proof that the run notices when a promise is taken out."""

from pathlib import Path

import pytest

from bot.store.database import Database, sqlite_url
from tests.crash.deaths import interrupted
from tests.crash.scenario import SERVED, Plan, play
from tests.crash.verdict import Verdict, judge
from tests.postgres import Server


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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_nothing_is_lost_doubled_or_disordered_when_processes_die_and_line_misbehaves(
    engine: str, tmp_path: Path, postgres_server: Server | None
) -> None:
    if engine == "postgresql" and postgres_server is None:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")

    verdict = played(tmp_path, Plan(kills=4), postgres_server if engine == "postgresql" else None)

    assert verdict.is_clean, str(verdict)
    assert verdict.figures["events kept"] > 20
    assert verdict.figures["replies confirmed"] > 0
