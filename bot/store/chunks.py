"""Multicasts owed to LINE: up to 500 people each, one retry key, the bytes sent, and what became of it."""

import json
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
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base, BigId
from bot.store.hot import Hot
from handlers.limits import SLACK_MS

FILLING, WAITING, SENDING, SENT, FAILED, IN_DOUBT, CANCELLED = 0, 1, 2, 3, 4, 5, 6
SIZE = 500  # https://developers.line.biz/en/reference/messaging-api/#send-multicast-message
LEASE_MS = SLACK_MS  # an attempt is over by then, and what the ledger says of it is right to this much

_OPEN = text("state IN (0, 1, 2)")


class Chunk(Base):
    """`people`: contacts as planned, as JSON. `recipients`: LINE ids as JSON, written when it is tried and
    never changed while any attempt's fate is unknown (`is_uncertain`): a retry must repeat the same bytes.
    `ledger_first`, `ledger_last`: their ledger entries. Lists are emptied once all is known.
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
    people: Mapped[str] = mapped_column(Text, default="[]")
    recipients: Mapped[str] = mapped_column(Text, default="")
    ledger_first: Mapped[int | None] = mapped_column(BigInteger, default=None)
    ledger_last: Mapped[int | None] = mapped_column(BigInteger, default=None)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    is_uncertain: Mapped[bool] = mapped_column(Boolean, default=False)
    due_at: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    first_tried_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    done_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")
    request_id: Mapped[str] = mapped_column(String(80), default="")


@dataclass(frozen=True, slots=True)
class Span:
    """Entries of the ledger next to each other, first and last included: those of one chunk."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Filling:
    """The chunk of a language that planning has not filled up yet."""

    id: int
    people: list[int]


def filling(db: Connection, campaign_id: int) -> dict[str, Filling]:
    """By language."""
    found = db.execute(
        select(Chunk.language, Chunk.id, Chunk.people).where(
            Chunk.campaign_id == campaign_id, Chunk.state == FILLING
        )
    )
    return {row.language: Filling(row.id, json.loads(row.people)) for row in found}


_ADD = insert(Chunk.__table__)  # type: ignore[arg-type]


def add(db: Connection, rows: list[tuple[int, str, str, list[int]]], full: int) -> None:
    """(campaign, language, retry key, people) each; a full one waits to be sent."""
    if rows:
        db.execute(_ADD, [_new(*each, full) for each in rows])


def _new(campaign_id: int, language: str, retry_key: str, people: list[int], full: int) -> dict[str, object]:
    return {
        "campaign_id": campaign_id,
        "language": language,
        "retry_key": retry_key,
        "state": WAITING if len(people) >= full else FILLING,
        **_listed(people),
        "recipients": "",
        "attempts": 0,
        "is_uncertain": False,
        "due_at": 0,
        "lease_until": 0,
        "reason": "",
        "request_id": "",
    }


def fill(db: Connection, chunk_id: int, people: list[int], full: int) -> None:
    """These people are now in it; a full one waits to be sent."""
    state = WAITING if len(people) >= full else FILLING
    db.execute(update(Chunk).where(Chunk.id == chunk_id).values(state=state, **_listed(people)))


def _listed(people: list[int]) -> dict[str, object]:
    return {"people": json.dumps(people, separators=(",", ":")), "size": len(people)}


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
    people: str
    recipients: str
    first_tried_at: int | None


_READY = """
    SELECT k.id FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id
    WHERE k.state = 1 AND k.due_at <= :now AND c.status = 'running' ORDER BY k.id LIMIT :most
"""
# Chosen once, before anything is changed: see _CLAIM in bot/store/outbox.py.
_CLAIM = """
    WITH ready AS MATERIALIZED ({ready}{lock})
    UPDATE campaign_chunks SET state = 2, attempts = attempts + 1, lease_until = :until
    WHERE id IN (SELECT id FROM ready) AND state = 1
    RETURNING id, campaign_id, language, retry_key, attempts, is_uncertain, people, recipients,
        first_tried_at
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
            people=row.people,
            recipients=row.recipients,
            first_tried_at=row.first_tried_at,
        )
        for row in found
    ]
    return sorted(rows, key=lambda each: each.id)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A chunk whose message is owed to exactly these people; `to` are their LINE ids."""

    id: int
    people: list[int]
    to: list[str]
    span: Span


_FREEZE = text(
    """
    UPDATE campaign_chunks SET people = :people, size = :size, recipients = :recipients,
        ledger_first = :ledger_first, ledger_last = :ledger_last, first_tried_at = :now WHERE id = :id
    """
)


