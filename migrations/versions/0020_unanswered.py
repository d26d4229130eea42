"""What was decided about groups of unanswered questions.

Revision 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two tables beside what is there. Words stay in the transcript; here are only their numbers."""
    op.create_table(
        "question_decisions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_question_decisions_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_decisions")),
    )
    op.create_table(
        "decided_questions",
        sa.Column("decision_id", _ID, autoincrement=False, nullable=False),
        sa.Column("message_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["question_decisions.id"],
            name=op.f("fk_decided_questions_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_decided_questions_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("decision_id", "message_id", name=op.f("pk_decided_questions")),
    )
    op.create_index("ix_decided_questions_message", "decided_questions", ["message_id"])
