"""What happened between two moments, counted: sessions, handoffs, times, scores, messages, blocks.

Every figure is defined in docs/metrics.md. Moments are ms UTC; a stretch holds `start` and not `end`.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.store import chunks, outbox
from bot.store.chunks import Chunk
from bot.store.contacts import IS_BLOCKED, Contact
from bot.store.database import CHANNEL
from bot.store.milestones import Milestone, ServiceSession
from bot.store.outbox import FAILED, IN_DOUBT, SENT, Delivery
from bot.store.surveys import Survey

COMEBACK_MS = 72 * 3_600_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` up to, and without, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """`opened` in the stretch; the others closed in it, by outcome. `came_back` of the contained."""

    opened: int
    contained: int
    resolved: int
    abandoned: int
    expired: int
    came_back: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Questions asked in the stretch, and the scores (1–7) those got, however late."""

    topic: str
    path: str
    asked: int
    answered: int
    total: int
    squares: int
    easy: int


@dataclass(frozen=True, slots=True)
class Messages:
    """Calls to LINE made for what was said in the stretch. `counted`: quota messages those pushes cost.

    `broadcast`: people whom broadcasts were sent to, each of them one message of the quota at most.
    """

    replies: int
    pushes: int
    counted: int
    failed: int
    in_doubt: int
    broadcast: int = 0

    @property
    def saved(self) -> int:
        """What the replies would have cost as pushes: one each, however many bubbles."""
        return self.replies


def sessions(db: Connection, stretch: Stretch) -> Sessions:
    """Sessions opened and closed."""
    opened = db.execute(select(func.count()).where(_within(ServiceSession.opened_at, stretch))).scalar_one()
    by_outcome = db.execute(
        select(ServiceSession.outcome, func.count())
        .where(_within(ServiceSession.closed_at, stretch))
        .group_by(ServiceSession.outcome)
    )
    closed = {outcome: int(number) for outcome, number in by_outcome}
    return Sessions(
        opened=opened,
        contained=closed.get("contained", 0),
        resolved=closed.get("resolved", 0),
        abandoned=closed.get("abandoned", 0),
        expired=closed.get("expired", 0),
        came_back=_came_back(db, stretch),
    )


def _came_back(db: Connection, stretch: Stretch) -> int:
    """Contained sessions whose contact opened another within 72 hours of the close."""
    later = aliased(ServiceSession)
    returned = (
        select(later.id)
        .where(
            later.conversation_id == ServiceSession.conversation_id,
            later.id > ServiceSession.id,
            later.opened_at < ServiceSession.closed_at + COMEBACK_MS,
        )
        .exists()
    )
    return db.execute(
        select(func.count()).where(
            _within(ServiceSession.closed_at, stretch), ServiceSession.outcome == "contained", returned
        )
    ).scalar_one()


def handoffs(db: Connection, stretch: Stretch) -> dict[str, int]:
    """How often a person was brought in, by reason, most frequent first."""
    found = db.execute(
        select(Milestone.reason, func.count())
        .where(Milestone.name == "handoff_asked", _within(Milestone.at, stretch))
        .group_by(Milestone.reason)
        .order_by(func.count().desc(), Milestone.reason)
    )
    return {reason: int(number) for reason, number in found}


def answers(db: Connection, stretch: Stretch) -> list[tuple[int, int]]:
    """(asked, answered) of each handoff asked in the stretch that a person has answered."""
    answer = aliased(Milestone)
    first = (
        select(func.min(answer.at))
        .where(
            answer.conversation_id == Milestone.conversation_id,
            answer.session_id == Milestone.session_id,
            answer.name == "agent_replied",
            answer.at >= Milestone.at,
        )
        .scalar_subquery()
    )
    found = db.execute(
        select(Milestone.at, first).where(Milestone.name == "handoff_asked", _within(Milestone.at, stretch))
    )
    return [(asked, answered) for asked, answered in found if answered is not None]


