"""Multicasts owed to LINE: up to 500 people each, one retry key, the bytes sent, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId

FILLING, WAITING, SENDING, SENT, FAILED, IN_DOUBT, CANCELLED = 0, 1, 2, 3, 4, 5, 6
SIZE = 500  # https://developers.line.biz/en/reference/messaging-api/#send-multicast-message
LEASE_MS = 30_000

_OPEN = text("state IN (0, 1, 2)")


class Chunk(Base):
    """`recipients`: LINE ids as JSON, written when it is first tried and never changed while any attempt's
    fate is unknown (`is_uncertain`): a retry must repeat the same bytes. Emptied once all is known.
    """

    __tablename__ = "campaign_chunks"
    __table_args__ = (
        Index("ix_campaign_chunks_open", "state", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_campaign_chunks_campaign", "campaign_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    language: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[int] = mapped_column(SmallInteger, default=FILLING)
    retry_key: Mapped[str] = mapped_column(String(36))
    recipients: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    is_uncertain: Mapped[bool] = mapped_column(Boolean, default=False)
    due_at: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    first_tried_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    done_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")
    request_id: Mapped[str] = mapped_column(String(80), default="")


def filling(db: Connection, campaign_id: int) -> dict[str, tuple[int, int]]:
    """{language: (chunk, people in it)} of the chunks that planning has not filled up yet."""
    found = db.execute(
        select(Chunk.language, Chunk.id, Chunk.size).where(
            Chunk.campaign_id == campaign_id, Chunk.state == FILLING
        )
    )
    return {language: (number, size) for language, number, size in found}


def add(db: Connection, campaign_id: int, language: str, retry_key: str) -> int:
    """An empty one, to be filled."""
    row = {"campaign_id": campaign_id, "language": language, "retry_key": retry_key, "size": 0}
    return int(db.execute(insert(Chunk).values(row).returning(Chunk.id)).scalar_one())


_GROW = text(
    "UPDATE campaign_chunks SET size = size + :more, "
    "state = CASE WHEN size + :more >= :full THEN 1 ELSE 0 END WHERE id = :id AND state = 0"
)


def grow(db: Connection, chunk_id: int, more: int, full: int = SIZE) -> None:
    """So many more people; a full one waits to be sent."""
    db.execute(_GROW, {"id": chunk_id, "more": more, "full": full})


def close(db: Connection, campaign_id: int) -> None:
    """Planning has ended: what is not full waits to be sent as well."""
    db.execute(
        update(Chunk).where(Chunk.campaign_id == campaign_id, Chunk.state == FILLING).values(state=WAITING)
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """A chunk in hand. `attempts` counts this one and is the fence for its result."""

    id: int
    campaign_id: int
    language: str
    retry_key: str
    attempts: int
    is_uncertain: bool
    recipients: str
    first_tried_at: int | None


_READY = """
    SELECT k.id FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id
    WHERE k.state = 1 AND k.due_at <= :now AND c.status = 'running' ORDER BY k.id LIMIT :most
"""
_CLAIM = """
    UPDATE campaign_chunks SET state = 2, attempts = attempts + 1, lease_until = :until
    WHERE id IN ({ready}{lock}) AND state = 1
    RETURNING id, campaign_id, language, retry_key, attempts, is_uncertain, recipients, first_tried_at
"""
_CLAIM_SQLITE = text(_CLAIM.format(ready=_READY, lock=""))
_CLAIM_POSTGRESQL = text(_CLAIM.format(ready=_READY, lock=" FOR UPDATE OF k SKIP LOCKED"))
_COUNT = "SELECT COUNT(*) FROM ({ready}) AS ready"
_COUNT_READY = text(_COUNT.format(ready=_READY))


def count_ready(db: Connection, now: int, most: int) -> int:
    """How many could be claimed, at most so many (read engine)."""
    return int(db.execute(_COUNT_READY, {"now": now, "most": most}).scalar_one())


def claim(db: Connection, now: int, most: int) -> list[Claimed]:
    """Up to `most` that are due and whose campaign is running."""
    statement = _CLAIM_SQLITE if db.dialect.name == "sqlite" else _CLAIM_POSTGRESQL
    found = db.execute(statement, {"now": now, "most": most, "until": now + LEASE_MS})
    rows = [
        Claimed(
            id=row.id,
            campaign_id=row.campaign_id,
            language=row.language,
            retry_key=row.retry_key,
            attempts=row.attempts,
            is_uncertain=bool(row.is_uncertain),
            recipients=row.recipients,
            first_tried_at=row.first_tried_at,
        )
        for row in found
    ]
    return sorted(rows, key=lambda each: each.id)


def freeze(db: Connection, chunk_id: int, line_ids: Sequence[str], now: int) -> None:
    """From here on exactly these people, for as long as nobody knows whether LINE has taken them."""
    kept = json.dumps(line_ids, separators=(",", ":"))
    db.execute(
        update(Chunk)
        .where(Chunk.id == chunk_id)
        .values(recipients=kept, size=len(line_ids), first_tried_at=now)
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `holds`: why the whole campaign must wait, empty when it need not."""

    id: int
    campaign_id: int
    attempts: int
    state: int
    is_uncertain: bool = False
    due_at: int = 0
    reason: str = ""
    request_id: str = ""
    holds: str = ""


