"""A line of the record of changes has room for a whole week of opening hours.

Revision 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Longer, and otherwise as it is: code of before writes into it as ever."""
    with op.batch_alter_table("audit") as audit:
        audit.alter_column(
            "subject", existing_type=sa.String(200), type_=sa.String(2000), existing_nullable=False
        )
