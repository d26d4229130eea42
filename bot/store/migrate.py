"""How does the schema become what this release needs?"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import NullPool

SCRIPTS = Path(__file__).parents[2] / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`. Repeatable; does nothing when it is there already.

    SQLite changes a table by making it anew: with foreign keys on, that would empty its children
    (ON DELETE CASCADE), so they are off here and checked afterwards.
    """
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode=WAL"))
    with engine.connect() as connection:
        if not is_current(connection):
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.commit()
            _check_references(connection)
    engine.dispose()


def is_current(connection: Connection) -> bool:
    """Is the schema the one this release was written for?"""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    current = set(MigrationContext.configure(connection).get_current_heads())
    connection.rollback()
    return heads == current


def is_behind(connection: Connection) -> bool:
    """Has the schema still to be made, or brought up, for this release? One that is ahead of it is not."""
    script = ScriptDirectory.from_config(_config())
    current = set(MigrationContext.configure(connection).get_current_heads())
    connection.rollback()
    known = {each.revision for each in script.walk_revisions()}
    return not current or bool(current & known - set(script.get_heads()))


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"the migration left {len(broken)} rows without their parent, first {broken[0]}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config
