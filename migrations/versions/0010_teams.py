"""Teams and who is in them; how much each person takes at once, and whether they are here.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """New tables, and columns with a default beside what is there."""
    op.create_table(
        "teams",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_teams_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("agent_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_team_members_agent_id")),
        sa.PrimaryKeyConstraint("team_id", "agent_id", name=op.f("pk_team_members")),
    )
    op.create_index("ix_team_members_agent", "team_members", ["agent_id"], unique=False)
    op.add_column("agents", sa.Column("capacity", sa.SmallInteger(), nullable=True, server_default="5"))
    for name in ("presence", "presence_wish"):
        first = "offline" if name == "presence" else "online"
        op.add_column("agents", sa.Column(name, sa.String(10), nullable=False, server_default=first))
    for name in ("presence_at", "last_seen_at", "last_active_at", "assigned_at"):
        op.add_column("agents", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column(
        "signin_links", sa.Column("purpose", sa.String(10), nullable=False, server_default="signin")
    )
