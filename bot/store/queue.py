"""Who is waiting, since when, and what an agent's lists show."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, text

from bot.store import notes, surveys
from bot.store.agents import Agent
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.outbox import FAILED, IN_DOUBT, Delivery
from bot.store.surveys import Survey
from handlers.state import Phase

WAITING, MINE, MENTIONED, MISSED, BOT = "waiting", "mine", "mentioned", "missed", "bot"
SNOOZED, RESOLVED, SCORES, ALL = "snoozed", "resolved", "scores", "all"
VIEWS = (WAITING, MINE, MENTIONED, MISSED, BOT, SNOOZED, RESOLVED, SCORES, ALL)
MINE_WAITING = "mine_waiting"  # no list of its own: how many of mine wait for me
COUNTED = (*VIEWS, MINE_WAITING)
PAGE = 50
MOST_COUNTED = 1000

# Written out, not bound: only so is the partial index ix_outbox_trouble known to fit.
_UNHANDLED = and_(Survey.conversation_id == Conversation.id, surveys.UNHANDLED)
_TROUBLE = text(f"outbox.state IN ({FAILED}, {IN_DOUBT})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. `due_at`: by when something is owed to this contact; at risk from `warn_at` on."""

    id: int
    name: str
    line_id: str
    is_blocked: bool
    phase: str
    agent_id: int | None
    agent_name: str | None
    priority: int
    misses: int
    queued_at: int | None
    waiting_since: int | None
    last_at: int
    last_author: str
    last_text: str
    has_trouble: bool
    low_score: int | None
    due_at: int | None
    warn_at: int | None
    snoozed_until: int | None


def page(db: Connection, view: str, agent_id: int, number: int = 0) -> list[Line]:
    """One page of a view and one line more, what needs us first on top (indexes ix_conversations_*).

    The line more tells whether there is a next page.
    """
    wanted = _rows().where(_condition(view, agent_id)).order_by(*_order(view, agent_id))
    found = db.execute(wanted.limit(PAGE + 1).offset(number * PAGE))
    return [Line(*row) for row in found]


def one(db: Connection, conversation_id: int) -> Line | None:
    """One conversation as a list shows it."""
    found = db.execute(_rows().where(Conversation.id == conversation_id)).first()
    return Line(*found) if found else None


def these(db: Connection, conversation_ids: list[int]) -> dict[int, Line]:
    """These conversations as a list shows them."""
    found = db.execute(_rows().where(Conversation.id.in_(conversation_ids)))
    return {row.id: Line(*row) for row in found}


def next_in(db: Connection, view: str, agent_id: int, but: int) -> int | None:
    """Whom this list shows on top, leaving out the one just dealt with."""
    wanted = select(Conversation.id).where(_condition(view, agent_id), Conversation.id != but)
    found: int | None = db.execute(wanted.order_by(*_order(view, agent_id)).limit(1)).scalar()
    return found


def waiting_by_team(db: Connection) -> dict[int, int]:
    """{team: how many are in its line}, for those in which anybody is."""
    in_line = select(Conversation.team_id, func.count()).where(
        Conversation.phase == Phase.QUEUED.value, Conversation.team_id.is_not(None)
    )
    return {row[0] or 0: row[1] for row in db.execute(in_line.group_by(Conversation.team_id))}


def counts(db: Connection, agent_id: int) -> dict[str, int]:
    """How many conversations each view holds, in one query; counted only as far as a tab can show.

    Counting all of a million rows would cost each refresh of each screen a second.
    """
    views = [
        select(func.count())
        .select_from(select(Conversation.id).where(_condition(view, agent_id)).limit(MOST_COUNTED).subquery())
        .scalar_subquery()
        for view in COUNTED
    ]
    found = db.execute(select(*views)).one()
    return {view: int(number) for view, number in zip(COUNTED, found, strict=True)}


@dataclass(frozen=True, slots=True)
class Card:
    """What the side of a conversation shows about its contact. `state` is the handlers' memory as kept.

    `read_message_id`: the newest message LINE was told we read.
    """

    picture_url: str
    known_since: int
    state: str
    read_message_id: int