_RECORD = text(
    """
    UPDATE campaign_chunks SET state = :state, is_uncertain = :is_uncertain, due_at = :due_at,
        reason = :reason, request_id = :request_id, lease_until = 0,
        recipients = CASE WHEN :state IN (3, 4, 5) THEN '' ELSE recipients END,
        done_at = CASE WHEN :state IN (3, 4, 5) THEN :now ELSE done_at END
    WHERE id = :id AND attempts = :attempts AND state = 2
    """
).bindparams(bindparam("is_uncertain", type_=Boolean))


def record(db: Connection, outcome: Outcome, now: int) -> bool:
    """What LINE answered; False when a later attempt has taken the chunk over."""
    done = db.execute(
        _RECORD,
        {
            "id": outcome.id,
            "attempts": outcome.attempts,
            "state": outcome.state,
            "is_uncertain": outcome.is_uncertain,
            "due_at": outcome.due_at,
            "reason": outcome.reason[:500],
            "request_id": outcome.request_id[:80],
            "now": now,
        },
    )
    return done.rowcount == 1


def expired(db: Connection, now: int) -> bool:
    """Has any attempt outlived its lease? (read engine)"""
    late = select(Chunk.id).where(_OPEN, Chunk.state == SENDING, Chunk.lease_until <= now).limit(1)
    return db.execute(late).first() is not None


def recover(db: Connection, now: int | None) -> int:
    """Attempts whose process died: due again, their fate unknown. None: every attempt (at boot)."""
    stuck = update(Chunk).where(Chunk.state == SENDING)
    if now is not None:
        stuck = stuck.where(Chunk.lease_until <= now)
    return db.execute(stuck.values(state=WAITING, is_uncertain=True, lease_until=0)).rowcount


_LEFT = text(
    "SELECT k.id, k.is_uncertain FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id "
    "WHERE k.state IN (0, 1) AND c.status = 'cancelled' ORDER BY k.id LIMIT :most"
)


def of_cancelled(db: Connection, most: int) -> list[tuple[int, bool]]:
    """(chunk, has an attempt of unknown fate) that a cancelled campaign leaves behind."""
    return [(number, bool(uncertain)) for number, uncertain in db.execute(_LEFT, {"most": most})]


def end(db: Connection, chunk_id: int, state: int, now: int) -> bool:
    """Not to be sent any more, unless somebody has it in hand."""
    ended = db.execute(
        update(Chunk)
        .where(Chunk.id == chunk_id, Chunk.state.in_([FILLING, WAITING]))
        .values(state=state, done_at=now, recipients="")
    )
    return ended.rowcount == 1


def totals(db: Connection, campaign_id: int) -> dict[int, tuple[int, int]]:
    """{state: (chunks, people)} (index ix_campaign_chunks_campaign)."""
    found = db.execute(
        select(Chunk.state, func.count(), func.sum(Chunk.size))
        .where(Chunk.campaign_id == campaign_id)
        .group_by(Chunk.state)
    )
    return {state: (chunks, int(people or 0)) for state, chunks, people in found}


def reasons(db: Connection, campaign_id: int, limit: int = 5) -> list[tuple[str, int]]:
    """(what LINE said, people) of the chunks that did not get through, the commonest first."""
    people = func.sum(Chunk.size)
    found = db.execute(
        select(Chunk.reason, people)
        .where(Chunk.campaign_id == campaign_id, Chunk.state.in_([FAILED, IN_DOUBT]))
        .group_by(Chunk.reason)
        .order_by(people.desc())
        .limit(limit)
    )
    return [(reason, int(number)) for reason, number in found]
