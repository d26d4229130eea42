"""The one lifelong thread with a contact: its lease, its fence, and the handlers' state."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
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

from bot.store.collected import brief_from, place_from
from bot.store.database import CHANNEL, Base, BigId, insert_for
from bot.store.hot import Db, Each, Hot
from handlers.changing import replace
from handlers.state import Phase, State

_IS_OWED = text("due_at IS NOT NULL")
_IS_SNOOZED = text("snoozed_until IS NOT NULL")
_IS_RESOLVED = text("resolved_at IS NOT NULL")
_WAS_MISSED = text("misses > 0")


class Conversation(Base):
    """A conversation carries the number of its contact: there is exactly one for each.

    `state` is the handlers' whole memory. The columns beside it repeat what lists sort and filter by,
    and are written from it, in the same statement, by save().
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_queue", "phase", "priority", "queued_at"),
        Index("ix_conversations_agent", "agent_id", "phase"),
        Index("ix_conversations_recent", "last_at"),
        Index("ix_conversations_due", "due_at", sqlite_where=_IS_OWED, postgresql_where=_IS_OWED),
        Index(
            "ix_conversations_snoozed",
            "snoozed_until",
            sqlite_where=_IS_SNOOZED,
            postgresql_where=_IS_SNOOZED,
        ),
        Index(
            "ix_conversations_resolved",
            "resolved_at",
            sqlite_where=_IS_RESOLVED,
            postgresql_where=_IS_RESOLVED,
        ),
        Index("ix_conversations_missed", "last_at", sqlite_where=_WAS_MISSED, postgresql_where=_WAS_MISSED),
    )

    id: Mapped[int] = mapped_column(BigId, ForeignKey("contacts.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, default=CHANNEL)
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    fence: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(Text, default="{}")
    reply_tokens: Mapped[str] = mapped_column(Text, default="[]")
    session_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    phase: Mapped[str] = mapped_column(String(20), default=Phase.IDLE.value)
    language: Mapped[str] = mapped_column(String(8), default="")
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    priority: Mapped[int] = mapped_column(SmallInteger, default=0)
    queued_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    waiting_since: Mapped[int | None] = mapped_column(BigInteger, default=None)
    misses: Mapped[int] = mapped_column(SmallInteger, default=0)
    team_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    due_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    warn_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    snoozed_until: Mapped[int | None] = mapped_column(BigInteger, default=None)
    resolved_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    last_at: Mapped[int] = mapped_column(BigInteger, default=0)
    last_author: Mapped[str] = mapped_column(String(10), default="")
    last_text: Mapped[str] = mapped_column(String(200), default="")
    read_message_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


@dataclass(frozen=True, slots=True)
class ReplyToken:
    """A right to one free reply, from the delivery that brought it."""

    token: str
    arrived_at: int


@dataclass(frozen=True)  # without slots: see handlers/changing.py
class Thread:
    """A conversation as a turn holds it. `fence` proves that nobody else has taken it since."""

    id: int
    line_id: str
    fence: int
    state: State
    session_id: int | None
    tokens: tuple[ReplyToken, ...]
    has_profile: bool
    last_at: int
    last_author: str
    last_text: str


def open_for(db: Connection, contact_ids: list[int]) -> None:
    """An empty conversation for each contact that has none."""
    insert = insert_for(db)
    db.execute(
        insert(Conversation).on_conflict_do_nothing(),
        [{"id": each, **_EMPTY} for each in contact_ids],
    )


_EMPTY = {
    "channel_id": CHANNEL,
    "lease_until": 0,
    "fence": 0,
    "state": "{}",
    "reply_tokens": "[]",
    "phase": Phase.IDLE.value,
    "language": "",
    "priority": 0,
    "misses": 0,
    "last_at": 0,
    "last_author": "",
    "last_text": "",
}


_CLAIM = {
    "sqlite": Hot(
        "UPDATE conversations SET lease_until = :until, fence = fence + 1 "
        "WHERE id {among} AND lease_until <= :now RETURNING id, fence"
    ),
    # Ordered and skipping: two workers claiming together neither wait nor deadlock.
    "postgresql": Hot(
        "UPDATE conversations SET lease_until = :until, fence = fence + 1 WHERE id IN "
        "(SELECT id FROM conversations WHERE id {among} AND lease_until <= :now ORDER BY id {lock}) "
        "AND lease_until <= :now RETURNING id, fence",
        lock="FOR UPDATE SKIP LOCKED",
    ),
}


def claim(db: Connection, ids: list[int], now: int, lease_ms: int) -> dict[int, int]:
    """Take the lease on those nobody holds; {conversation id: fence}. One conditional statement."""
    taken = _CLAIM[db.dialect.name](db, ids, now=now, until=now + lease_ms)
    return {row[0]: row[1] for row in taken}


# The columns of thread(), behind the fence.
HELD = (
    "conversations.id, line_id, state, session_id, reply_tokens, profile_at, last_at, last_author, last_text"
)

_LOAD = Hot(
    f"SELECT {HELD} FROM conversations JOIN contacts ON contacts.id = conversations.id "  # noqa: S608
    "WHERE conversations.id {among}"
)


def load(db: Connection, fences: dict[int, int]) -> dict[int, Thread]:
    """The leased conversations as plain state."""
    return {row[0]: thread(fences[row[0]], *row) for row in _LOAD(db, list(fences))}


def lease(db: Connection, ids: list[int], now: int, lease_ms: int) -> dict[int, Thread]:
    """claim() and load() of those nobody holds."""
    fences = claim(db, ids, now, lease_ms) if ids else {}
    return load(db, fences) if fences else {}


def thread(
    fence: int,
    number: int,
    line_id: str,
    state: str,
    session_id: int | None,
    tokens: str,
    profile_at: int | None,
    *last: Any,
) -> Thread:
    """A row of fence and HELD as plain state."""
    held = tuple(ReplyToken(*each) for each in json.loads(tokens))
    return Thread(number, line_id, fence, state_from(state), session_id, held, profile_at is not None, *last)


def state_of(db: Connection, conversation_id: int) -> State:
    """What is remembered of it, outside any turn."""
    kept = db.execute(select(Conversation.state).where(Conversation.id == conversation_id)).scalar()
    return state_from(kept or "{}")


_HELD = Hot("SELECT id, fence FROM conversations WHERE id {among} ORDER BY id {lock}")


def held(db: Connection, fences: dict[int, int]) -> set[int]:
    """Those whose fence still stands, locked until this transaction ends."""
    return {row[0] for row in _HELD(db, list(fences)) if fences[row[0]] == row[1]}


_SAVE = Each(
    "conversations",
    "UPDATE conversations SET lease_until = 0, {changes} {rows} WHERE conversations.id = {new}id",
)


def save(db: Db, threads: list[Thread]) -> None:
    """State and the columns that repeat it, and the lease given back."""
    _SAVE(db, [_columns(each) for each in threads])


def release(db: Connection, fences: dict[int, int]) -> None:
    """Give the lease back with nothing changed."""
    _RELEASE(db, [{"id": each, "fence": fence} for each, fence in fences.items()])


_RELEASE = Each(
    "conversations",
    "UPDATE conversations SET lease_until = 0 {rows} "
    "WHERE conversations.id = {new}id AND conversations.fence = {new}fence",
)


def reset_leases(db: Connection) -> int:
    """At boot, where the file lock proves that no other process lives: nobody holds anything."""
    return db.execute(update(Conversation).where(Conversation.lease_until > 0).values(lease_until=0)).rowcount


def _columns(thread: Thread) -> dict[str, object]:
    state = thread.state
    return {
        "id": thread.id,
        "state": state_to(state),
        "reply_tokens": json.dumps([[each.token, each.arrived_at] for each in thread.tokens]),
        "session_id": thread.session_id,
        "phase": state.phase.value,
        "language": state.language[:8],
        "agent_id": state.agent_id,
        "priority": state.priority,
        "queued_at": state.queued_at,
        "waiting_since": state.waiting_since,
        "misses": state.misses,
        "team_id": state.team_id,
        "due_at": state.due_at,
        "warn_at": state.warn_at,
        "snoozed_until": state.snoozed_until,
        "resolved_at": state.resolved_at,
        "last_at": thread.last_at,
        "last_author": thread.last_author,
        "last_text": thread.last_text,
    }


_DEFAULTS = asdict(State())


def state_to(state: State) -> str:
    """The handlers' memory as text; what is as at the start is left out."""
    kept = {name: value for name, default in _DEFAULTS.items() if (value := getattr(state, name)) != default}
    return json.dumps(kept, ensure_ascii=False, default=asdict)


def state_from(kept: str) -> State:
    """The handlers' memory from text; fields a later release dropped are ignored."""
    known = {name: value for name, value in json.loads(kept).items() if name in _DEFAULTS}
    if "phase" in known:
        known["phase"] = Phase(known["phase"])
    if "choices" in known:
        known["choices"] = tuple(known["choices"])
    for name, read in (("flow", place_from), ("paused", place_from), ("brief", brief_from)):
        if name in known:
            known[name] = read(known[name])
    return replace(State(), **known)


def note_read(db: Connection, conversation_id: int, message_id: int) -> None:
    """LINE has been told that we read up to this message."""
    mine = (Conversation.id == conversation_id) & (Conversation.read_message_id < message_id)
    db.execute(update(Conversation).where(mine).values(read_message_id=message_id))


def served_by(db: Connection, agent_id: int) -> list[int]:
    """The conversations this person serves, the longest waiting first."""
    mine = select(Conversation.id).where(
        Conversation.agent_id == agent_id, Conversation.phase == Phase.WITH_AGENT.value
    )
    return list(db.execute(mine.order_by(Conversation.waiting_since, Conversation.id)).scalars())


def ahead_of(db: Connection, state: State) -> int:
    """How many in line are served before this one: all of them, for one who has yet to join."""
    in_line = select(func.count()).select_from(Conversation).where(Conversation.phase == Phase.QUEUED.value)
    if state.queued_at is not None:
        in_line = in_line.where(
            (Conversation.priority > state.priority)
            | ((Conversation.priority == state.priority) & (Conversation.queued_at < state.queued_at))
        )
    elif state.priority:
        in_line = in_line.where(Conversation.priority >= state.priority)
    return db.execute(in_line).scalar_one()
