"""Does `python -m bot menus` publish, say what it did and how things stand, and fail in one sentence?"""

import os
import subprocess
import sys
from pathlib import Path

from bot.store import richmenus
from bot.store.database import Database, sqlite_url
from bot.store.migrate import migrate
from simulator import Line
from tests.bot.menus.shop import standing
from tests.processes import ROOT

SETTINGS = {
    "LINE_CHANNEL_SECRET": "s",
    "LINE_CHANNEL_ACCESS_TOKEN": "t",
    "SECRET_KEY": "only-for-tests-0123456789",
}


def menus(folder: Path, line: Line) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "menus"],
        cwd=folder,
        env={
            **os.environ,
            **SETTINGS,
            "DATA_DIR": str(folder),
            "DATABASE_URL": "",
            "LINE_API_HOST": line.origin,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_tells_what_it_did_and_the_second_time_that_nothing_was_to_do(tmp_path: Path, line: Line) -> None:
    migrate(sqlite_url(tmp_path / "saphan.db"))

    first, second = menus(tmp_path, line), menus(tmp_path, line)

    assert (first.returncode, second.returncode) == (0, 0)
    assert "made the th menu" in first.stdout
    assert "Everything was as wanted." in second.stdout
    assert "everybody else" in second.stdout
    assert len(standing(line).menus) == 6  # who waits and who is served have their own
    assert "waiting, linked: 0" in second.stdout


def test_a_picture_that_cannot_be_used_is_told_in_one_sentence_and_remembered(
    tmp_path: Path, line: Line
) -> None:
    migrate(sqlite_url(tmp_path / "saphan.db"))
    (tmp_path / "menus").mkdir()
    (tmp_path / "menus" / "en.png").write_bytes(b"not a picture")

    told = menus(tmp_path, line)

    assert told.returncode == 1
    assert "en.png: neither JPEG nor PNG" in told.stderr
    assert "Traceback" not in told.stderr
    assert standing(line).menus == ()
    database = Database(sqlite_url(tmp_path / "saphan.db"))
    with database.reading() as db:
        tried = richmenus.last_try(db)
    database.dispose()
    assert tried is not None
    assert "en.png" in tried[1]
