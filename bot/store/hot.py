"""How does the spine speak to the database? In SQL written once, handed straight to the driver.

Building a statement costs SQLAlchemy more than either engine needs to run it. Connections, pools
and transactions stay SQLAlchemy's; so do its exceptions, which callers know how to meet.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Rows = list[tuple[Any, ...]]

_NAMED = re.compile(r"(?<!:):([a-z_]+)")


class Hot:
    """One statement, its values named with a colon.

    `{among}` stands for "is one of the list given as ids"; `{lock}` for a row lock where the engine has them.
    """

    def __init__(self, sql: str, lock: str = "FOR UPDATE") -> None:
        self._sqlite = sql.format(among="IN (SELECT value FROM json_each(:ids))", lock="")
        self._postgresql = _for_psycopg(sql.format(among="= ANY(:ids)", lock=lock))

    def __call__(
        self, db: Connection, ids: Sequence[int] | Sequence[str] | None = None, **values: object
    ) -> Rows:
        """Run it; what it returns. `ids` is the list that {among} means."""
        is_sqlite = db.dialect.name == "sqlite"
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

    def __call__(self, db: Connection, rows: Sequence[Mapping[str, object]]) -> Rows:
        """Run it for these rows; what it returns."""
        if not rows:
            return []
        is_sqlite = db.dialect.name == "sqlite"
        sql = self._of(is_sqlite, tuple(rows[0]))
        if not is_sqlite:
            return run(db, sql, {"rows": json.dumps(rows, ensure_ascii=False)})
        if "RETURNING" not in sql:
            return run(db, sql, rows)
        return [found for row in rows for found in run(db, sql, row)]

    def _written(self, is_sqlite: bool, names: tuple[str, ...]) -> str:
        is_insert = "INSERT INTO" in self._sql
        source = "" if is_sqlite else f"FROM json_populate_recordset(NULL::{self._table}, :rows) AS new"
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


def run(db: Connection, sql: str, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> Rows:
    """Straight to the driver, on this connection and in its transaction."""
    driver: Any = db.connection.driver_connection
    try:
        if not isinstance(values, Mapping):
            driver.executemany(sql, values)
            return []
        cursor = driver.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
    except Exception as error:
        raise _as_sqlalchemy(db, sql, error) from error


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
