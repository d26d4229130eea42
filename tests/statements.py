"""What does the database get to hear? Counted at the drivers, which the spine speaks to past SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import event

from bot.store.database import Database

_WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Heard:
    """The statements in order, and how many commits made something last."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Heard]:
    """Everything asked of this database, from whatever thread, while this lasts."""
    heard = Heard()
    connections: list[Any] = []

    def listen(connection: Any, *_: object) -> None:
        connections.append(connection)
        if database.is_sqlite:
            connection.set_trace_callback(partial(_note, heard))
        else:
            connection.cursor_factory = partial(_Listening, heard)

    def commit(_: object) -> None:
        heard.commits += 1

    engines = {database.read, database.write}
    for engine in engines:
        event.listen(engine, "checkout", listen)
    event.listen(database.write, "commit", commit)
    yield heard
    event.remove(database.write, "commit", commit)
    for engine in engines:
        event.remove(engine, "checkout", listen)
    for each in connections:
        if database.is_sqlite:
            each.set_trace_callback(None)
        else:
            each.cursor_factory = psycopg.Cursor


def _note(heard: Heard, statement: str) -> None:
    words = " ".join(statement.split())
    if not words.upper().startswith((*_FRAME, "PRAGMA", "--")):
        heard.statements.append(words)


class _Listening(psycopg.Cursor[Any]):
    def __init__(self, heard: Heard, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._heard = heard

    def execute(self, query: Any, *arguments: Any, **named: Any) -> Any:
        """A statement on its own commits itself."""
        words = str(query)
        _note(self._heard, words)
        if self.connection.autocommit and words.lstrip().upper().startswith(_WRITES):
            self._heard.commits += 1
        return super().execute(query, *arguments, **named)

    def executemany(self, query: Any, *arguments: Any, **named: Any) -> Any:
        """Pipelined: one round trip, and counted as one."""
        _note(self._heard, str(query))
        return super().executemany(query, *arguments, **named)
