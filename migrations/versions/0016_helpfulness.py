"""How often customers are asked whether an answer helped.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One small table; without a row the usual share holds."""
    op.create_table(
        "helpfulness",
        sa.Column("channel_id", _ID, autoincrement=False, nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_helpfulness_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_helpfulness")),
    )
