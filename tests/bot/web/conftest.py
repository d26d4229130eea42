"""Fixtures only: a console over a real database, with the standing cast on its staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.bot.web.desktop import Desktop
from tests.rig import HandClock


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Desktop]:
    """A console with Nok, Ben, Sora and Ada, on each engine."""
    opened = Desktop(database, clock, tmp_path)
    yield opened
    opened.close()
