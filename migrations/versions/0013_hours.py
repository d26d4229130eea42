"""Opening hours, targets and routing; to which team a conversation goes, and by when somebody owes an answer.

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """New tables, and empty columns beside what is there."""
    op.create_table(
        "opening_hours",
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("special", sa.Text(), nullable=False),
        sa.Column("country", sa.String(8), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_opening_hours_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "team_id", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "routing",
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("answer_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_routing_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_routing")),
    )
    op.create_table(
        "targets",
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("next", sa.Integer(), nullable=True),
        sa.Column("resolve", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_targets_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "team_id", name=op.f("pk_targets")),
    )
    op.add_column("conversations", sa.Column("team_id", sa.BigInteger(), nullable=True))
    for name in ("due_at", "warn_at"):
        op.add_column("conversations", sa.Column(name, sa.BigInteger(), nullable=True))
    owed = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_conversations_due", "conversations", ["due_at"], sqlite_where=owed, postgresql_where=owed
    )
