"""Append-only record of what staff changed."""

from sqlalchemy import BigInteger, Connection, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId


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
