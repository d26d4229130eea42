"""Canned replies; which chat a colleague has before their eyes.

Revision 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "canned_replies",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent_id", _ID, nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", _ID, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_canned_replies_channel_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_canned_replies_agent_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["agents.id"], name=op.f("fk_canned_replies_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
    )
    op.create_index("ix_canned_replies_agent", "canned_replies", ["agent_id"])
    op.create_table(
        "looking",
        sa.Column("agent_id", _ID, autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("is_writing", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_looking_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_looking")),
    )
    op.create_index("ix_looking_conversation", "looking", ["conversation_id"])
