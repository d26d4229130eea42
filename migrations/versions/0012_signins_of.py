"""Where one person is signed in, asked for by pages and at every suspension.

Revision 0012, after 0011.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One small index."""
    op.create_index("ix_signins_agent", "signins", ["agent_id", "expires_at"])
