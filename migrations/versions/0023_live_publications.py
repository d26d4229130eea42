"""A publication is written in slices and goes live at once; what is published is read from its versions.

The table of articles stays for the version that runs beside this one while it is replaced.

Revision 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column whose default is what all publications so far are, and an index for each article's newest."""
    op.add_column(
        "publications", sa.Column("is_live", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_index("ix_article_versions_slug_publication_id", "article_versions", ["slug", "publication_id"])
    op.drop_index("ix_article_versions_slug", "article_versions")
