"""Fixtures only: a console over a real database, with the standing cast on its staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.web.answers import trial
from tests.bot.web.desktop import Desktop
from tests.rig import HandClock


@pytest.fixture
def desk(
    database: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    """A console with Nok, Ben, Sora and Ada, on each engine. Its pages wait until drafts have been learnt."""
    monkeypatch.setattr(trial, "PATIENCE_SECONDS", 60)
    opened = Desktop(database, clock, tmp_path)
    yield opened
    opened.close()
