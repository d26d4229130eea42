"""Webhook events received: LINE's event id unique, and handed out in order per contact."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    case,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, HINT, Base, BigId
from bot.store.hot import Db, Hot, inserting, inserting_while

WAITING, DONE, PARKED, IGNORED = 0, 1, 2, 3


class InboxEvent(Base):
    """One webhook event, raw. `delivered_at` is when LINE last brought it: a reply token lives from then."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel_id", "webhook_event_id"),
        Index(
            "ix_inbox_order",
            "contact_key",
            "line_timestamp",
            "webhook_event_id",
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
        Index("ix_inbox_waiting", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
        Index("ix_inbox_parked", "id", sqlite_where=text("state = 2"), postgresql_where=text("state = 2")),
        Index(
            "ix_inbox_line_message",
            "line_message_id",
            sqlite_where=text("line_message_id IS NOT NULL"),
            postgresql_where=text("line_message_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    webhook_event_id: Mapped[str] = mapped_column(String(100))
    contact_key: Mapped[str] = mapped_column(String(80), default="")
    line_timestamp: Mapped[int] = mapped_column(BigInteger)
    line_message_id: Mapped[str | None] = mapped_column(String(64), default=None)
    received_at: Mapped[int] = mapped_column(BigInteger)
    delivered_at: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[int] = mapped_column(SmallInteger, default=WAITING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    reason: Mapped[str] = mapped_column(String(500), default="")
    handled_at: Mapped[int | None] = mapped_column(BigInteger, default=None)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What the webhook keeps of one event."""

    webhook_event_id: str
    contact_key: str
    line_timestamp: int
    line_message_id: str | None
    delivered_at: int
    payload: str
    state: int = WAITING
    reason: str = ""


def keep(db: Connection, events: list[NewEvent]) -> None:
    """Each event once: a repeat only moves `delivered_at`, for its reply token is good for longer.

    On PostgreSQL those who listen for INBOX are told by the same statement.
    """
    once = {each.webhook_event_id: each for each in events}.values()
    _KEEP[db.dialect.name](
        db,
        [
            {
                "channel_id": CHANNEL,
                "webhook_event_id": e.webhook_event_id,
                "contact_key": e.contact_key,
                "line_timestamp": e.line_timestamp,
                "line_message_id": e.line_message_id,
                "received_at": e.delivered_at,
                "delivered_at": e.delivered_at,
                "payload": e.payload,
                "state": e.state,
                "attempts": 0,
                "reason": e.reason,
            }
            for e in once
        ],
    )


_REPEATED = (
    "ON CONFLICT (channel_id, webhook_event_id) DO UPDATE SET delivered_at = excluded.delivered_at "
    "WHERE inbox.state = 0 AND inbox.delivered_at < excluded.delivered_at"
)
_KEEP = {
    "sqlite": inserting("inbox", _REPEATED),
    "postgresql": inserting_while("inbox", f"pg_notify('{HINT}inbox', '')", _REPEATED),
}


def prove_writable(db: Connection) -> None:
    """A write that changes nothing, for the readiness check: it needs the same disk and locks as keep()."""
    db.execute(text("UPDATE channels SET name = name WHERE id = 1"))


_MARK = Hot("UPDATE inbox SET state = 1, handled_at = :now, reason = '' WHERE id {among}")


def mark_done(db: Db, event_ids: list[int], now: int) -> None:
    """These took effect, in this very transaction."""
    if event_ids:
        _MARK(db, event_ids, now=now)


def count_failure(db: Connection, event_id: int, reason: str, limit: int) -> None:
    """One more failed try; at `limit` the event is parked so that it holds nobody up."""
    attempts = InboxEvent.attempts + 1
    db.execute(
        update(InboxEvent)
        .where(InboxEvent.id == event_id)
        .values(
            attempts=attempts,
            reason=reason[:500],
            state=case((attempts >= limit, PARKED), else_=WAITING),
        )
    )


def requeue(db: Connection, event_id: int | None = None) -> int:
    """Parked events wait again, or this one (malformed ones stay: they would only park again)."""
    again = update(InboxEvent).where(InboxEvent.state == PARKED, InboxEvent.contact_key != "")
    if event_id is not None:
        again = again.where(InboxEvent.id == event_id)
    return db.execute(again.values(state=WAITING, attempts=0)).rowcount


@dataclass(frozen=True, slots=True)
class Parked:
    """An event set aside. `contact_key` is empty for a malformed one; `contact` when we know them."""

    id: int
    received_at: int
    attempts: int
    reason: str
    contact_key: str
    contact: int | None


def parked(db: Connection, limit: int) -> list[Parked]:
    """The newest of those set aside, with why (by ix_inbox_parked)."""
    return [Parked(*row) for row in _PARKED(db, limit=limit)]


_PARKED = Hot(
    """
    SELECT inbox.id, received_at, attempts, reason, contact_key, contacts.id FROM inbox
    LEFT JOIN contacts ON contacts.line_id = inbox.contact_key AND contacts.channel_id = inbox.channel_id
    WHERE inbox.state = 2 ORDER BY inbox.id DESC LIMIT :limit
    """
)


def newest(db: Connection) -> int | None:
    """When LINE last brought an event."""
    found = _NEWEST(db)
    return found[0][0] if found else None


_NEWEST = Hot("SELECT received_at FROM inbox ORDER BY id DESC LIMIT 1")


def blank(db: Connection, line_message_id: str) -> None:
    """The contact unsent it: the raw row keeps its place and loses its words."""
    db.execute(
        update(InboxEvent)
        .where(InboxEvent.line_message_id == line_message_id)
        .values(payload='{"unsent": true}')
    )


def oldest_waiting(db: Connection) -> int | None:
    """When the longest-waiting unhandled event arrived."""
    found = _OLDEST(db)
    return found[0][0] if found else None


_OLDEST = Hot("SELECT received_at FROM inbox WHERE state = 0 ORDER BY id LIMIT 1")


def counts(db: Connection) -> dict[str, int]:
    """How many wait and how many are parked (indexes ix_inbox_waiting, ix_inbox_parked)."""
    waiting, parked = _COUNTS(db)[0]
    return {"waiting": waiting, "parked": parked}


# Each by itself: for both together SQLite knows no index, and reads every event there ever was.
_COUNTS = Hot(
    """
    SELECT (SELECT COUNT(*) FROM inbox WHERE state = 0), (SELECT COUNT(*) FROM inbox WHERE state = 2)
    """
)