def resolved(db: Connection, stretch: Stretch) -> list[tuple[int, int]]:
    """(opened, closed) of each session a person resolved in the stretch."""
    found = db.execute(
        select(ServiceSession.opened_at, ServiceSession.closed_at).where(
            _within(ServiceSession.closed_at, stretch), ServiceSession.outcome == "resolved"
        )
    )
    return [(opened, closed) for opened, closed in found if closed is not None]


def targets_kept(db: Connection, stretch: Stretch) -> dict[str, tuple[int, int]]:
    """{target: (kept, of how many)}: what was answered or resolved in the stretch while it had a target."""
    found = db.execute(
        select(Milestone.reason, Milestone.name, func.count())
        .where(Milestone.name.in_(("target_kept", "target_missed")), _within(Milestone.at, stretch))
        .group_by(Milestone.reason, Milestone.name)
    )
    counted = {(reason, name): int(number) for reason, name, number in found}
    kinds = dict.fromkeys(reason for reason, _ in counted)
    return {
        kind: (
            counted.get((kind, "target_kept"), 0),
            counted.get((kind, "target_kept"), 0) + counted.get((kind, "target_missed"), 0),
        )
        for kind in kinds
    }


def scores(db: Connection, stretch: Stretch, easy_from: int = 5) -> list[Scores]:
    """By topic and path."""
    found = db.execute(
        select(
            Survey.topic,
            Survey.path,
            func.count(),
            func.count(Survey.score),
            func.coalesce(func.sum(Survey.score), 0),
            func.coalesce(func.sum(Survey.score * Survey.score), 0),
            func.coalesce(func.sum(case((Survey.score >= easy_from, 1), else_=0)), 0),
        )
        .where(_within(Survey.asked_at, stretch))
        .group_by(Survey.topic, Survey.path)
        .order_by(func.count(Survey.score).desc(), Survey.topic, Survey.path)
    )
    return [Scores(topic, path, *(int(each) for each in numbers)) for topic, path, *numbers in found]


def messages(db: Connection, stretch: Stretch) -> Messages:
    """By how they went out (index ix_outbox_settled alone); what is under way has cost nothing yet."""
    kinds = {
        (row[0], row[1]): (int(row[2]), int(row[3] or 0))
        for row in db.execute(
            select(Delivery.state, Delivery.via, func.count(), func.sum(Delivery.counted))
            .where(outbox.SETTLED, _within(Delivery.created_at, stretch))
            .group_by(Delivery.state, Delivery.via)
        )
    }
    return Messages(
        replies=kinds.get((SENT, "reply"), (0, 0))[0],
        pushes=kinds.get((SENT, "push"), (0, 0))[0],
        counted=sum(counted for _, counted in kinds.values()),
        failed=sum(number for (state, _), (number, _) in kinds.items() if state == FAILED),
        in_doubt=sum(number for (state, _), (number, _) in kinds.items() if state == IN_DOUBT),
        broadcast=_broadcast(db, stretch),
    )


def _broadcast(db: Connection, stretch: Stretch) -> int:
    """A row for each five hundred people: few enough to be read without an index on the moment."""
    people = select(func.coalesce(func.sum(Chunk.size), 0)).where(Chunk.state == chunks.SENT)
    return int(db.execute(people.where(_within(Chunk.done_at, stretch))).scalar_one())


def blocks(db: Connection, stretch: Stretch) -> int:
    """How often somebody blocked the account."""
    return db.execute(
        select(func.count()).where(Milestone.name == "blocked", _within(Milestone.at, stretch))
    ).scalar_one()


def contacts_reachable(db: Connection) -> int:
    """People known to us who have not blocked us, now.

    All of them without the few who have: each is counted from an index alone.
    """
    people = select(func.count()).where(Contact.line_id.like("U%"))
    known = db.execute(people.where(Contact.channel_id == CHANNEL)).scalar_one()
    # Not the column itself: SQLite would prefer the index that leads to everybody.
    return known - db.execute(people.where(Contact.channel_id + 0 == CHANNEL, IS_BLOCKED)).scalar_one()


def _within(
    moment: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], stretch: Stretch
) -> ColumnElement[bool]:
    return and_(moment >= stretch.start, moment < stretch.end)
