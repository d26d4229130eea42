"""How easy it was, asked once a session: what was planned, asked, answered, and looked after."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, AnyRow, Base, BigId
from bot.store.hot import Hot, inserting
from handlers.policy import Policy

LOW = Policy().low_score  # a score up to this is work for a person; ix_surveys_unhandled says the same

# Written out, not bound: only so is the partial index ix_surveys_unhandled known to fit.
UNHANDLED = text(f"score <= {LOW} AND handled_at IS NULL")


class Survey(Base):
    """One effort question (CES). Topic, path and agent are those of the session, fixed when it was planned.

    `asked_at` is empty until it has gone out, `score` (1 to 7) until it is answered.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        Index("ix_surveys_conversation", "conversation_id", "id"),
        Index("ix_surveys_asked", "asked_at"),
        Index("ix_surveys_scored", "scored_at"),
        Index("ix_surveys_unhandled", "conversation_id", sqlite_where=UNHANDLED, postgresql_where=UNHANDLED),
        Index("uq_surveys_session", "session_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    session_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    topic: Mapped[str] = mapped_column(String(80), default="")
    path: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    planned_at: Mapped[int] = mapped_column(BigInteger)
    asked_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    is_counted: Mapped[bool] = mapped_column(Boolean, default=False)
    score: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    scored_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_message_id: Mapped[str | None] = mapped_column(String(64), default=None)
    handled_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    handled_by: Mapped[int | None] = mapped_column(BigInteger, default=None)


@dataclass(frozen=True, slots=True)
class NewSurvey:
    """A question to be asked about one session."""

    key: str
    conversation_id: int
    session_id: int | None
    topic: str
    path: str
    agent_id: int | None


def plan(db: Connection, survey: NewSurvey, now: int) -> None:
    """Fix what it will be about."""
    _PLAN(
        db,
        [
            {
                "key": survey.key,
                "channel_id": CHANNEL,
                "conversation_id": survey.conversation_id,
                "session_id": survey.session_id,
                "topic": survey.topic[:80],
                "path": survey.path,
                "agent_id": survey.agent_id,
                "planned_at": now,
                "is_counted": False,
                "reason": "",
            }
        ],
    )


_PLAN = inserting("surveys")


def mark_asked(db: Connection, key: str, now: int, *, is_counted: bool) -> None:
    """It goes out in this very transaction."""
    _ASKED(db, key=key, now=now, is_counted=is_counted)


_ASKED = Hot(
    "UPDATE surveys SET asked_at = :now, is_counted = :is_counted WHERE key = :key AND asked_at IS NULL"
)


def is_open(db: Connection, key: str, conversation_id: int) -> bool:
    """Was this asked of this contact, and has no score yet?"""
    found = db.execute(
        select(Survey.id).where(
            Survey.key == key,
            Survey.conversation_id == conversation_id,
            Survey.asked_at.is_not(None),
            Survey.score.is_(None),
        )
    )
    return found.first() is not None


def record_score(db: Connection, key: str, conversation_id: int, score: int, now: int) -> None:
    """The first score counts, however late; another replaces nothing."""
    db.execute(
        update(Survey)
        .where(Survey.key == key, Survey.conversation_id == conversation_id, Survey.score.is_(None))
        .values(score=score, scored_at=now)
    )


def record_reason(
    db: Connection, key: str, conversation_id: int, reason: str, line_message_id: str | None
) -> None:
    """Why, in the contact's words; the message's id is kept so that an unsend reaches it."""
    db.execute(
        update(Survey)
        .where(Survey.key == key, Survey.conversation_id == conversation_id)
        .values(reason=reason, reason_message_id=line_message_id)
    )


def blank(db: Connection, conversation_id: int, line_message_id: str) -> None:
    """The contact took the message back: the score stays, its reason goes."""
    db.execute(
        update(Survey)
        .where(Survey.conversation_id == conversation_id, Survey.reason_message_id == line_message_id)
        .values(reason="")
    )


def handle(db: Connection, conversation_id: int, agent_id: int, now: int) -> int:
    """Somebody has looked after this contact's low scores; returns how many there were."""
    done = db.execute(
        update(Survey)
        .where(Survey.conversation_id == conversation_id, UNHANDLED)
        .values(handled_at=now, handled_by=agent_id)
    )
    return done.rowcount


def of_conversation(db: Connection, conversation_id: int, limit: int) -> list[AnyRow]:
    """The newest answered questions of this contact, newest first (index ix_surveys_conversation)."""
    found = db.execute(
        select(
            Survey.session_id,
            Survey.score,
            Survey.reason,
            Survey.topic,
            Survey.path,
            Survey.scored_at,
            Survey.handled_at,
        )
        .where(Survey.conversation_id == conversation_id, Survey.score.is_not(None))
        .order_by(Survey.id.desc())
        .limit(limit)
    )
    return list(found.all())
