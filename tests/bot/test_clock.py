"""Does a clock that is moved by a file follow it, and read it only when it has changed?"""

import os
from pathlib import Path

from bot.clock import Clock

HOUR_MS = 3_600_000


def ahead(clock: Clock) -> int:
    """By how many hours, whatever the test itself takes."""
    return round((clock.now() - Clock().now()) / HOUR_MS)


def test_a_moved_clock_follows_its_file_and_goes_right_without_a_readable_one(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    clock = Clock(file)
    assert ahead(clock) == 0

    for at, (written, hours) in enumerate((("3600", 1), ("86400", 24), ("tomorrow", 0), ("7200.5", 2)), 1):
        file.write_text(written)
        os.utime(file, (at, at))
        assert ahead(clock) == hours, written

    file.unlink()
    assert ahead(clock) == 0


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("3600")
    os.utime(file, (1, 1))
    clock = Clock(file)
    clock.now()

    file.write_text("7200")
    os.utime(file, (1, 1))  # as if it had never been touched
    assert ahead(clock) == 1
