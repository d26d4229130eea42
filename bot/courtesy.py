"""Errands that are worth something only now: three dots in the customer's chat, and "read" under it."""

import json
from typing import Protocol

from bot.clock import Clock
from bot.jobs import Errand, Write
from bot.store import contacts, conversations, messages
from bot.store.database import Connection, Database

LOADING, READ = "loading", "mark_read"
# One animation per slice and conversation; it outlasts the slice, so that a steady typist shows no gap.
SLICE_MS = 5_000
LOADING_SECONDS = 10
_STALE_SLICES = 2


class Courteous(Protocol):
    """LINE where it takes small courtesies."""

    def show_loading(self, user_id: str, seconds: int) -> None: ...

    def mark_as_read(self, token: str) -> bool: ...


class Courtesies:
    """Never tried twice: late politeness is noise."""

    def __init__(self, database: Database, clock: Clock, line: Courteous) -> None:
        self._database = database
        self._clock = clock
        self._line = line
        self.errands: dict[str, Errand] = {LOADING: self.show_loading, READ: self.mark_read}

    def show_loading(self, key: str) -> Write | None:
        """`<conversation>:<slice>`; one that comes late is dropped."""
        conversation, _, moment = key.partition(":")
        if self._clock.now() // SLICE_MS - int(moment) > _STALE_SLICES:
            return None
        with self._database.reading() as db:
            line_id = contacts.line_id(db, int(conversation))
        if line_id is not None and line_id.startswith("U"):
            self._line.show_loading(line_id, LOADING_SECONDS)
        return None

    def mark_read(self, key: str) -> Write | None:
        """The newest message of this conversation, and with it all before."""
        conversation = int(key)
        with self._database.reading() as db:
            newest = messages.newest_of_contact(db, conversation)
        token = json.loads(newest.detail or "{}").get("read_token") if newest is not None else None
        if newest is None or not isinstance(token, str) or not self._line.mark_as_read(token):
            return None
        message_id: int = newest.id

        def write(db: Connection) -> int | None:
            conversations.note_read(db, conversation, message_id)
            return None  # nothing any screen shows has changed

        return write
