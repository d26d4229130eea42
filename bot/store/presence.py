"""Who of the staff is here, who has room, and since when?

A person chooses online, busy, away or offline; that is `presence_wish`. What colleagues see, and routing
asks for, is `presence`: the wish, until their screen has been idle (away) or closed (offline) for a while.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, update

from bot.store import feed
from bot.store.agents import Agent
from bot.store.conversations import Conversation
from handlers.state import Phase

ONLINE, BUSY, AWAY, OFFLINE = "online", "busy", "away", "offline"
PRESENCES = (ONLINE, BUSY, AWAY, OFFLINE)

# A screen reports once a minute; what came within the last minute is not written again.
SEEN_EVERY_MS = 60_000
AWAY_AFTER_MS = 10 * 60_000
OFFLINE_AFTER_MS = 3 * 60_000


@dataclass(frozen=True, slots=True)
class Colleague:
    """One active person with what routing asks: presence, load, capacity.

    `load`: open conversations with this person. `capacity`: so many at once at most; None is no limit,
    0 means that nothing is assigned to them (they may still take what they like).
    `assigned_at`: when they were last given one; the smallest has been idle longest.
    """

    id: int
    name: str
    role: str
    presence: str
    presence_at: int
    capacity: int | None
    load: int
    assigned_at: int

    @property
    def has_room(self) -> bool:
        """May another conversation be given to this person?"""
        return self.capacity is None or self.load < self.capacity

    @property
    def is_ready(self) -> bool:
        """Online, and with room."""
        return self.presence == ONLINE and self.has_room


def colleagues(db: Connection) -> list[Colleague]:
    """Every active person with their load, by name: one query."""
    load = (
        select(Conversation.agent_id, func.count().label("load"))
        .where(Conversation.phase == Phase.WITH_AGENT.value, Conversation.agent_id.is_not(None))
        .group_by(Conversation.agent_id)
        .subquery()
    )
    found = db.execute(
        select(
            Agent.id,
            Agent.name,
            Agent.role,
            Agent.presence,
            Agent.presence_at,
            Agent.capacity,
            func.coalesce(load.c.load, 0),
            Agent.assigned_at,
        )
        .outerjoin(load, load.c.agent_id == Agent.id)
        .where(Agent.is_active.is_(True))
        .order_by(Agent.name, Agent.id)
    )
    return [Colleague(*row) for row in found]


def take_place(db: Connection, agent_id: int, now: int) -> bool:
    """Is this person online with room, now that nobody else can fill it before this transaction ends?

    First the person's row, which is the lock; then the count, which on PostgreSQL must be a statement of its
    own: only so does it see what the holder of the lock before us committed. Whoever takes places of several
    people in one transaction does so in the order of their ids.
    """
    mine = update(Agent).where(Agent.id == agent_id, Agent.is_active.is_(True), Agent.presence == ONLINE)
    held = db.execute(mine.values(assigned_at=now).returning(Agent.capacity)).first()
    if held is None:
        return False
    if held.capacity is None:
        return True
    open_now = select(func.count()).select_from(Conversation)
    open_now = open_now.where(Conversation.agent_id == agent_id, Conversation.phase == Phase.WITH_AGENT.value)
    return bool(db.execute(open_now).scalar_one() < held.capacity)


def choose(db: Connection, agent_id: int, wish: str, now: int) -> None:
    """What this person says of themselves. Ends with the feed's hint: the last statement before commit."""
    db.execute(
        update(Agent)
        .where(Agent.id == agent_id)
        .values(presence=wish, presence_wish=wish, presence_at=now, last_seen_at=now, last_active_at=now)
    )
    feed.append(db, [feed.NOBODY], feed.PRESENCE, now)


def seen(db: Connection, agent_id: int, now: int, *, is_active: bool) -> bool:
    """Their screen is open, and `is_active`: they have used it. True when colleagues see a change by it.

    Ends with the feed's hint then.
    """
    touched = {"last_seen_at": now} | ({"last_active_at": now} if is_active else {})
    mine = Agent.id == agent_id
    if not is_active:
        db.execute(update(Agent).where(mine).values(**touched))
        return False
    back = update(Agent).where(mine, Agent.presence != Agent.presence_wish)
    is_changed = (
        db.execute(back.values(presence=Agent.presence_wish, presence_at=now, **touched)).rowcount > 0
    )
    if is_changed:
        feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    else:
        db.execute(update(Agent).where(mine).values(**touched))
    return is_changed


def any_gone(db: Connection, now: int) -> bool:
    """Is somebody idle or gone who is not shown so? (read engine)"""
    return db.execute(select(Agent.id).where(_is_idle(now) | _is_gone(now)).limit(1)).first() is not None


def note_gone(db: Connection, now: int) -> list[int]:
    """Idle people become away, gone ones offline; those who are offline now. Ends with the feed's hint."""
    idle = update(Agent).where(_is_idle(now) & ~_is_gone(now)).values(presence=AWAY, presence_at=now)
    is_any = db.execute(idle).rowcount > 0
    gone = update(Agent).where(_is_gone(now)).values(presence=OFFLINE, presence_at=now).returning(Agent.id)
    left = list(db.execute(gone).scalars())
    if is_any or left:
        feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    return left


def arrive(db: Connection, agent_id: int, now: int) -> None:
    """Signed in: whoever had gone home is online again. Ends with the feed's hint."""
    home = update(Agent).where(Agent.id == agent_id, Agent.presence_wish.in_((AWAY, OFFLINE)))
    db.execute(home.values(presence_wish=ONLINE))
    here = update(Agent).where(Agent.id == agent_id)
    db.execute(
        here.values(presence=Agent.presence_wish, presence_at=now, last_seen_at=now, last_active_at=now)
    )
    feed.append(db, [feed.NOBODY], feed.PRESENCE, now)


def leave(db: Connection, agent_id: int, now: int) -> None:
    """Signed out or suspended: offline at once. Whoever returns is what they wish to be. No hint is given."""
    here = update(Agent).where(Agent.id == agent_id, Agent.presence != OFFLINE)
    db.execute(here.values(presence=OFFLINE, presence_at=now))


def _is_idle(now: int) -> ColumnElement[bool]:
    return Agent.presence.in_((ONLINE, BUSY)) & (Agent.last_active_at < now - AWAY_AFTER_MS)


def _is_gone(now: int) -> ColumnElement[bool]:
    return (Agent.presence != OFFLINE) & (Agent.last_seen_at < now - OFFLINE_AFTER_MS)
