"""Deliveries owed to LINE: the stored bytes, the retry key, the attempts, the outcome."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import CHANNEL, Base, BigId
from bot.store.hot import Each, Hot, inserting

WAITING, SENDING, SENT, FAILED, IN_DOUBT, DROPPED = 0, 1, 2, 3, 4, 5
REPLY, PUSH = "reply", "push"

_OPEN = text("state IN (0, 1)")
_DUE = text("state = 0")
_LEASED = text("state = 1")
_TROUBLE = text("state IN (3, 4)")
SETTLED = text("state >= 2")


class Delivery(Base):
    """One call owed to LINE: up to five bubbles for one contact.

    `is_uncertain`: an attempt was made whose fate is unknown. `via`: PUSH from the claim that made it one,
    whatever becomes of that attempt; REPLY when a reply has settled it. `counted`: quota messages it cost.
    `line_ids`: LINE's ids of the bubbles as sent, comma between, so that a quote of one is understood.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "conversation_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_due", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index(
            "ix_outbox_settled",
            "created_at",
            "via",
            "state",
            "counted",
            sqlite_where=SETTLED,
            postgresql_where=SETTLED,
        ),
        Index("ix_outbox_leased", "lease_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
        Index(
            "ix_outbox_trouble",
            "conversation_id",
            "state",
            sqlite_where=_TROUBLE,
            postgresql_where=_TROUBLE,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    line_id: Mapped[str] = mapped_column(String(80))
    author: Mapped[str] = mapped_column(String(10))
    payload: Mapped[str] = mapped_column(Text)
    reply_token: Mapped[str | None] = mapped_column(String(300), default=None)
    arrived_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    retry_key: Mapped[str] = mapped_column(String(36))
    state: Mapped[int] = mapped_column(SmallInteger, default=WAITING)
    via: Mapped[str] = mapped_column(String(5), default="")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    is_uncertain: Mapped[bool] = mapped_column(Boolean, default=False)
    due_at: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    pushed_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")
    request_id: Mapped[str] = mapped_column(String(80), default="")
    counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    line_ids: Mapped[str] = mapped_column(Text, default="", server_default="")


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What a turn owes: `payload` is LINE's `messages` array as JSON, sent byte for byte as stored."""

    conversation_id: int
    line_id: str
    author: str
    payload: str
    retry_key: str
    created_at: int
    reply_token: str | None = None
    arrived_at: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in hand until its lease runs out. `attempts` counts this one; it is its result's fence.

    `via`: PUSH, or empty for a reply.
    """

    id: int
    conversation_id: int
    line_id: str
    payload: str
    reply_token: str | None
    arrived_at: int | None
    retry_key: str
    attempts: int
    is_uncertain: bool
    pushed_at: int | None
    author: str
    via: str
    lease_until: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt, as it is to be recorded."""

    id: int
    attempts: int
    conversation_id: int
    state: int
    via: str
    is_uncertain: bool
    due_at: int = 0
    reason: str = ""
    request_id: str = ""
    counted: int = 0
    pushed_at: int | None = None
    line_ids: str = ""


_OWE = inserting("outbox", "RETURNING retry_key, id")


def owe(db: Connection, deliveries: list[NewDelivery]) -> list[int]:
    """Owe these; their ids in the same order."""
    rows = [
        {
            "channel_id": CHANNEL,
            "conversation_id": d.conversation_id,
            "line_id": d.line_id,
            "author": d.author,
            "payload": d.payload,
            "reply_token": d.reply_token,
            "arrived_at": d.arrived_at,
            "retry_key": d.retry_key,
            "created_at": d.created_at,
            "due_at": d.created_at,
            "state": WAITING,
            "via": "",
            "attempts": 0,
            "is_uncertain": False,
            "lease_until": 0,
            "reason": "",
            "request_id": "",
            "counted": 0,
        }
        for d in deliveries
    ]
    owed: dict[str, int] = dict(_OWE(db, rows))
    return [owed[each.retry_key] for each in deliveries]


# The earliest open delivery of each conversation, if it is due.
_ANY_READY = Hot(
    """
    SELECT EXISTS (SELECT 1 FROM outbox AS candidate
    WHERE candidate.state = 0 AND candidate.due_at <= :now AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.conversation_id = candidate.conversation_id
          AND earlier.state IN (0, 1) AND earlier.id < candidate.id))
    """
)

# A reply until its token is old, or was refused, and then a push for good: what was perhaps pushed must
# never be taken for a reply of unknown fate, because only a push can be repeated at any age.
_IS_OLD = "NOT is_uncertain AND COALESCE(arrived_at, 0) <= :now - :reply_life"
_IS_PUSH = f"via = 'push' OR reply_token IS NULL OR ({_IS_OLD})"
# Chosen once, before anything is changed: inside an IN, PostgreSQL may choose again for each row, and then
# the limit holds for none of them.
_CLAIM = Hot(
    f"""
    WITH ready AS MATERIALIZED (
        SELECT candidate.id FROM outbox AS candidate
        WHERE candidate.state = 0 AND candidate.due_at <= :now AND NOT EXISTS (
            SELECT 1 FROM outbox AS earlier
            WHERE earlier.conversation_id = candidate.conversation_id
              AND earlier.state IN (0, 1) AND earlier.id < candidate.id)
        ORDER BY candidate.id LIMIT :free {{lock}})
    UPDATE outbox SET state = 1, attempts = attempts + 1,
        via = CASE WHEN {_IS_PUSH} THEN 'push' ELSE '' END,
        lease_until = :now + CASE WHEN {_IS_PUSH} THEN :push_lease ELSE :reply_lease END
    WHERE id IN (SELECT id FROM ready)
    RETURNING id, conversation_id, line_id, payload, reply_token, arrived_at, retry_key, attempts,
        is_uncertain, pushed_at, author, via, lease_until
    """,  # noqa: S608 – the condition is the one above
    lock="FOR UPDATE OF candidate SKIP LOCKED",
)

REPLY_LEASE_MS = 5_000
PUSH_LEASE_MS = 15_000


def any_ready(db: Connection, now: int) -> bool:
    """Is there anything to claim? Asked of the read engine, so that looking takes no write lock."""
    return bool(_ANY_READY(db, now=now)[0][0])


def claim(db: Connection, now: int, free: int, reply_life: int) -> list[Claimed]:
    """Up to `free` due deliveries, each the earliest unsent one of its conversation.

    `now` is to be read when the write lock is already held: leases count from it, and waiting can be long.
    """
    found = _CLAIM(
        db,
        now=now,
        free=free,
        reply_life=reply_life,
        reply_lease=REPLY_LEASE_MS,
        push_lease=PUSH_LEASE_MS,
    )
    return sorted((Claimed(*row) for row in found), key=lambda each: each.id)


_RECORD = Each(
    "outbox",
    """
    UPDATE outbox SET state = {new}state, via = {new}via, is_uncertain = {new}is_uncertain,
        due_at = {new}due_at, reason = {new}reason, request_id = {new}request_id, counted = {new}counted,
        lease_until = 0, pushed_at = COALESCE(outbox.pushed_at, {new}pushed_at),
        sent_at = COALESCE({new}sent_at, outbox.sent_at), line_ids = {new}line_ids {rows}
    WHERE outbox.id = {new}id AND outbox.attempts = {new}attempts AND outbox.state = 1
    """,
)


def record(db: Connection, outcomes: list[Outcome], now: int) -> None:
    """What LINE answered, unless a later attempt has taken the delivery over."""
    _RECORD(
        db,
        [
            {
                "id": o.id,
                "attempts": o.attempts,
                "state": o.state,
                "via": o.via,
                "is_uncertain": o.is_uncertain,
                "due_at": o.due_at,
                "reason": o.reason[:500],
                "request_id": o.request_id[:80],
                "counted": o.counted,
                "pushed_at": o.pushed_at,
                "sent_at": now if o.state == SENT else None,
                "line_ids": o.line_ids[:200],
            }
            for o in sorted(outcomes, key=lambda each: each.id)
        ],
    )


def any_due(db: Connection, now: int) -> bool:
    """Is anything still due, after claiming: then it stands behind one that somebody else is sending."""
    return bool(_ANY_DUE(db, now=now))


_ANY_DUE = Hot("SELECT 1 FROM outbox WHERE state = 0 AND due_at <= :now LIMIT 1")


_EXPIRED = Hot("SELECT 1 FROM outbox WHERE state = 1 AND lease_until <= :now LIMIT 1")


def expired(db: Connection, now: int) -> bool:
    """Has any attempt outlived its lease? (read engine)"""
    return bool(_EXPIRED(db, now=now))


def recover(db: Connection, now: int | None) -> int:
    """Attempts whose process died: due again, their fate unknown. None: every attempt (at boot)."""
    stuck = update(Delivery).where(Delivery.state == SENDING)
    if now is not None:
        stuck = stuck.where(Delivery.lease_until <= now)
    return db.execute(stuck.values(state=WAITING, is_uncertain=True, lease_until=0)).rowcount


def drop_bot_bubbles(db: Connection, conversation_id: int) -> None:
    """A person speaks now: what the bot has certainly not sent is not sent."""
    db.execute(
        update(Delivery)
        .where(
            Delivery.conversation_id == conversation_id,
            Delivery.state == WAITING,
            Delivery.author == "bot",
            Delivery.is_uncertain.is_(False),
        )
        .values(state=DROPPED, reason="claimed")
    )


def push_again(db: Connection, conversation_id: int, outbox_id: int, retry_key: str, now: int) -> bool:
    """A failed or doubtful delivery becomes a push with a new key, because a person asked for it."""
    again = db.execute(
        update(Delivery)
        .where(
            Delivery.id == outbox_id,
            Delivery.conversation_id == conversation_id,
            Delivery.state.in_([FAILED, IN_DOUBT]),
        )
        .values(
            state=WAITING,
            reply_token=None,
            is_uncertain=False,
            retry_key=retry_key,
            pushed_at=None,
            due_at=now,
            via="",
            reason="",
        )
    )
    return again.rowcount == 1


def oldest_open(db: Connection) -> int | None:
    """When the longest-owed undelivered message was owed (index ix_outbox_open)."""
    first = select(Delivery.created_at).where(_OPEN).order_by(_NUMBER).limit(1)
    return db.execute(first).scalar()


# Not the column itself: an engine that could walk the table in this order would walk past all that is done.
_NUMBER = Delivery.id + 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that failed, or of which nobody can know whether it arrived."""

    id: int
    conversation_id: int
    state: int
    author: str
    reason: str
    created_at: int


def in_trouble(db: Connection, limit: int) -> list[Trouble]:
    """The newest of them (by ix_outbox_trouble)."""
    found = select(
        Delivery.id,
        Delivery.conversation_id,
        Delivery.state,
        Delivery.author,
        Delivery.reason,
        Delivery.created_at,
    ).where(_TROUBLE)
    return [Trouble(*row) for row in db.execute(found.order_by(_NUMBER.desc()).limit(limit))]


def troubles(db: Connection) -> dict[int, int]:
    """{FAILED or IN_DOUBT: how many}."""
    counted = select(Delivery.state, func.count()).where(_TROUBLE).group_by(Delivery.state)
    return {row[0]: row[1] for row in db.execute(counted)}


Totals = dict[tuple[str, int], int]


def settled(db: Connection, since: int, until: int | None = None) -> Totals:
    """{(via, state): deliveries} owed from then up to then that are over (index ix_outbox_settled alone)."""
    mine = select(Delivery.via, Delivery.state, func.count()).where(SETTLED, Delivery.created_at >= since)
    if until is not None:
        mine = mine.where(Delivery.created_at < until)
    found = db.execute(mine.group_by(Delivery.via, Delivery.state))
    return {(via, state): number for via, state, number in found}


def under_way(db: Connection) -> Totals:
    """The same of those that are not (index ix_outbox_open)."""
    mine = select(Delivery.via, Delivery.state, func.count()).where(_OPEN)
    found = db.execute(mine.group_by(Delivery.via, Delivery.state))
    return {(via, state): number for via, state, number in found}


def totals(db: Connection) -> Totals:
    """{(via, state): deliveries} of everything ever owed."""
    return settled(db, 0) | under_way(db)
