"""What each question was understood as, and what became of it, in the message's own row.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty columns beside what is there: questions asked before count as never asked."""
    for name, length in (("verdict", 20), ("slug", 64), ("outcome", 20), ("right_slug", 64)):
        op.add_column("messages", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    for name in ("sureness", "lead"):
        op.add_column("messages", sa.Column(name, sa.SmallInteger(), nullable=True))
    op.add_column("messages", sa.Column("judged_by", sa.BigInteger(), nullable=True))
    for name, condition in (
        ("ix_messages_asked", "verdict <> ''"),
        ("ix_messages_unsettled", "verdict <> '' AND outcome = ''"),
    ):
        of = sa.text(condition)
        op.create_index(name, "messages", ["happened_at"], sqlite_where=of, postgresql_where=of)
