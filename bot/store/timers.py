"""What should happen to which conversation at what moment."""

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId
from bot.store.hot import Db, inserting


class Timer(Base):
    """One moment asked for; a conversation has each name at most once."""

    __tablename__ = "timers"
    __table_args__ = (UniqueConstraint("conversation_id", "name"), Index("ix_timers_due", "due_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    name: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[int] = mapped_column(BigInteger)


def put(db: Db, timers: list[tuple[int, str, int]]) -> None:
    """(conversation, name, due_at): set, or moved where it is set already."""
    latest = {(c, n): d for c, n, d in timers}
    _PUT(db, [{"conversation_id": c, "name": n, "due_at": d} for (c, n), d in latest.items()])


_PUT = inserting("timers", "ON CONFLICT (conversation_id, name) DO UPDATE SET due_at = excluded.due_at")


def due(db: Connection, now: int, limit: int) -> list[tuple[int, int, str]]:
    """(timer, conversation, name) of what has fallen due, the longest overdue first."""
    found = db.execute(
        select(Timer.id, Timer.conversation_id, Timer.name)
        .where(Timer.due_at <= now)
        .order_by(Timer.due_at)
        .limit(limit)
    )
    return [(timer, conversation, name) for timer, conversation, name in found]


def spend(db: Connection, timer_id: int, now: int) -> None:
    """It fired, in this very transaction. One that was moved on meanwhile stays."""
    db.execute(delete(Timer).where(Timer.id == timer_id, Timer.due_at <= now))


def put_off(db: Connection, timer_id: int, due_at: int) -> None:
    """It could not fire; it comes again then."""
    db.execute(update(Timer).where(Timer.id == timer_id).values(due_at=due_at))
