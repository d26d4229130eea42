"""Append-only record of what staff changed."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, String, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, BigId

PAGE = 50


class AuditEntry(Base):
    """Who did what to which, when. `agent_id` is None for the operator's command line."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200), default="")


def note(db: Connection, now: int, action: str, subject: str, agent_id: int | None = None) -> None:
    """One line, in the transaction of the change itself."""
    db.execute(insert(AuditEntry).values(at=now, action=action, subject=subject[:200], agent_id=agent_id))


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines. `area`: the first word of the action; `is_operator`: those of the command line."""

    agent_id: int | None = None
    is_operator: bool = False
    area: str = ""
    first: int | None = None
    before: int | None = None


def page(db: Connection, wish: Wish, skip: int, limit: int) -> list[AnyRow]:
    """The newest first, each with the name and address of whoever did it."""
    wanted = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.agent_id,
            AuditEntry.action,
            AuditEntry.subject,
            Agent.name,
            Agent.email,
        )
        .outerjoin(Agent, Agent.id == AuditEntry.agent_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if wish.is_operator:
        wanted = wanted.where(AuditEntry.agent_id.is_(None))
    if wish.agent_id is not None:
        wanted = wanted.where(AuditEntry.agent_id == wish.agent_id)
    if wish.area:
        # What is done to one article and what to several at once is one area.
        words = {f"{wish.area}.", f"{wish.area}s."}
        wanted = wanted.where(
            or_(*(AuditEntry.action.startswith(each, autoescape=True) for each in sorted(words)))
        )
    if wish.first is not None:
        wanted = wanted.where(AuditEntry.at >= wish.first)
    if wish.before is not None:
        wanted = wanted.where(AuditEntry.at < wish.before)
    return list(db.execute(wanted.limit(limit).offset(skip)))