def freeze(db: Connection, frozen: list[Frozen], now: int) -> None:
    """From here on exactly these people, for as long as nobody knows whether LINE has taken them."""
    rows = [
        {
            "id": each.id,
            "recipients": json.dumps(each.to, separators=(",", ":")),
            "ledger_first": each.span.first,
            "ledger_last": each.span.last,
            "now": now,
            **_listed(each.people),
        }
        for each in frozen
    ]
    if rows:
        db.execute(_FREEZE, rows)


def empty(db: Connection, chunk_id: int) -> None:
    """Everybody has left it since it was planned."""
    nobody = {**_listed([]), "ledger_first": None, "ledger_last": None}
    db.execute(update(Chunk).where(Chunk.id == chunk_id).values(nobody))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `holds`: why the whole campaign must wait, empty when it need not.

    `fits`: how many of its people LINE still takes this month, where that is some and not all.
    """

    id: int
    campaign_id: int
    attempts: int
    state: int
    is_uncertain: bool = False
    due_at: int = 0
    reason: str = ""
    request_id: str = ""
    holds: str = ""
    fits: int = 0


_RECORD = Hot(
    """
    UPDATE campaign_chunks SET state = :state, is_uncertain = :is_uncertain, due_at = :due_at,
        reason = :reason, request_id = :request_id, lease_until = 0,
        people = CASE WHEN :is_over THEN '' ELSE people END,
        recipients = CASE WHEN :is_over THEN '' ELSE recipients END,
        done_at = CASE WHEN :is_over THEN :now ELSE done_at END
    WHERE id = :id AND attempts = :attempts AND state = 2
    RETURNING ledger_first, ledger_last
    """
)


def record(db: Connection, outcome: Outcome, now: int) -> tuple[bool, Span | None]:
    """What LINE answered, and whose entries it is about; False when a later attempt has taken it over."""
    done = _RECORD(
        db,
        id=outcome.id,
        attempts=outcome.attempts,
        state=outcome.state,
        is_over=outcome.state in (SENT, FAILED, IN_DOUBT),
        is_uncertain=outcome.is_uncertain,
        due_at=outcome.due_at,
        reason=outcome.reason[:500],
        request_id=outcome.request_id[:80],
        now=now,
    )
    if not done:
        return False, None
    first, last = done[0]
    return True, None if first is None else Span(first, last)


def cut(db: Connection, chunk_id: int, fits: int, key: str, key_of_rest: str) -> None:
    """Of one that waits only so many, the others a chunk of their own: both other messages, with new keys."""
    row = db.execute(
        select(Chunk.campaign_id, Chunk.language, Chunk.people).where(Chunk.id == chunk_id)
    ).one()
    people = json.loads(row.people)
    kept, rest = people[:fits], people[fits:]
    shorter = {"retry_key": key, "recipients": "", "ledger_first": None, "ledger_last": None}
    db.execute(update(Chunk).where(Chunk.id == chunk_id).values(**shorter, **_listed(kept)))
    add(db, [(row.campaign_id, row.language, key_of_rest, rest)], full=1)


def expired(db: Connection, now: int) -> bool:
    """Has any attempt outlived its lease? (read engine)"""
    late = select(Chunk.id).where(_OPEN, Chunk.state == SENDING, Chunk.lease_until <= now).limit(1)
    return db.execute(late).first() is not None


_RECOVER = Hot(
    """
    UPDATE campaign_chunks SET state = 1, is_uncertain = :uncertain, lease_until = 0
    WHERE state = 2 AND lease_until <= :now RETURNING ledger_first, ledger_last
    """
)
_LAST = 2**62


def recover(db: Connection, now: int | None) -> list[Span]:
    """For ledger.recover(): attempts whose process died, due again; the entries that nobody can tell of."""
    return [Span(*each) for each in _RECOVER(db, now=_LAST if now is None else now, uncertain=True)]


_DROP = text(
    """
    UPDATE campaign_chunks SET state = CASE WHEN is_uncertain THEN 5 ELSE 6 END, done_at = :now,
        people = '', recipients = ''
    WHERE id IN (SELECT k.id FROM campaign_chunks AS k JOIN campaigns AS c ON c.id = k.campaign_id
        WHERE k.state IN (0, 1) AND c.status = 'cancelled')
    RETURNING is_uncertain, ledger_first, ledger_last
    """
)


def drop_cancelled(db: Connection, now: int) -> list[Span]:
    """End what cancelled campaigns leave behind; the entries of those that may be with LINE already."""
    found = db.execute(_DROP, {"now": now})
    return [Span(row.ledger_first, row.ledger_last) for row in found if row.is_uncertain]


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
