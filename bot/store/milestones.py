"""Stretches of need, and the moments in them worth measuring. Append-only."""

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    String,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, BigId
from bot.store.hot import Db, inserting

_WAS_SERVED = text("agent_id IS NOT NULL")


class ServiceSession(Base):
    """One stretch of need in a conversation; the unit that metrics count."""

    __tablename__ = "service_sessions"
    __table_args__ = (
        Index("ix_service_sessions_conversation", "conversation_id", "id"),
        Index("ix_service_sessions_closed", "closed_at"),
        Index("ix_service_sessions_opened", "opened_at"),
        Index(
            "ix_service_sessions_agent",
            "agent_id",
            "conversation_id",
            sqlite_where=_WAS_SERVED,
            postgresql_where=_WAS_SERVED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    opened_at: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Milestone(Base):
    """One moment: opened, handoff_asked, claimed, agent_replied, handed_back, resolved…"""

    __tablename__ = "milestones"
    __table_args__ = (
        Index("ix_milestones_conversation", "conversation_id", "at"),
        Index("ix_milestones_name", "name", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    session_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    name: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(60), default="")
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    at: Mapped[int] = mapped_column(BigInteger)


_OPEN = inserting("service_sessions", "RETURNING conversation_id, id")


def open_sessions(db: Connection, conversation_ids: list[int], now: int) -> list[int]:
    """A new session in each of these, which are all different; their ids in the same order."""
    rows = [
        {"conversation_id": each, "opened_at": now, "outcome": "", "agent_id": None, "closed_at": None}
        for each in conversation_ids
    ]
    opened: dict[int, int] = dict(_OPEN(db, rows))
    return [opened[each] for each in conversation_ids]


_CLOSE = (
    update(ServiceSession.__table__)  # type: ignore[arg-type]
    .where(ServiceSession.__table__.c.id == bindparam("session"))
    .values(closed_at=bindparam("at"), outcome=bindparam("how"), agent_id=bindparam("agent"))
)


def close_sessions(db: Connection, closings: list[tuple[int, str, int | None]], now: int) -> None:
    """(session, outcome, agent) of those that end now."""
    if closings:
        db.execute(_CLOSE, [{"session": s, "how": how, "agent": a, "at": now} for s, how, a in closings])


_MARK = inserting("milestones")


def mark(db: Db, rows: list[tuple[int, int | None, str, str, int | None]], now: int) -> None:
    """(conversation, session, name, reason, agent): moments of this turn."""
    _MARK(
        db,
        [
            {"conversation_id": c, "session_id": s, "name": n, "reason": r, "agent_id": a, "at": now}
            for c, s, n, r, a in rows
        ],
    )


def of_conversation(db: Connection, conversation_id: int, since: int) -> list[AnyRow]:
    """What happened in this conversation since then, oldest first (index ix_milestones_conversation)."""
    found = db.execute(
        select(Milestone.id, Milestone.name, Milestone.reason, Milestone.at, Agent.name.label("agent"))
        .outerjoin(Agent, Agent.id == Milestone.agent_id)
        .where(Milestone.conversation_id == conversation_id, Milestone.at >= since)
        .order_by(Milestone.at, Milestone.id)
    )
    return list(found.all())


def waits(db: Connection, since: int, limit: int = 400) -> list[tuple[int, int]]:
    """(when a person was asked for, when one came) of the newest waits that ended since then.

    The newest first (index ix_milestones_name); when each began is looked up in its conversation.
    """
    asked = aliased(Milestone)
    before = (
        select(func.max(asked.at))
        .where(
            asked.conversation_id == Milestone.conversation_id,
            asked.session_id == Milestone.session_id,
            asked.name == "handoff_asked",
            asked.at <= Milestone.at,
        )
        .scalar_subquery()
    )
    found = db.execute(
        select(before, Milestone.at)
        .where(Milestone.name == "claimed", Milestone.at >= since)
        .order_by(Milestone.at.desc())
        .limit(limit)
    )
    return [(began, ended) for began, ended in found if began is not None]


def sessions_of(db: Connection, conversation_id: int, limit: int) -> list[AnyRow]:
    """The newest sessions of this conversation, newest first (index ix_service_sessions_conversation)."""
    found = db.execute(
        select(
            ServiceSession.id,
            ServiceSession.opened_at,
            ServiceSession.closed_at,
            ServiceSession.outcome,
            Agent.name.label("agent"),
        )
        .outerjoin(Agent, Agent.id == ServiceSession.agent_id)
        .where(ServiceSession.conversation_id == conversation_id)
        .order_by(ServiceSession.id.desc())
        .limit(limit)
    )
    return list(found.all())
