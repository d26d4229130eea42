"""Rich menus: which is published, who sees which, and what language each contact writes in.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two small tables, and two columns beside the contact."""
    op.create_table(
        "rich_menus",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("line_menu_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "language", name=op.f("pk_rich_menus")),
    )
    op.create_table(
        "menu_publishings",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_menu_publishings")),
    )
    # The default is for the code still running while this is released: it does not know the column.
    op.add_column("contacts", sa.Column("language", sa.String(length=10), server_default="", nullable=False))
    op.add_column("contacts", sa.Column("menu_id", sa.String(length=100), nullable=True))
    _remember_languages()
    op.create_index("ix_contacts_menu", "contacts", ["language", "menu_id"], unique=False)


def _remember_languages() -> None:
    """From the handlers' memory, which leaves out Thai because it is where everybody starts."""
    for language in ("en", "ja", "zh"):
        op.get_bind().execute(
            sa.text(
                "UPDATE contacts SET language = :language WHERE id IN"
                " (SELECT id FROM conversations WHERE state LIKE :written)"
            ),
            {"language": language, "written": f'%"language": "{language}"%'},
        )
