"""Whole journeys: real processes, LINE played by the simulator, and a real browser where there is one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.store.database import sqlite_url
from simulator import Line
from simulator.phones import Screen
from tests.postgres import Server
from tests.processes import PASSWORD, SECRET, TOKEN, Desk, furnish
from tests.rig import CORPUS
from tests.stories.acts import PATIENCE
from tests.warm import Warm

# As patient as a busy machine needs; what is there is seen at once.
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A database with staff, starter articles and their index, to be copied for each desk."""
    path = tmp_path_factory.mktemp("furnished") / "saphan.db"
    shutil.copy(sqlite_template, path)
    furnish(sqlite_url(path), CORPUS.index)
    return path


@pytest.fixture(scope="session")
def furnished_url(postgres_server: Server | None, postgres_template: str) -> Iterator[str]:
    """The same on PostgreSQL."""
    url = postgres_server.create_database(like=postgres_template) if postgres_server else ""
    if url:
        furnish(url, CORPUS.index)
    yield url
    if postgres_server:
        postgres_server.drop_database(url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: Server | None,
    furnished_file: Path,
    furnished_url: str,
) -> Iterator[Desk]:
    """The bot as it is deployed on each engine, with staff and starter articles.

    One for all the stories of a file: each story has customers of its own.
    """
    url = ""
    if request.param == "postgresql":
        if postgres_server is None:
            pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")
        url = postgres_server.create_database(like=furnished_url)
    folder = tmp_path_factory.mktemp("desk")
    if not url:
        shutil.copy(furnished_file, folder)
    with Line(channel_secret=SECRET, access_token=TOKEN) as playing:
        running = Desk(folder, playing.origin, url, line=playing, start=Warm)
        running.start()
        playing.webhook_url = running.webhook
        yield running
        running.kill()
    if url:
        assert postgres_server is not None
        postgres_server.drop_database(url)


@pytest.fixture
def line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """LINE, on loopback; a story fails when any rule of LINE was broken in it."""
    monkeypatch.setattr(Screen, "patience", PATIENCE)
    playing = desk.line
    before = len(playing.breaches)
    yield playing
    assert playing.breaches[before:] == []


def sign_in_at(page: Any, desk: Desk, name: str, language: str = "en") -> None:
    """By form, as staff do."""
    page.goto(f"{desk.origin}/signin?lang={language}")
    page.fill("input[name=email]", f"{name.lower()}@shop.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/c/**")


class Console:
    """An agent's browser at the console."""

    def __init__(
        self, browser: Any, desk: Desk, language: str = "en", width: int = 1440, height: int = 900
    ) -> None:
        self._context = browser.new_context(viewport={"width": width, "height": height})
        self._context.set_default_timeout(PATIENCE * 1000)
        self.page = self._context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._desk = desk
        self._language = language

    def sign_in(self, name: str) -> "Console":
        """What sign_in_at() does, without drawing the form's page."""
        form = self._context.request.get(f"{self._desk.origin}/signin?lang={self._language}").text()
        fields = {
            "email": f"{name.lower()}@shop.example",
            "password": PASSWORD,
            "csrf_token": form.partition('name="csrf_token" value="')[2].partition('"')[0],
        }
        signed_in = self._context.request.post(f"{self._desk.origin}/signin", form=fields, max_redirects=0)
        assert signed_in.status == 302, signed_in.text()
        self.page.goto(f"{self._desk.origin}{signed_in.headers['location']}")
        self.page.wait_for_url("**/c/**")
        return self

    def close(self) -> None:
        """The browser window is shut."""
        self._context.close()


@pytest.fixture
def console(chromium: Any, desk: Desk) -> Iterator[Any]:
    """Opens agents' windows; closes them, and fails on any script error."""
    opened: list[Console] = []

    def sign_in(name: str, **size: Any) -> Console:
        opened.append(Console(chromium, desk, **size))
        return opened[-1].sign_in(name)

    yield sign_in
    for each in opened:
        assert each.errors == []
        each.close()


@pytest.fixture
def thai() -> Iterator[Callable[[Any], Any]]:
    """Turns this person's console Thai, and back for the next story."""
    turned: list[Any] = []

    def turn(page: Any, language: str = "th") -> Any:
        choice = page.locator(f".language-choice[value={language}]").first
        with page.expect_navigation():
            choice.evaluate("button => button.click()")  # on a phone it is folded away
        turned.append(page)
        return page

    yield turn
    turn(turned[0], "en")
