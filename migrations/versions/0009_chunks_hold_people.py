"""Chunks list their people until they are sent; the ledger is written when a chunk is.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns beside what is there; no release has made a chunk yet."""
    op.add_column("campaign_chunks", sa.Column("people", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("campaign_chunks", sa.Column("ledger_first", sa.BigInteger(), nullable=True))
    op.add_column("campaign_chunks", sa.Column("ledger_last", sa.BigInteger(), nullable=True))
    op.drop_index("ix_ledger_waiting", table_name="ledger")
