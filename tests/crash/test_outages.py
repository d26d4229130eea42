"""A neighbour goes away for a while, the database or LINE: what is answered, and what is left undone?"""

import contextlib
import sqlite3
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database, sqlite_url
from simulator import Line
from tests.crash.scenario import WORDS, settle
from tests.crash.verdict import Verdict, judge
from tests.postgres import Server, find_server
from tests.processes import SECRET, TOKEN, Desk

CLIENT_SECONDS = 10.0  # LINE waits two; here only a hang is a failure
TRIES = 600


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server | None]:
    """A PostgreSQL whose plug may be pulled without hurting other tests; None where there is none."""
    with tempfile.TemporaryDirectory(prefix="saphan-pg-", ignore_cleanup_errors=True) as folder:
        server = find_server(Path(folder))
        yield server
        if server is not None:
            server.stop()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, own_server: Server | None
) -> Iterator[Desk]:
    """A desk that LINE calls, with redelivery switched on as the README tells."""
    url = ""
    if request.param == "postgresql":
        if own_server is None:
            pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")
        url = own_server.create_database(is_durable=True)
    with Line(channel_secret=SECRET, access_token=TOKEN) as line:
        running = Desk(tmp_path_factory.mktemp("desk"), line.origin, url, line=line)
        running.prepare()
        running.start()
        line.webhook_url = running.webhook
        line.webhook.answer_seconds = CLIENT_SECONDS
        line.faults.redeliveries, line.faults.redelivery_gap = TRIES, 0.1
        yield running
        line.faults.clear()
        running.kill()


def verdict(desk: Desk) -> Verdict:
    url = desk.environment["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    database = Database(url or sqlite_url(desk.folder / "saphan.db"))
    try:
        return judge(database, desk.line)
    finally:
        database.dispose()


def everybody_asks(line: Line, number: int) -> list[int | None]:
    return [line.phone(f"Customer {n}").says(WORDS[n % len(WORDS)]).status for n in range(number)]


def status_of(desk: Desk, path: str) -> int:
    try:
        with urllib.request.urlopen(f"{desk.origin}{path}", timeout=CLIENT_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@contextlib.contextmanager
def database_away(desk: Desk, server: Server | None) -> Iterator[None]:
    """SQLite: another process holds the write lock. PostgreSQL: the plug is pulled."""
    if desk.is_sqlite:
        with contextlib.closing(sqlite3.connect(desk.folder / "saphan.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    assert server is not None
    if not server.is_ours:
        pytest.skip("TEST_DATABASE_URL names a server that is not ours to stop")
    server.halt()
    yield
    server.go_on()


def test_with_the_database_away_every_call_gets_its_503_and_nothing_is_lost_once_it_is_back(
    desk: Desk, own_server: Server | None
) -> None:
    known = verdict(desk).figures["events kept"]
    before = everybody_asks(desk.line, 4)
    settle(desk)  # a worker that is still starting may say that there is no database, and end

    with database_away(desk, own_server):
        during = everybody_asks(desk.line, 6)
        ready, alive = status_of(desk, "/readyz"), status_of(desk, "/healthz")
    desk.line.settle(timeout=60)
    desk.wait_ready(40)
    settle(desk)

    assert (set(before), set(during)) == ({200}, {503})
    assert (ready, alive) == (503, 200)
    found = verdict(desk)
    assert found.is_clean, str(found)
    assert found.figures["events kept"] - known == 10


def test_with_line_away_what_is_owed_waits_and_arrives_once_when_it_is_back(desk: Desk) -> None:
    known = len(desk.line.accepted)

    desk.line.goes_away()
    during = everybody_asks(desk.line, 6)
    wait_for_refusals(desk, 6)
    desk.line.comes_back()
    after = everybody_asks(desk.line, 2)
    settle(desk)

    assert set(during) | set(after) == {200}
    found = verdict(desk)
    assert found.is_clean, str(found)
    assert len(desk.line.accepted) - known == 8


def wait_for_refusals(desk: Desk, number: int) -> None:
    """Until so many attempts have met a closed door, by the desk's own log."""
    deadline = time.monotonic() + 40
    while desk.log.read_text().count('"answer": "not sent"') < number:
        assert time.monotonic() < deadline, desk.log.read_text()[-2000:]
        time.sleep(0.1)
