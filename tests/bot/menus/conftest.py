"""Fixtures only: a shop on a database, and LINE played by the simulator on the same clock."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from bot.line.client import Line as Client
from bot.menus.publishing import Publisher
from bot.probe import Probe, unwatched
from bot.store.database import Database
from handlers.menu import MENU
from simulator import Line
from tests.rig import HandClock


@cache
def own_picture(shade: int = 90, kind: str = "PNG", high: int = MENU.height) -> bytes:
    """A picture an operator might have drawn: one shade, and the right size."""
    drawn = io.BytesIO()
    # One grey byte a pixel: looked at a hundred times over, colour would cost seconds.
    Image.new("L", (MENU.width, high), shade).save(drawn, kind)
    return drawn.getvalue()


@pytest.fixture
def line(clock: HandClock) -> Iterator[Line]:
    """LINE; a test fails when any of its rules was broken."""
    with Line(channel_secret="s", access_token="t", now=lambda: clock.now() / 1000) as playing:
        yield playing
        assert playing.breaches == []


@pytest.fixture
def client(line: Line) -> Iterator[Client]:
    """The product's own way to LINE."""
    opened = Client("t", line.origin)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an operator's pictures lie; empty at first."""
    made = tmp_path / "menus"
    made.mkdir()
    return made


@pytest.fixture
def publisher(database: Database, clock: HandClock, client: Client, folder: Path) -> Callable[..., Publisher]:
    """A publisher of a process that may die."""

    def make(probe: Probe = unwatched, language: str = "th", *, follows_case: bool = False) -> Publisher:
        return Publisher(
            database, clock, client.rich_menus, language, folder, probe, follows_case=follows_case
        )

    return make
