"""Texts to be found, and an index of their characters and pairs; filled behind the work, newest first.

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty tables; the index is each engine's own."""
    op.create_table(
        "search_docs",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_docs")),
    )
    op.create_index(
        "ix_search_docs_conversation", "search_docs", ["conversation_id", "kind", "id"], unique=False
    )
    op.create_table(
        "search_marks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("feed_id", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("messages_below", sa.BigInteger(), nullable=False),
        sa.Column("cards_below", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_marks")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # It keeps neither the text nor where in it a pair stands: the text is looked at anyway.
        op.execute(
            "CREATE VIRTUAL TABLE search_grams USING fts5"
            "(tokens, content='', detail='none', columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute("ALTER TABLE search_docs ADD COLUMN grams integer[] NOT NULL")
        op.execute("CREATE INDEX ix_search_docs_grams ON search_docs USING gin (grams)")
