"""Deliveries that are over are counted from an index alone, which each of them enters once, when it is over.

Revision 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SETTLED = sa.text("state >= 2")


def upgrade() -> None:
    """One index for another; code of before looks at more rows meanwhile."""
    op.create_index(
        "ix_outbox_settled",
        "outbox",
        ["created_at", "via", "state", "counted"],
        sqlite_where=_SETTLED,
        postgresql_where=_SETTLED,
    )
    op.drop_index("ix_outbox_created", "outbox")
