"""Canned replies may carry a picture.

Revision 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more; without a default, so that nothing is rewritten."""
    op.add_column("canned_replies", sa.Column("media_id", sa.BigInteger(), nullable=True))
