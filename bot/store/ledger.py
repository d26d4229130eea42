"""Everything proactive sent or reserved for a contact: the one place that says when it is enough.

A reservation carries the moment UNSENT, far in the future, until it is sent. So it counts in every
window, however long it waits, and nobody can be promised more than the limits allow whatever order
things are sent in. A reservation that comes to nothing is taken out again.
"""

import json

from sqlalchemy import BigInteger, Connection, Index, SmallInteger, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import reach
from bot.store.database import Base, BigId
from bot.store.hot import Hot
from bot.store.reach import Wish
from handlers.campaigns import UNSENT, Why

BROADCAST, SURVEY, CHAT = 1, 2, 3

_WAITING = text(f"at = {UNSENT}")
# One planner or reservation at a time decides on PostgreSQL; SQLite has one writer by itself.
_LOCK = text("SELECT pg_advisory_xact_lock(7283001)")


class LedgerEntry(Base):
    """One message for one contact. No foreign keys: a slice inserts thousands, all read from contacts."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ix_ledger_contact", "contact_id", "at", "campaign_id"),
        Index("ix_ledger_waiting", "chunk_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[int] = mapped_column(SmallInteger)
    campaign_id: Mapped[int] = mapped_column(BigInteger, default=0)
    chunk_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    at: Mapped[int] = mapped_column(BigInteger)


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


def reserve_chunk(db: Connection, contact_ids: list[int], campaign_id: int, chunk_id: int) -> None:
    """Reservations for people the rule has just chosen, under the same hold()."""
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


_MINE = f"chunk_id = :chunk AND at = {UNSENT}"
_SETTLE_SQL = "UPDATE ledger SET at = :now WHERE {mine}"
_RELEASE_SQL = "DELETE FROM ledger WHERE {mine}"
_SETTLE = text(_SETTLE_SQL.format(mine=_MINE))
_RELEASE = text(_RELEASE_SQL.format(mine=_MINE))
_RELEASE_SOME = Hot(_RELEASE_SQL.format(mine=f"{_MINE} AND contact_id {{among}}"))


def settle(db: Connection, chunk_id: int, now: int) -> None:
    """The chunk is with LINE, or may be: its people have had their message."""
    db.execute(_SETTLE, {"chunk": chunk_id, "now": now})


def release(db: Connection, chunk_id: int) -> None:
    """The chunk certainly reached nobody: it does not count."""
    db.execute(_RELEASE, {"chunk": chunk_id})


def release_some(db: Connection, chunk_id: int, contact_ids: list[int]) -> None:
    """These people left the chunk before it went out."""
    _RELEASE_SOME(db, contact_ids, chunk=chunk_id)


def sent_since(db: Connection, contact_id: int, since: int) -> int:
    """How many proactive messages this contact was sent or is promised since then (ix_ledger_contact)."""
    number = select(func.count()).where(LedgerEntry.contact_id == contact_id, LedgerEntry.at >= since)
    return db.execute(number).scalar_one()
