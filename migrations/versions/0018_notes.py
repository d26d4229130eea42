"""Notes and who was meant by them; what is snoozed, what was resolved.

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two small tables, two empty columns, and an index for each list that is short in a long table."""
    op.create_table(
        "notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_notes_conversation_id")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_notes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation_id", "at"])
    op.create_table(
        "mentions",
        sa.Column("note_id", _ID, autoincrement=False, nullable=False),
        sa.Column("agent_id", _ID, autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name=op.f("fk_mentions_note_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_mentions_agent_id")),
        sa.PrimaryKeyConstraint("note_id", "agent_id", name=op.f("pk_mentions")),
    )
    _index("ix_mentions_unseen", "mentions", ["agent_id", "conversation_id"], "seen_at IS NULL")
    for name in ("snoozed_until", "resolved_at"):
        op.add_column("conversations", sa.Column(name, sa.BigInteger(), nullable=True))
    _index("ix_conversations_snoozed", "conversations", ["snoozed_until"], "snoozed_until IS NOT NULL")
    _index("ix_conversations_resolved", "conversations", ["resolved_at"], "resolved_at IS NOT NULL")
    _index("ix_conversations_missed", "conversations", ["last_at"], "misses > 0")


def _index(name: str, table: str, columns: list[str], which: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
