"""Everything proactive sent or reserved for a contact: the one place that says when it is enough.

An entry is written in the transaction that owes the message, with that moment: the attempt is over
before its lease ends, and the rule allows for so much (SLACK_MS). Where it cannot be that simple, across
midnight or once nobody knows whether LINE has it, the entry carries UNSENT, far in the future: so it
counts in every window, however long LINE's answer takes, and nobody can be owed more than the limits
allow whatever races. What comes to nothing is taken out again.
"""

import json

from sqlalchemy import BigInteger, Connection, Index, SmallInteger, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import chunks, reach
from bot.store.chunks import Span
from bot.store.database import Base, BigId
from bot.store.hot import Hot, as_array
from bot.store.reach import Moment, Wish
from handlers.campaigns import UNSENT, Why
from handlers.limits import SLACK_MS

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


def hold(db: Connection) -> None:
    """Until this transaction ends nobody else reserves: what is counted now is still true at the insert."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)


def recover(db: Connection, now: int | None) -> int:
    """Attempts whose process died: due again, their fate unknown. None: every attempt (at boot).

    Also before anybody is judged for a reservation: an attempt past its lease may arrive on another day.
    """
    lost = chunks.recover(db, now)
    for each in lost:
        reopen(db, each)
    return len(lost)


def reserve(db: Connection, contact_id: int, kind: int, wish: Wish) -> Why | None:
    """One proactive message of a turn, in the very transaction that owes it.

    None: it is in the ledger as sent now, and must be owed in this transaction. Else why not, and
    nothing was written. Quiet hours are the caller's to ask for first (handlers.limits.is_quiet).
    """
    hold(db)
    recover(db, wish.moment.now)
    reason = reach.why_not_one(db, contact_id, wish)
    if reason is None:
        row = {"contact_id": contact_id, "kind": kind, "campaign_id": wish.campaign, "at": wish.moment.now}
        db.execute(insert(LedgerEntry).values(row))
    return reason


_RESERVE_SQLITE = text(
    "INSERT INTO ledger (contact_id, kind, campaign_id, chunk_id, at) "
    "SELECT value, :kind, :campaign, :chunk, :at FROM json_each(:ids)"
)
_NEWEST_SQLITE = text("SELECT MAX(id) FROM ledger")
_RESERVE_POSTGRESQL = text(
    """
    WITH new AS (INSERT INTO ledger (contact_id, kind, campaign_id, chunk_id, at)
        SELECT contact, :kind, :campaign, chunk, :at
        FROM unnest(CAST(:ids AS bigint[]), CAST(:chunks AS bigint[])) AS owed (contact, chunk) RETURNING id)
    SELECT MIN(id) FROM new
    """
)


def reserve_chunks(
    db: Connection, people: dict[int, list[int]], campaign_id: int, at: int
) -> dict[int, Span]:
    """{chunk: its entries}, for {chunk: people the rule has just chosen}; none of these lists is empty.

    Under the same hold(), which also keeps the entries of a chunk together.
    """
    owed = {"kind": BROADCAST, "campaign": campaign_id, "at": at}
    first = (_reserve_sqlite if db.dialect.name == "sqlite" else _reserve_postgresql)(db, people, owed)
    spans = {}
    for chunk, ids in people.items():
        spans[chunk] = Span(first, first + len(ids) - 1)
        first += len(ids)
    return spans


def _reserve_sqlite(db: Connection, people: dict[int, list[int]], owed: dict[str, int]) -> int:
    """The number of the first entry."""
    db.execute(
        _RESERVE_SQLITE, [{**owed, "chunk": chunk, "ids": json.dumps(ids)} for chunk, ids in people.items()]
    )
    return int(db.execute(_NEWEST_SQLITE).scalar_one()) - sum(map(len, people.values())) + 1


def _reserve_postgresql(db: Connection, people: dict[int, list[int]], owed: dict[str, int]) -> int:
    contacts = [contact for ids in people.values() for contact in ids]
    whose = [chunk for chunk, ids in people.items() for _ in ids]
    lists = {"ids": as_array(contacts), "chunks": as_array(whose)}
    return int(db.execute(_RESERVE_POSTGRESQL, {**owed, **lists}).scalar_one())


_SETTLE = Hot(
    "UPDATE ledger SET at = :now WHERE id >= :first AND id <= :last AND (at > :now OR at < :exact_since)"
)
_REOPEN = text("UPDATE ledger SET at = :unsent WHERE id >= :first AND id <= :last AND at <> :unsent")
_RELEASE = text("DELETE FROM ledger WHERE id >= :first AND id <= :last")


def settle(db: Connection, span: Span, moment: Moment) -> None:
    """The message is with LINE, or may be: these people have had it.

    Most were owed today and a moment ago, and are written rightly already: writing five hundred rows of
    two indexes again would cost as much as reserving them.
    """
    exact_since = max(moment.midnight, moment.now - SLACK_MS)
    _SETTLE(db, first=span.first, last=span.last, now=moment.now, exact_since=exact_since)


def reopen(db: Connection, span: Span) -> None:
    """Nobody knows whether LINE has it, nor when it will: it counts in every window until somebody does."""
    db.execute(_REOPEN, {"first": span.first, "last": span.last, "unsent": UNSENT})


def release(db: Connection, span: Span) -> None:
    """It certainly reached nobody: it does not count."""
    db.execute(_RELEASE, {"first": span.first, "last": span.last})


def sent_since(db: Connection, contact_id: int, since: int) -> int:
    """How many proactive messages this contact was sent or is promised since then (ix_ledger_contact)."""
    number = select(func.count()).where(LedgerEntry.contact_id == contact_id, LedgerEntry.at >= since)
    return db.execute(number).scalar_one()
