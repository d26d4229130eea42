"""Do the migrations build exactly the schema that the code is written for?"""

import contextlib
import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from bot.store.database import sqlite_url
from bot.store.migrate import SCRIPTS, is_current, migrate
from bot.store.tables import metadata


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config)


def _is_ours(name: str | None, *_: object) -> bool:
    """Not the index for search, which each engine builds in its own way (bot/store/search.py)."""
    return not (name or "").startswith(("search_grams", "ix_search_docs_grams", "grams"))


def schema_of(path: Path) -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_there_is_one_history_with_one_head() -> None:
    revisions = list(history().walk_revisions())

    assert len(history().get_heads()) == 1
    assert len(history().get_bases()) == 1
    assert all(not revision.is_merge_point for revision in revisions)
    assert all(revision.doc for revision in revisions)


def test_models_and_migrations_agree(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": False, "include_name": _is_ours},
        )
        differences = compare_metadata(context, metadata)
        tables = {each for each in inspect(connection).get_table_names() if _is_ours(each)}
    engine.dispose()

    assert differences == []
    assert tables == {*metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)

    migrate(database_url)

    with engine.connect() as connection:
        assert is_current(connection)
    engine.dispose()


def test_step_by_step_leads_where_all_at_once_leads(tmp_path: Path) -> None:
    at_once, in_steps = tmp_path / "once.db", tmp_path / "steps.db"

    migrate(sqlite_url(at_once))
    for revision in reversed(list(history().walk_revisions())):
        migrate(sqlite_url(in_steps), revision.revision)

    assert schema_of(in_steps) == schema_of(at_once)


def test_every_constraint_and_index_has_a_name(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    nameless = []
    with engine.connect() as connection:
        look = inspect(connection)
        for table in metadata.tables:
            found = [*look.get_unique_constraints(table), *look.get_foreign_keys(table)]
            nameless += [f"{table}: {each}" for each in found if not each["name"]]
    engine.dispose()

    assert nameless == []
