"""Fixtures only: databases on both engines, a clock moved by hand, LINE played by the simulator."""

import contextlib
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.store.database import Database, sqlite_url
from bot.store.migrate import migrate
from tests.postgres import Server, find_server
from tests.quick import keep_routes, kept_open
from tests.rig import HandClock

ENGINES = ("sqlite", "postgresql")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Only the last such list counts, so it repeats what Playwright turns off. The two at its end are pages of
    # the address bar: each new window brings them along, at two fifths of what a story takes of a processor.
    "--disable-features=AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning,Translate,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)

_SLOW = ("tests/crash/", "test_accessibility.py", "test_races.py", "any_sequence.py", "tests/stories/")

keep_routes()


@pytest.hookimpl(trylast=True)  # after the order was shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes and browsers comes first: at the end only quick ones are left to share out."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[int, str, str, int]:
    """Stories of a file share a running shop and are told in their order; whatever else stays shuffled."""
    place = next((n for n, each in enumerate(_SLOW) if each in item.nodeid), len(_SLOW))
    if "tests/stories/" not in item.nodeid:
        return place, "", "", 0
    path, line, _ = item.location
    return place, path, item.nodeid.rpartition("[")[2], line or 0


# A failing test should show what it asserted, not thousands of log lines.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, copied for each test: a migration takes longer than a copy."""
    path = tmp_path_factory.mktemp("template") / "saphan.db"
    migrate(sqlite_url(path))
    Database(sqlite_url(path)).dispose()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server | None]:
    """A real PostgreSQL: TEST_DATABASE_URL, else an embedded one, else the machine's own binaries."""
    # Not under pytest's own folder: another run would close it to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="saphan-pg-"))
    server = find_server(folder)
    if server is not None:
        server.forget_the_disk()
    yield server
    if server is not None:
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server | None) -> Iterator[str]:
    """A migrated, empty database that nobody uses but to copy it."""
    url = postgres_server.create_database() if postgres_server else ""
    if url:
        migrate(url)
    yield url
    if postgres_server:
        postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server | None, postgres_template: str) -> Iterator[str | None]:
    """One migrated database for this test process, emptied between tests."""
    if postgres_server is None:
        yield None
        return
    url = postgres_server.create_database(like=postgres_template)
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of this process finds its own copy of the template."""
    return tmp_path_factory.mktemp("sqlite") / "saphan.db"


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, sqlite_place: Path, sqlite_template: Path, postgres_url: str | None
) -> Iterator[str]:
    """An empty, migrated database; every test that asks runs once on each engine."""
    if request.param == "sqlite":
        for left in sqlite_place.parent.iterdir():
            left.unlink()
        shutil.copy(sqlite_template, sqlite_place)
        yield sqlite_url(sqlite_place)
        return
    if postgres_url is None:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")
    yield postgres_url
    Server.empty(postgres_url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The store over database_url."""
    opened = kept_open(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until it is moved."""
    return HandClock()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One real browser for this test process: Playwright runs only one loop in a thread."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: browser journeys were not run")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()