def card(db: Connection, conversation_id: int) -> Card | None:
    """The contact of one conversation."""
    found = db.execute(
        select(Contact.picture_url, Contact.created_at, Conversation.state, Conversation.read_message_id)
        .join(Conversation, Conversation.id == Contact.id)
        .where(Contact.id == conversation_id)
    ).first()
    return Card(*found) if found else None


def newest_tokens(db: Connection, conversation_ids: list[int]) -> dict[int, int]:
    """{conversation: when its newest unspent reply token arrived}, for those that hold any."""
    found = db.execute(
        select(Conversation.id, Conversation.reply_tokens).where(
            Conversation.id.in_(conversation_ids), Conversation.reply_tokens != "[]"
        )
    )
    return {row.id: max(arrived for _, arrived in json.loads(row.reply_tokens)) for row in found}


def _rows() -> Select[*tuple[Any, ...]]:
    trouble = select(Delivery.id).where(Delivery.conversation_id == Conversation.id, _TROUBLE).exists()
    low = select(func.min(Survey.score)).where(_UNHANDLED).scalar_subquery()
    return (
        select(
            Conversation.id,
            Contact.display_name,
            Contact.line_id,
            Contact.is_blocked,
            Conversation.phase,
            Conversation.agent_id,
            Agent.name,
            Conversation.priority,
            Conversation.misses,
            Conversation.queued_at,
            Conversation.waiting_since,
            Conversation.last_at,
            Conversation.last_author,
            Conversation.last_text,
            trouble,
            low,
            Conversation.due_at,
            Conversation.warn_at,
            Conversation.snoozed_until,
        )
        .join(Contact, Contact.id == Conversation.id)
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
    )


_AWAKE = text("conversations.snoozed_until IS NULL")
_ASLEEP = text("conversations.snoozed_until IS NOT NULL")
_RESOLVED = text("conversations.resolved_at IS NOT NULL")
_MISSED = text("conversations.misses > 0")
# Not the column itself: SQLite would go through everybody who is at rest, instead of the few just resolved.
_AT_REST = Conversation.phase.concat("") == Phase.IDLE.value
_WITH_BOT = Conversation.phase.in_((Phase.BOT.value, Phase.FLOW.value, Phase.TAKING_MESSAGE.value))
_WITH_AGENT = Conversation.phase == Phase.WITH_AGENT.value


def _condition(view: str, agent_id: int) -> ColumnElement[bool]:
    match view:
        case "waiting":
            awaited = and_(_WITH_AGENT, Conversation.waiting_since.is_not(None), _AWAKE)
            return or_(Conversation.phase == Phase.QUEUED.value, awaited)
        case "mine":
            return and_(_WITH_AGENT, Conversation.agent_id == agent_id, _AWAKE)
        case "mine_waiting":
            waits = Conversation.waiting_since.is_not(None)
            return and_(_WITH_AGENT, Conversation.agent_id == agent_id, waits, _AWAKE)
        case "mentioned":
            return Conversation.id.in_(notes.unseen_by(agent_id))
        case "missed":
            return and_(_WITH_BOT, _MISSED)
        case "bot":
            return and_(_WITH_BOT, Conversation.misses == 0)
        case "snoozed":
            return and_(_WITH_AGENT, _ASLEEP)
        case "resolved":
            return and_(_RESOLVED, _AT_REST)
        case "scores":
            return Conversation.id.in_(select(Survey.conversation_id).where(surveys.UNHANDLED))
    return Conversation.last_at > 0


def _order(view: str, agent_id: int) -> tuple[Any, ...]:
    """Waiting: unclaimed first, then the longest waiting. Mine: who waits for me. Else: newest."""
    if view == WAITING:
        unclaimed = case((Conversation.phase == Phase.QUEUED.value, 0), else_=1)
        return (unclaimed, Conversation.priority.desc(), Conversation.waiting_since, Conversation.id)
    if view == MINE:
        waits = case((Conversation.waiting_since.is_(None), 1), else_=0)
        return (waits, Conversation.waiting_since, Conversation.last_at.desc())
    if view == SNOOZED:
        mine = case((Conversation.agent_id == agent_id, 0), else_=1)
        return (mine, Conversation.snoozed_until, Conversation.id)
    if view == RESOLVED:
        return (Conversation.resolved_at.desc(), Conversation.id.desc())
    return (Conversation.last_at.desc(), Conversation.id.desc())
