"""The effort question after a session, its score, and its reason.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNHANDLED = sa.text("score <= 3 AND handled_at IS NULL")


def upgrade() -> None:
    """One table and its indexes."""
    op.create_table(
        "surveys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=10), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("scored_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_message_id", sa.String(length=64), nullable=True),
        sa.Column("handled_at", sa.BigInteger(), nullable=True),
        sa.Column("handled_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_surveys_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("key", name=op.f("uq_surveys_key")),
    )
    op.create_index("ix_surveys_conversation", "surveys", ["conversation_id", "id"])
    op.create_index("ix_surveys_asked", "surveys", ["asked_at"])
    op.create_index("ix_surveys_scored", "surveys", ["scored_at"])
    op.create_index(
        "ix_surveys_unhandled",
        "surveys",
        ["conversation_id"],
        sqlite_where=_UNHANDLED,
        postgresql_where=_UNHANDLED,
    )
    op.create_index("uq_surveys_session", "surveys", ["session_id"], unique=True)
