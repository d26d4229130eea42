"""Reports look at a stretch of time: sessions by when they opened, deliveries by when they were owed.

Revision 0006, after 0005.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes that grow at their end only."""
    op.create_index("ix_service_sessions_opened", "service_sessions", ["opened_at"])
    op.create_index("ix_outbox_created", "outbox", ["created_at"])
