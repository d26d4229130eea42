"""What time is it, and what is a fresh id? The only file that asks the machine.

Everything else is given a Clock, so tests move time by hand. Moments are ms since the epoch, UTC.
"""

import secrets
import time
import uuid
from pathlib import Path

from handlers.numbered import CASE_DIGITS, CASE_LETTERS


class Clock:
    """The machine's clock. `offset_file` may hold seconds to add: tomorrow can be watched today."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file
        self._read: tuple[tuple[int, int], int] = ((0, 0), 0)  # of the file as it was, and what it said

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return int(time.time() * 1000) + self._offset()

    def _offset(self) -> int:
        if self._offset_file is None:
            return 0
        try:
            found = self._offset_file.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._read[0]:  # asked many times a turn, written hardly ever
                self._read = (stamp, int(float(self._offset_file.read_text()) * 1000))
            return self._read[1]
        except (OSError, ValueError):
            return 0

    def retry_key(self) -> str:
        """A fresh X-Line-Retry-Key: a hexadecimal UUID."""
        return str(uuid.uuid4())

    def survey_key(self) -> str:
        """A short unguessable id: it travels in postback data, of which LINE takes 300 characters."""
        return secrets.token_hex(8)

    def case_number(self) -> str:
        """A fresh number people can read out and type: six signs, at least one letter and one digit."""
        signs = [secrets.choice(CASE_DIGITS), secrets.choice(CASE_LETTERS)]
        signs += [secrets.choice(CASE_DIGITS + CASE_LETTERS) for _ in range(4)]
        secrets.SystemRandom().shuffle(signs)
        return f"{''.join(signs[:3])}-{''.join(signs[3:])}"

    def token(self) -> str:
        """An unguessable token of 256 bits, safe in addresses and cookies."""
        return secrets.token_urlsafe(32)


def stopwatch() -> float:
    """Seconds on a clock that never jumps; for measuring and for waiting, never for storing."""
    return time.monotonic()
