"""Search knows whose chats those were, and SQLite's index is put in order in small steps, never at a commit.

Revision 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SERVED = sa.text("agent_id IS NOT NULL")


def upgrade() -> None:
    """One index; and see tidy() in bot/store/search.py. Beside older code the other grows longer."""
    op.create_index(
        "ix_service_sessions_agent",
        "service_sessions",
        ["agent_id", "conversation_id"],
        sqlite_where=_SERVED,
        postgresql_where=_SERVED,
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search_grams (search_grams, rank) VALUES ('automerge', 0)")
        op.execute("INSERT INTO search_grams (search_grams, rank) VALUES ('crisismerge', 64)")
