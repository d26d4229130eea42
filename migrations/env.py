"""How does Alembic reach the database? Through the same engine settings, on a connection of its own."""

from alembic import context
from sqlalchemy import Connection, text

from bot.store.tables import metadata


def run(connection: Connection) -> None:
    """Apply the history on this connection, in batch mode so that SQLite can change tables too."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=connection.dialect.name == "postgresql",
    )
    if connection.dialect.name == "postgresql":
        # The release step must not queue behind, nor in front of, the traffic it is released into.
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
