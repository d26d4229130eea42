"""How do open pages learn that something changed, without asking all the time?"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator

HEARTBEAT_SECONDS = 10.0


class Feed:
    """A number that grows. `boot` tells a page that came back whether it is still the same simulator."""

    def __init__(self) -> None:
        self.boot = uuid.uuid4().hex
        self._number = 0
        self._watchers = 0
        self._news = threading.Condition()

    def changed(self) -> None:
        if self._watchers:
            self.wake()

    def wake(self) -> None:
        with self._news:
            self._number += 1
            self._news.notify_all()

    def stream(self, is_closing: Callable[[], bool]) -> Iterator[bytes]:
        """Server-sent events: one at once, then one after each change, many changes at a time folded."""
        self._watchers += 1
        seen = -1
        try:
            yield b"retry: 1000\n\n"
            while not is_closing():
                with self._news:
                    has_news = self._news.wait_for(lambda: self._number != seen, HEARTBEAT_SECONDS)  # noqa: B023
                    seen = self._number
                if has_news:
                    yield f"id: {self.boot}-{seen}\nevent: changed\ndata: {self.boot}\n\n".encode()
                else:
                    yield b": still here\n\n"
        finally:
            self._watchers -= 1
