"""How does the spine speak to the database? In SQL written once, handed straight to the driver.

Building a statement costs SQLAlchemy more than either engine needs to run it. Connections, pools
and transactions stay SQLAlchemy's; so do its exceptions, which callers know how to meet.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Rows = list[tuple[Any, ...]]

# The limit tells PostgreSQL how few they are: it takes any such list for a hundred rows, and would rather
# read twenty thousand conversations through than look up a hundred of them.
_FROM_ROWS = "FROM (SELECT * FROM json_populate_recordset(NULL::{table}, :rows) LIMIT :many) AS new"
_NAMED = re.compile(r"(?<!:):([a-z_]+)")
_VALUE = re.compile(r"%\((\w+)\)s")


class Bundle:
    """Statements whose answers nobody needs: on PostgreSQL they wait, and become one."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self._waiting: list[tuple[str, Mapping[str, object]]] = []

    def add(self, sql: str, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> Rows:
        """One more; on SQLite, where a statement costs nothing to send, it is run at once."""
        if self.db.dialect.name == "sqlite":
            return run(self.db, sql, values)
        assert isinstance(values, Mapping)
        self._waiting.append((sql, values))
        return []

    def run(self) -> None:
        """All that wait, in one round trip. They see none of one another's rows and write no row twice."""
        parts, self._waiting = self._waiting, []
        if len(parts) == 1:
            run(self.db, *parts[0])
        elif parts:
            values = {f"{name}_{n}": each for n, (_, own) in enumerate(parts) for name, each in own.items()}
            run(self.db, _together(tuple(sql for sql, _ in parts)), values)


Db = Connection | Bundle


@contextmanager
def bundled(db: Connection) -> Iterator[Bundle]:
    """What is said to the bundle inside is done when the block ends."""
    bundle = Bundle(db)
    yield bundle
    bundle.run()


class Hot:
    """One statement, its values named with a colon.

    `{among}` stands for "is one of the list given as ids"; `{lock}` for a row lock where the engine has them.
    """

    def __init__(self, sql: str, lock: str = "FOR UPDATE") -> None:
        self._sqlite = sql.format(among="IN (SELECT value FROM json_each(:ids))", lock="")
        self._postgresql = _for_psycopg(sql.format(among="= ANY(:ids)", lock=lock))

    def __call__(self, db: Db, ids: Sequence[int] | Sequence[str] | None = None, **values: object) -> Rows:
        """Run it; what it returns. `ids` is the list that {among} means."""
        is_sqlite = _is_sqlite(db)
        if ids is not None:
            values["ids"] = json.dumps(ids) if is_sqlite else as_array(ids)
        return run(db, self._sqlite if is_sqlite else self._postgresql, values)


def as_array(ids: Sequence[int] | Sequence[str]) -> object:
    """For PostgreSQL. Numbers are written out here: psycopg takes ten times as long over five hundred."""
    if ids and isinstance(ids[0], int):
        return f"{{{','.join(map(str, ids))}}}"
    return list(ids)


class Each:
    """One statement for many rows of a table, each a mapping with the same names.

    `{new}` stands before a row's value; `{rows}` is where the rows come in: after the columns of an
    INSERT, which are written `{columns}`, or before the WHERE of an UPDATE, where `{changes}` sets
    every name but id. PostgreSQL gets all rows
    as one parameter, typed by the table itself. What is returned comes in no promised order.
    """

    def __init__(self, table: str, sql: str) -> None:
        self._table = table
        self._sql = sql
        self._of = lru_cache(maxsize=8)(self._written)

    def __call__(self, db: Db, rows: Sequence[Mapping[str, object]]) -> Rows:
        """Run it for these rows; what it returns."""
        if not rows:
            return []
        is_sqlite = _is_sqlite(db)
        sql = self._of(is_sqlite, tuple(rows[0]))
        if not is_sqlite:
            return run(db, sql, {"rows": json.dumps(rows, ensure_ascii=False), "many": len(rows)})
        if "RETURNING" not in sql:
            return run(db, sql, rows)
        return [found for row in rows for found in run(db, sql, row)]

    def _written(self, is_sqlite: bool, names: tuple[str, ...]) -> str:
        is_insert = "INSERT INTO" in self._sql
        source = "" if is_sqlite else _FROM_ROWS.format(table=self._table)
        new = ":" if is_sqlite else "new."
        values = ", ".join(new + each for each in names)
        if is_insert:
            source = f"VALUES ({values})" if is_sqlite else f"SELECT {values} {source}"
        sql = self._sql.format(
            new=new,
            rows=source,
            columns=", ".join(names),
            changes=", ".join(f"{each} = {new}{each}" for each in names if each != "id"),
        )
        return sql if is_sqlite else _for_psycopg(sql)


def inserting(table: str, then: str = "") -> Each:
    """New rows of this table; `then` is what follows: ON CONFLICT, RETURNING."""
    return Each(table, f"INSERT INTO {table} ({{columns}}) {{rows}} {then}")


def inserting_while(table: str, act: str, then: str = "") -> Each:
    """PostgreSQL only: the same, and in the same statement, before any row, these function calls."""
    first = f"WITH first AS MATERIALIZED (SELECT {act}) "
    return Each(table, f"{first}INSERT INTO {table} ({{columns}}) {{rows}} CROSS JOIN first {then}")


def run(db: Db, sql: str, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> Rows:
    """Straight to the driver, on this connection and in its transaction; or into the bundle."""
    if isinstance(db, Bundle):
        return db.add(sql, values)
    driver: Any = db.connection.driver_connection
    try:
        if not isinstance(values, Mapping):
            driver.executemany(sql, values)
            return []
        cursor = driver.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
    except Exception as error:
        raise _as_sqlalchemy(db, sql, error) from error


def _is_sqlite(db: Db) -> bool:
    return (db.db if isinstance(db, Bundle) else db).dialect.name == "sqlite"


@lru_cache(maxsize=128)
def _together(parts: tuple[str, ...]) -> str:
    """Each in a WITH of its own, its values numbered; PostgreSQL carries out all that write."""
    own = [_VALUE.sub(rf"%(\1_{n})s", sql) for n, sql in enumerate(parts)]
    return "WITH " + ", ".join(f"part_{n} AS ({sql})" for n, sql in enumerate(own)) + " SELECT 1"


def _as_sqlalchemy(db: Connection, sql: str, error: Exception) -> Exception:
    """The exception SQLAlchemy would have raised, without the values: they are people's words."""
    module: Any = db.dialect.loaded_dbapi
    if not isinstance(error, module.Error):
        return error
    driver: Any = db.connection.driver_connection
    is_gone = db.dialect.is_disconnect(error, driver, None)
    if is_gone:
        db.invalidate(error)
    wrapped: Exception = DBAPIError.instance(
        sql, None, error, module.Error, True, connection_invalidated=is_gone, dialect=db.dialect
    )
    return wrapped


def _for_psycopg(sql: str) -> str:
    """Named values as psycopg writes them; a percent sign is doubled first."""
    return _NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))
