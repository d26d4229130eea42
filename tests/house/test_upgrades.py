"""Is a filled database of every release brought up to this one with nothing lost?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, func, insert, select
from sqlalchemy.pool import NullPool
from sqlalchemy.types import Boolean, Float, Integer, LargeBinary, String

from bot.store.database import sqlite_url
from bot.store.migrate import migrate
from tests.conftest import ENGINES
from tests.postgres import Server

# The last migration of each release.
RELEASES = {"0.1.0": "0009"}
ROWS = 3


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres_server: Server | None) -> Iterator[str]:
    """A database without any schema."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "old.db")
        return
    if postgres_server is None:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


def tables(engine: Engine) -> list[Table]:
    """Parents before children, as the database has them now."""
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(table: Table, name: str, row: int) -> Any:
    """Something that fits the column, different in each row; a reference leads to the parent's same row."""
    column = table.columns[name]
    if isinstance(column.type, Boolean):
        return row % 2 == 0
    if isinstance(column.type, Integer | Float):
        return row
    if isinstance(column.type, LargeBinary):
        return bytes([row])
    if isinstance(column.type, String):
        return "[]" if name == "reply_tokens" else "{}" if name in ("state", "content") else str(row)
    raise AssertionError(f"{table.name}.{name}: {column.type!r} is not filled yet")


def fill(db: Connection, table: Table) -> None:
    first = db.execute(select(func.count()).select_from(table)).scalar_one()
    for row in range(first + 1, ROWS + 1):
        db.execute(insert(table).values({each.name: value(table, each.name, row) for each in table.columns}))


def held(db: Connection, table: Table, names: list[str]) -> list[tuple[Any, ...]]:
    columns = [table.columns[name] for name in names]
    return sorted((tuple(row) for row in db.execute(select(*columns))), key=repr)


@pytest.mark.parametrize("release", RELEASES)
def test_a_filled_database_is_brought_up_with_every_row(empty: str, release: str) -> None:
    engine = create_engine(empty, poolclass=NullPool)
    migrate(empty, RELEASES[release])
    old = tables(engine)
    with engine.begin() as db:
        for table in old:
            fill(db, table)
        before = {each.name: held(db, each, each.columns.keys()) for each in old}

    migrate(empty)

    new = {table.name: table for table in tables(engine)}
    with engine.connect() as db:
        after = {each.name: held(db, new[each.name], each.columns.keys()) for each in old}
    engine.dispose()
    assert after == before
    assert all(len(rows) >= ROWS for rows in before.values())
