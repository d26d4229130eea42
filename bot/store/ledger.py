"""Everything proactive sent or reserved for a contact: the one place that says when it is enough.

An entry is written in the transaction that owes the message. Until LINE has taken it, it carries the
moment UNSENT, far in the future: so it counts in every window, however long LINE's answer takes, and
nobody can be owed more than the limits allow whatever races. What comes to nothing is taken out again.
"""

import json
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Index, SmallInteger, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import reach
from bot.store.database import Base, BigId
from bot.store.reach import Wish
from handlers.campaigns import UNSENT, Why

BROADCAST, SURVEY, CHAT = 1, 2, 3

# One planner or reservation at a time decides on PostgreSQL; SQLite has one writer by itself.
_LOCK = text("SELECT pg_advisory_xact_lock(7283001)")


class LedgerEntry(Base):
    """One message for one contact. No foreign keys: a slice inserts thousands, all read from contacts."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_contact", "contact_id", "at", "campaign_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[int] = mapped_column(SmallInteger)
    campaign_id: Mapped[int] = mapped_column(BigInteger, default=0)
    chunk_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Span:
    """Entries next to each other, first and last included: those of one chunk."""

    first: int
    last: int


def hold(db: Connection) -> None:
    """Until this transaction ends nobody else reserves: what is counted now is still true at the insert."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)


def reserve(db: Connection, contact_id: int, kind: int, wish: Wish) -> Why | None:
    """One proactive message of a turn, in the very transaction that owes it.

    None: it is in the ledger as sent now, and must be owed in this transaction. Else why not, and
    nothing was written. Quiet hours are the caller's to ask for first (handlers.limits.is_quiet).
    """
    hold(db)
    reason = reach.why_not_one(db, contact_id, wish)
    if reason is None:
        row = {"contact_id": contact_id, "kind": kind, "campaign_id": wish.campaign, "at": wish.moment.now}
        db.execute(insert(LedgerEntry).values(row))
    return reason


_RESERVE = {
    "sqlite": text(
        "INSERT INTO ledger (contact_id, kind, campaign_id, chunk_id, at) "
        "SELECT value, :kind, :campaign, :chunk, :at FROM json_each(:ids)"
    ),
    "postgresql": text(
        "INSERT INTO ledger (contact_id, kind, campaign_id, chunk_id, at) "
        "SELECT value, :kind, :campaign, :chunk, :at FROM unnest(CAST(:ids AS bigint[])) AS value"
    ),
}


_NEWEST = text("SELECT MAX(id) FROM ledger")


def reserve_chunk(db: Connection, contact_ids: list[int], campaign_id: int, chunk_id: int) -> Span:
    """Entries for people the rule has just chosen, under the same hold(), which also keeps them together."""
    engine = db.dialect.name
    db.execute(
        _RESERVE[engine],
        {
            "ids": json.dumps(contact_ids) if engine == "sqlite" else contact_ids,
            "kind": BROADCAST,
            "campaign": campaign_id,
            "chunk": chunk_id,
            "at": UNSENT,
        },
    )
    last = int(db.execute(_NEWEST).scalar_one())
    return Span(last - len(contact_ids) + 1, last)


_SETTLE = text("UPDATE ledger SET at = :now WHERE id >= :first AND id <= :last")
_RELEASE = text("DELETE FROM ledger WHERE id >= :first AND id <= :last")


def settle(db: Connection, span: Span, now: int) -> None:
    """The message is with LINE, or may be: these people have had it."""
    db.execute(_SETTLE, {"first": span.first, "last": span.last, "now": now})


def release(db: Connection, span: Span) -> None:
    """It certainly reached nobody: it does not count."""
    db.execute(_RELEASE, {"first": span.first, "last": span.last})


def sent_since(db: Connection, contact_id: int, since: int) -> int:
    """How many proactive messages this contact was sent or is promised since then (ix_ledger_contact)."""
    number = select(func.count()).where(LedgerEntry.contact_id == contact_id, LedgerEntry.at >= since)
    return db.execute(number).scalar_one()
