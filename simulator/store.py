"""Where does the simulator keep what must survive a restart?

With a folder: one SQLite file, written by a thread of its own, so that no request ever waits for a disk.
Without: nothing is kept.
"""

from __future__ import annotations

import json
import queue
import sqlite3
import threading
from pathlib import Path
from typing import Any

SCHEMA = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
PUT = "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value"
BATCH_SECONDS = 0.05
Row = tuple[str, str, str]


class Store:
    """Rows of (kind, key) → JSON value; reading is done once, at start."""

    def __init__(self, folder: Path | None) -> None:
        self.is_on = folder is not None
        self._waiting: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "simulator.sqlite3"
        with self._open() as db:
            db.execute(SCHEMA)
        db.close()
        self._writer = threading.Thread(target=self._write, name="simulator-store", daemon=True)
        self._writer.start()

    def keep(self, kind: str, key: str, value: Any) -> None:
        if self.is_on:
            self._waiting.put((kind, key, json.dumps(value, ensure_ascii=False)))

    def all(self, kind: str) -> list[Any]:
        """Every value of a kind, in the order they were first kept."""
        if not self.is_on:
            return []
        db = self._open()
        rows = db.execute("SELECT value FROM kept WHERE kind = ? ORDER BY rowid", (kind,)).fetchall()
        db.close()
        return [json.loads(value) for (value,) in rows]

    def trim(self, kind: str, keep: int) -> None:
        """Forget all but the `keep` highest keys of a kind."""
        if not self.is_on:
            return
        with self._open() as db:
            db.execute(
                "DELETE FROM kept WHERE kind = ? AND key NOT IN"
                " (SELECT key FROM kept WHERE kind = ? ORDER BY key DESC LIMIT ?)",
                (kind, kind, keep),
            )
        db.close()

    def close(self) -> None:
        if self.is_on:
            self._waiting.put(None)
            self._writer.join(timeout=5)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=10)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    def _write(self) -> None:
        db = self._open()
        is_open = True
        while is_open:
            batch = [self._waiting.get()]
            threading.Event().wait(BATCH_SECONDS)
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            rows = [row for row in batch if row is not None]
            is_open = len(rows) == len(batch)
            with db:
                db.executemany(PUT, rows)
        db.close()
