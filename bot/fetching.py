"""Errands over files: what a customer sent is fetched from LINE, what was taken back leaves the disk."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from bot.clock import Clock
from bot.jobs import Errand, Write
from bot.line.errors import Gone
from bot.logs import log
from bot.media import LIMITS, PREVIEW, Shelf, TooBig
from bot.pictures import Unusable, preview_of
from bot.sniffing import PICTURES, content_type, fits, served_as
from bot.store import media as rows
from bot.store.database import AnyRow, Connection, Database
from bot.store.media import ERASE, FAILED, FETCH, GONE, KEPT, PENDING, REFUSED, TOO_BIG, Found

# LINE deletes content after a time it does not tell; what failed for a day will not come any more.
GIVE_UP_MS = 24 * 3_600_000


class HasContent(Protocol):
    """LINE as the keeper of what customers sent."""

    def content(self, message_id: str) -> AbstractContextManager[Iterable[bytes]]: ...


class Fetching:
    """The two errands, over one shelf."""

    def __init__(self, database: Database, clock: Clock, line: HasContent, shelf: Shelf) -> None:
        self._database = database
        self._clock = clock
        self._line = line
        self._shelf = shelf
        self.errands: dict[str, Errand] = {FETCH: self.fetch, ERASE: self.erase}

    def fetch(self, key: str) -> Write | None:
        """Bring one file from LINE. OSError means again later: also while LINE still prepares a video."""
        row = self._row(key)
        if row is None:
            return None
        if row.state != PENDING:
            # Taken back, or fetched by another: settling decides, and erases what is not wanted.
            return self._settled(row, Found(FAILED))
        try:
            found = self._bring(row)
        except OSError as trouble:
            if self._clock.now() - row.created_at < GIVE_UP_MS:
                raise
            found = Found(FAILED, str(trouble))
        log.info("media.fetched", media=row.id, kind=row.kind, state=found.state, size=found.size)
        return self._settled(row, found)

    def erase(self, key: str) -> Write | None:
        """Take one file off the disk; done again as often as it takes."""
        row = self._row(key)
        if row is None or row.state in (KEPT, PENDING):
            return None
        self._shelf.erase(row.path)

        def write(db: Connection) -> int | None:
            rows.note_erased(db, row.id)
            return row.conversation_id  # type: ignore[no-any-return]

        return write

    def _row(self, key: str) -> AnyRow | None:
        with self._database.reading() as db:
            return rows.one(db, int(key.partition(":")[0]))

    def _settled(self, row: AnyRow, found: Found) -> Write:
        def write(db: Connection) -> int | None:
            rows.settle(db, row.id, found, self._clock.now())
            return row.conversation_id  # type: ignore[no-any-return]

        return write

    def _bring(self, row: AnyRow) -> Found:
        most = LIMITS.get(row.kind, LIMITS["file"])
        try:
            with self._line.content(row.line_message_id) as chunks:
                size, head = self._shelf.write(row.path, chunks, most)
        except Gone as gone:
            return Found(GONE, str(gone))
        except TooBig:
            return Found(TOO_BIG, f"more than {most // (1024 * 1024)} MB", size=row.size)
        return self._examine(row, size, head)

    def _examine(self, row: AnyRow, size: int, head: bytes) -> Found:
        found = content_type(head)
        if not size or not fits(row.kind, found):
            self._shelf.erase(row.path)
            return Found(REFUSED, "empty" if not size else f"not {row.kind}: {found}", size=size)
        kept = served_as(row.kind, found)
        if found not in PICTURES or size > LIMITS["image"]:
            return Found(KEPT, content_type=kept, size=size)
        try:
            preview, width, height = preview_of(self._shelf.read(row.path))
        except Unusable as broken:
            if row.kind == "file":  # handed over as it came; nobody unfolds it here
                return Found(KEPT, content_type="application/octet-stream", size=size)
            self._shelf.erase(row.path)
            return Found(REFUSED, broken.why, size=size)
        self._shelf.put(row.path + PREVIEW, preview)
        return Found(KEPT, "", kept, size, width, height, has_preview=True)
