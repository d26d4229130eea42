"""What broadcasts need: campaigns and their chunks, the ledger, consent, limits, tags.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables first; then columns beside what is there, each a change of an instant."""
    _buckets()
    _consent_changes()
    _consents()
    _contact_tags()
    _ledger()
    _campaigns()
    _limits()
    _quota()
    _campaign_chunks()
    _campaign_skips()
    op.add_column("agents", sa.Column("contact_id", sa.BigInteger(), nullable=True))
    op.add_column("contacts", sa.Column("bad_score_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "conversations", sa.Column("language", sa.String(length=8), nullable=False, server_default="")
    )
    # Thai is what a state leaves unsaid; an empty state has never spoken at all.
    op.execute("UPDATE conversations SET language = 'th' WHERE state <> '{}'")
    op.execute("""UPDATE conversations SET language = 'en' WHERE state LIKE '%"language": "en"%'""")


def _buckets() -> None:
    op.create_table(
        "buckets",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_buckets")),
    )


def _consent_changes() -> None:
    op.create_table(
        "consent_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_changes")),
    )
    op.create_index("ix_consent_changes_at", "consent_changes", ["at"], unique=False)
    op.create_index("ix_consent_changes_contact", "consent_changes", ["contact_id", "at"], unique=False)


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "topic", name=op.f("pk_consents")),
    )


def _contact_tags() -> None:
    op.create_table(
        "contact_tags",
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=30), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "tag", name=op.f("pk_contact_tags")),
    )
    op.create_index("ix_contact_tags_tag", "contact_tags", ["tag", "contact_id"], unique=False)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("chunk_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_contact", "ledger", ["contact_id", "at", "campaign_id"], unique=False)
    op.create_index(
        "ix_ledger_waiting",
        "ledger",
        ["chunk_id"],
        unique=False,
        sqlite_where=sa.text("at = 4611686018427387904"),
        postgresql_where=sa.text("at = 4611686018427387904"),
    )


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("payloads", sa.Text(), nullable=False),
        sa.Column("scheduled_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_campaigns_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_status", "campaigns", ["status", "scheduled_at"], unique=False)


def _limits() -> None:
    op.create_table(
        "limits",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("per_day", sa.SmallInteger(), nullable=False),
        sa.Column("per_week", sa.SmallInteger(), nullable=False),
        sa.Column("gap_hours", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_to", sa.SmallInteger(), nullable=False),
        sa.Column("bad_score_hours", sa.SmallInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_limits_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_limits")),
    )


def _quota() -> None:
    op.create_table(
        "quota",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("allowed", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_quota_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_quota")),
    )


def _campaign_chunks() -> None:
    op.create_table(
        "campaign_chunks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("retry_key", sa.String(length=36), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("is_uncertain", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("first_tried_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_chunks_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_chunks")),
    )
    op.create_index("ix_campaign_chunks_campaign", "campaign_chunks", ["campaign_id", "state"], unique=False)
    op.create_index(
        "ix_campaign_chunks_open",
        "campaign_chunks",
        ["state", "id"],
        unique=False,
        sqlite_where=sa.text("state IN (0, 1, 2)"),
        postgresql_where=sa.text("state IN (0, 1, 2)"),
    )


def _campaign_skips() -> None:
    op.create_table(
        "campaign_skips",
        sa.Column(
            "campaign_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_skips_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "reason", name=op.f("pk_campaign_skips")),
    )
