"""How does the database find what it is asked for? Each statement of a stretch, and its plan at this size."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import make_url

from bot.store.database import Database

# What grows with the years; reading one of these from end to end is the fault.
HISTORY = (
    "contacts",
    "conversations",
    "messages",
    "inbox",
    "outbox",
    "milestones",
    "service_sessions",
    "surveys",
    "ledger",
    "search_docs",
    "cases",
    "audit",
    "notes",
    "media",
)
_EXPLAINED = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b", re.IGNORECASE)
_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement and the lines of its plan."""

    statement: str
    lines: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """Lines in which a table of history is read from end to end."""
        return [each for each in self.lines if any(_is_scan(each, name) for name in HISTORY)]

    def __str__(self) -> str:
        return f"{' '.join(self.statement.split())[:_LIMIT]}\n    " + "\n    ".join(self.lines)


# Indexes of few rows, most of them of what is not over yet: each may be read through.
_OF_FEW = re.compile(
    r"USING (COVERING )?INDEX (ix_\w+_(waiting|parked|due|open|leased|trouble|unhandled|order|blocked))\b"
)


def _is_scan(line: str, table: str) -> bool:
    is_read = re.search(rf"\bSeq Scan on {table}\b|^\W*SCAN {table}\b", line)
    return bool(is_read) and not _OF_FEW.search(line)


@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """(statement, values) of everything asked while this lasts, from whatever thread; each statement once."""
    said: dict[str, Any] = {}
    connections: list[Any] = []

    def note(statement: str, values: Any = None) -> None:
        if _EXPLAINED.match(statement):
            said.setdefault(_shape(statement), (statement, values))

    def listen(connection: Any, *_: object) -> None:
        connections.append(connection)
        if database.is_sqlite:
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = partial(_Listening, note)

    engines = {database.read, database.write}
    for each in engines:
        event.listen(each, "checkout", listen)
    found: list[tuple[str, Any]] = []
    try:
        yield found
    finally:
        for each in engines:
            event.remove(each, "checkout", listen)
        for connection in connections:
            if database.is_sqlite:
                connection.set_trace_callback(None)
            else:
                connection.cursor_factory = psycopg.Cursor
    found += said.values()


def _shape(statement: str) -> str:
    """Without its values, which SQLite writes into it."""
    return re.sub(r"'[^']*'|\d+", "?", statement)


class _Listening(psycopg.Cursor[Any]):
    def __init__(self, note: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._note = note

    def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
        self._note(str(query), params)
        return super().execute(query, params, **named)

    def executemany(self, query: Any, params_seq: Any, **named: Any) -> Any:
        rows = list(params_seq)
        self._note(str(query), rows[0] if rows else None)
        return super().executemany(query, rows, **named)


def explained(database: Database, statements: list[tuple[str, Any]]) -> list[Plan]:
    """Their plans, on a connection of its own."""
    url = make_url(database.url)
    if database.is_sqlite:
        with closing(sqlite3.connect(str(url.database))) as db:
            return [_plan(db, each, "EXPLAIN QUERY PLAN ", values) for each, values in statements]
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        return [_plan(connection, each, "EXPLAIN ", values) for each, values in statements]


def _plan(db: Any, statement: str, explain: str, values: Any) -> Plan:
    given = () if values is None else (values,)
    rows = db.execute(explain + statement, *given).fetchall()
    return Plan(statement, tuple(str(row[-1]) for row in rows))
