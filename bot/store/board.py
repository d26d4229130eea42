"""How do the queues stand right now, who is with whom, and what will be late? For whoever leads."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from bot.store.agents import Agent
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from handlers.state import Phase

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Queue:
    """One team's open conversations, or those of no team. Moments are the longest wait's beginning."""

    team_id: int | None
    in_line: int
    served: int
    unanswered: int
    line_since: int | None
    unanswered_since: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """One agent's open conversations: how many wait for an answer, and since when the longest does."""

    unanswered: int
    since: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer who waits for us. `due_at`: when an answer is owed; `is_warned`: that moment is near."""

    id: int
    name: str
    phase: str
    agent_id: int | None
    agent: str | None
    team_id: int | None
    since: int | None
    due_at: int | None
    warn_at: int | None


_IN_LINE = Conversation.phase == Phase.QUEUED.value
_SERVED = Conversation.phase == Phase.WITH_AGENT.value
_OPEN = Conversation.phase.in_((Phase.QUEUED.value, Phase.WITH_AGENT.value))
_UNANSWERED = _SERVED & Conversation.waiting_since.is_not(None)


def queues(db: Connection) -> dict[int | None, Queue]:
    """By team: one query over what is open (index ix_conversations_queue)."""
    found = db.execute(
        select(
            Conversation.team_id,
            func.sum(case((_IN_LINE, 1), else_=0)),
            func.sum(case((_SERVED, 1), else_=0)),
            func.sum(case((_UNANSWERED, 1), else_=0)),
            func.min(case((_IN_LINE, func.coalesce(Conversation.waiting_since, Conversation.queued_at)))),
            func.min(case((_UNANSWERED, Conversation.waiting_since))),
        )
        .where(_OPEN)
        .group_by(Conversation.team_id)
    )
    return {row[0]: Queue(row[0], int(row[1]), int(row[2]), int(row[3]), row[4], row[5]) for row in found}


def desks(db: Connection) -> dict[int, Desk]:
    """By agent: one query."""
    found = db.execute(
        select(Conversation.agent_id, func.count(), func.min(Conversation.waiting_since))
        .where(_UNANSWERED, Conversation.agent_id.is_not(None))
        .group_by(Conversation.agent_id)
    )
    return {number: Desk(waiting, since) for number, waiting, since in found if number is not None}


def at_risk(db: Connection, now: int, limit: int = SHOWN) -> list[Waiting]:
    """Whose answer is due soon or overdue, the latest first (index ix_conversations_due)."""
    owed = _rows().where(Conversation.due_at.is_not(None), Conversation.warn_at <= now, _OPEN)
    return [Waiting(*row) for row in db.execute(owed.order_by(Conversation.due_at).limit(limit))]


def longest(db: Connection, limit: int = SHOWN) -> list[Waiting]:
    """Who waits for us, the longest first."""
    since = func.coalesce(Conversation.waiting_since, Conversation.queued_at)
    waiting = _rows().where(_OPEN, since.is_not(None) & (_IN_LINE | _UNANSWERED))
    return [Waiting(*row) for row in db.execute(waiting.order_by(since, Conversation.id).limit(limit))]


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Conversation.id,
            Contact.display_name,
            Conversation.phase,
            Conversation.agent_id,
            Agent.name,
            Conversation.team_id,
            func.coalesce(Conversation.waiting_since, Conversation.queued_at),
            Conversation.due_at,
            Conversation.warn_at,
        )
        .join(Contact, Contact.id == Conversation.id)
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
    )
