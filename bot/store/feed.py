"""What changed, numbered in commit order, for screens that stay open."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, HINT, Base, BigId
from bot.store.hot import Hot, inserting, inserting_while

TURN, DELIVERY, PRESENCE, LOOKING = "turn", "delivery", "presence", "looking"
NOBODY = 0  # a change that is no conversation's: a colleague came or went

_LOCK = 7_209_551_001  # an arbitrary number for the advisory lock, the same in every process


class Change(Base):
    """One change: which conversation to look at again."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_at", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    conversation_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column(BigInteger)


_NEW = {
    "sqlite": inserting("feed"),
    "postgresql": inserting_while("feed", f"pg_advisory_xact_lock({_LOCK}), pg_notify('{HINT}feed', '')"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as a screen hears of it."""

    id: int
    conversation_id: int
    kind: str


def append(db: Connection, conversation_ids: list[int], kind: str, now: int) -> None:
    """Say that these changed. Must be the last statement before commit.

    On PostgreSQL the numbers are taken under one transaction-level lock: a number taken earlier and
    committed later would be skipped for ever by every reader that has gone past it. It tells those
    who listen there, too; on SQLite that is Wake.after().
    """
    _NEW[db.dialect.name](
        db,
        [
            {"channel_id": CHANNEL, "conversation_id": each, "kind": kind, "at": now}
            for each in conversation_ids
        ],
    )


_NEWEST = Hot("SELECT MAX(id) FROM feed")


def newest(db: Connection) -> int:
    """The number of the latest change, 0 when there is none."""
    return _NEWEST(db)[0][0] or 0


def after(db: Connection, last: int, limit: int) -> list[Entry]:
    """The changes with a greater number, in order."""
    return [Entry(*row) for row in _AFTER(db, last=last, limit=limit)]


_AFTER = Hot("SELECT id, conversation_id, kind FROM feed WHERE id > :last ORDER BY id LIMIT :limit")


def forget_before(db: Connection, moment: int, limit: int = 5000) -> int:
    """Drop old entries in slices: a screen that was closed so long loads afresh.

    The newest stays, whatever its age: SQLite would number anew from an empty table.
    """
    newest = select(func.max(Change.id)).scalar_subquery()
    old = select(Change.id).where(Change.at < moment, Change.id < newest).order_by(Change.at).limit(limit)
    return db.execute(delete(Change).where(Change.id.in_(old))).rowcount
