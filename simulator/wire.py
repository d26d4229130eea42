"""What went over the wire between LINE and the bot, in the order it happened?"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from simulator.store import Store

KEPT = 50_000
TO_LINE = "to_line"
TO_BOT = "to_bot"


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One request. `status` is None when no answer came; `counted` is what the quota lost by it."""

    at: float
    direction: str
    method: str
    path: str
    status: int | None
    request_id: str
    counted: int
    note: str
    user_id: str | None


class WireLog:
    def __init__(self, store: Store) -> None:
        self._entries: deque[WireEntry] = deque(maxlen=KEPT)
        self._store = store
        self._lock = threading.Lock()
        self._numbers = itertools.count()

    def add(self, entry: WireEntry) -> None:
        with self._lock:
            self._entries.append(entry)
            number = next(self._numbers)
        if self._store.is_on:
            self._store.keep("wire", f"{entry.at:.6f}-{number:09d}", asdict(entry))

    def restore(self, rows: list[dict[str, Any]]) -> None:
        self._entries.extend(WireEntry(**row) for row in rows)

    def all(self) -> list[WireEntry]:
        with self._lock:
            return list(self._entries)

    def recent(self, count: int) -> list[WireEntry]:
        with self._lock:
            return list(itertools.islice(reversed(self._entries), count))
