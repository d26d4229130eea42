"""Who has blocked us is counted without looking at everybody else.

Revision 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_IS_BLOCKED = sa.text("is_blocked")


def upgrade() -> None:
    """One index of few rows."""
    op.create_index(
        "ix_contacts_blocked",
        "contacts",
        ["line_id"],
        sqlite_where=_IS_BLOCKED,
        postgresql_where=_IS_BLOCKED,
    )
