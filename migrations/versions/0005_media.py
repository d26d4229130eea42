"""Files received and sent, and what a bubble carries beside its words.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of its own, and columns the code still running need not know."""
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("line_message_id", sa.String(length=64), nullable=True),
        sa.Column("way", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("has_preview", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_media_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    op.create_index("ix_media_message", "media", ["conversation_id", "line_message_id"], unique=False)
    op.create_index("ix_media_age", "media", ["created_at"], unique=False)
    op.create_index(
        "uq_media_token",
        "media",
        ["token"],
        unique=True,
        sqlite_where=sa.text("token IS NOT NULL"),
        postgresql_where=sa.text("token IS NOT NULL"),
    )
    # Constant defaults, kept: PostgreSQL adds them without touching a row, and code that does not know
    # the columns goes on writing rows beside code that does.
    op.add_column("messages", sa.Column("detail", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "conversations",
        sa.Column("read_message_id", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.add_column("outbox", sa.Column("line_ids", sa.Text(), nullable=False, server_default=""))
