"""Drafts beside published articles, what each publication changed, and questions that must keep their answer.

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Three tables and two columns beside what is there; what is published stays as it is."""
    op.create_table(
        "article_drafts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_article_drafts_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_drafts")),
        sa.UniqueConstraint("channel_id", "slug", name=op.f("uq_article_drafts_channel_id_slug")),
    )
    op.create_table(
        "article_versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("publication_id", _ID, nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name=op.f("fk_article_versions_publication_id_publications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_versions")),
    )
    op.create_index("ix_article_versions_slug", "article_versions", ["slug", "id"])
    op.create_index("ix_article_versions_publication_id", "article_versions", ["publication_id"])
    op.create_table(
        "pins",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("question", sa.String(400), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_pins_channel_id_channels")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.UniqueConstraint("channel_id", "question", name=op.f("uq_pins_channel_id_question")),
    )
    op.add_column("publications", sa.Column("agent_id", sa.BigInteger(), nullable=True))
    op.add_column("publications", sa.Column("reason", sa.String(200), nullable=False, server_default=""))
