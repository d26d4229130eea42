"""What was published before versions were kept becomes each article's first version: one can go back.

Revision 0021, after 0020.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows beside what is there, one for each article that has none."""
    op.execute(
        "INSERT INTO article_versions (publication_id, slug, content)"
        " SELECT (SELECT MAX(id) FROM publications), slug, content FROM articles"
        " WHERE slug NOT IN (SELECT slug FROM article_versions) AND EXISTS (SELECT 1 FROM publications)"
        " ORDER BY slug"
    )
