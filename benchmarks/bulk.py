"""How are millions of rows made within minutes? By the database itself, with its indexes built afterwards."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.figures import progress
from bot.store.database import Database
from bot.store.tables import metadata

_AT_ONCE = 250_000

_SERIES = {
    True: "WITH RECURSIVE s(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM s WHERE i < {last})",
    False: "WITH s AS (SELECT i FROM generate_series(CAST({first} AS bigint), {last}) AS i)",
}
# Both engines, and who has them: name, table, how it is made again. Those of constraints stay.
_INDEXES = {
    True: "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    False: "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}


class Bulk:
    """One connection that waits for nothing: no disk, no foreign keys, no other writer."""

    def __init__(self, database: Database) -> None:
        self.is_sqlite = database.is_sqlite
        url = make_url(database.url)
        if self.is_sqlite:
            database.dispose()  # nobody else may have the file open
            self._db: Any = sqlite3.connect(str(url.database), isolation_level=None)
            for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF"):
                self._db.execute(f"PRAGMA {pragma}")
            for pragma in ("foreign_keys = OFF", "cache_size = -262144", "temp_store = MEMORY"):
                self._db.execute(f"PRAGMA {pragma}")
        else:
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._db = psycopg.connect(plain, autocommit=True)
            self._db.execute("SET synchronous_commit = off")
            self._db.execute("SET maintenance_work_mem = '256MB'")
            with suppress(psycopg.errors.InsufficientPrivilege):  # then each row's parent is looked up
                self._db.execute("SET session_replication_role = replica")

    def close(self) -> None:
        """Done; SQLite's file is as safe as ever with the next connection."""
        self._db.close()

    def run(self, sql: str) -> Any:
        """One statement as it stands; numbers are written into it."""
        return self._db.execute(sql)

    def rows(self, table: str, count: int, values: Mapping[str, str | int], then: str = "") -> None:
        """`count` rows, one for each `i` from 1 on: {column: SQL about `i`}; `then`: what they join."""
        progress(f"{count} {table}")
        columns, chosen = ", ".join(values), ", ".join(map(str, values.values()))
        for first in range(1, count + 1, _AT_ONCE):
            last = min(count, first + _AT_ONCE - 1)
            series = _SERIES[self.is_sqlite].format(first=first, last=last)
            self.run(f"{series} INSERT INTO {table} ({columns}) SELECT {chosen} FROM s {then}")

    def hexadecimal(self, number: str, width: int) -> str:
        """SQL for this number in so many letters."""
        if self.is_sqlite:
            return f"printf('%0{width}x', {number})"
        return f"lpad(to_hex({number}), {width}, '0')"


@contextmanager
def bulk(database: Database) -> Iterator[Bulk]:
    """Fill tables inside; afterwards indexes and numbering are as a desk that grew has them."""
    with closing(Bulk(database)) as fast:
        indexes = fast.run(_INDEXES[fast.is_sqlite]).fetchall()
        mine = [(name, made) for name, table, made in indexes if table in metadata.tables]
        for name, _ in mine:
            fast.run(f"DROP INDEX {name}")
        yield fast
        progress(f"{len(mine)} indexes")
        for _, made in mine:
            fast.run(made)
        if not fast.is_sqlite:
            _number_on(fast)
            progress("what autovacuum would have done by then")
            fast.run("VACUUM ANALYZE")


def _number_on(fast: Bulk) -> None:
    """The next row of each table gets the next number."""
    for table in metadata.tables:
        if table != "alembic_version" and "id" in metadata.tables[table].columns:
            named = fast.run(f"SELECT pg_get_serial_sequence('{table}', 'id')").fetchone()[0]
            if named:
                fast.run(f"SELECT setval('{named}', GREATEST((SELECT MAX(id) FROM {table}), 1))")
