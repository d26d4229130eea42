"""Who is given what, and what was promised: routing and targets as admins have set them."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import BigInteger, Boolean, Connection, ForeignKey, Integer, SmallInteger, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.agents import Agent
from bot.store.conversations import Conversation
from bot.store.database import CHANNEL, AnyRow, Base, BigId, insert_for
from bot.store.hours import SHOP
from bot.store.presence import OFFLINE
from handlers.shop import Routing
from handlers.state import Phase
from handlers.targets import Targets


class StoredRouting(Base):
    """One row per channel, and none until something is changed."""

    __tablename__ = "routing"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    is_on: Mapped[bool] = mapped_column(Boolean)
    answer_minutes: Mapped[int] = mapped_column(SmallInteger)
    changed_at: Mapped[int] = mapped_column(BigInteger)


class StoredTargets(Base):
    """Minutes of open time for the shop (team 0) or a team; NULL is no target."""

    __tablename__ = "targets"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    first: Mapped[int | None] = mapped_column(Integer, default=None)
    next: Mapped[int | None] = mapped_column(Integer, default=None)
    resolve: Mapped[int | None] = mapped_column(Integer, default=None)
    changed_at: Mapped[int] = mapped_column(BigInteger)


def current(db: Connection) -> Routing:
    """As it stands."""
    found = db.execute(
        select(StoredRouting.is_on, StoredRouting.answer_minutes).where(StoredRouting.channel_id == CHANNEL)
    ).first()
    return Routing(*found) if found else Routing()


def change(db: Connection, wished: Routing, now: int, agent_id: int) -> bool:
    """Set and audit; False when it was so already."""
    before, after = asdict(current(db)), asdict(wished)
    if before == after:
        return False
    row = {**after, "channel_id": CHANNEL, "changed_at": now}
    new = insert_for(db)(StoredRouting.__table__).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["channel_id"], set_=row))
    audit.note(db, now, "routing.changed", audit.changes(_told(before), _told(after)), agent_id)
    return True


def _told(routing: Mapping[str, object]) -> dict[str, object]:
    """As the page calls them."""
    return {
        "chats given by themselves": "yes" if routing["is_on"] else "no",
        "minutes until somebody else": routing["answer_minutes"],
    }


def targets(db: Connection) -> Mapping[int, Targets]:
    """{team, or SHOP: targets} of all that have any."""
    found = db.execute(
        select(StoredTargets.team_id, StoredTargets.first, StoredTargets.next, StoredTargets.resolve).where(
            StoredTargets.channel_id == CHANNEL
        )
    )
    return {row.team_id: Targets(row.first, row.next, row.resolve) for row in found}


def set_targets(db: Connection, team_id: int, wished: Targets | None, now: int, agent_id: int) -> bool:
    """Set and audit, None to follow the shop; False when it was so already."""
    before = targets(db).get(team_id)
    if before == wished or (before is None and wished == Targets() and team_id == SHOP):
        return False
    mine = (StoredTargets.channel_id == CHANNEL) & (StoredTargets.team_id == team_id)
    db.execute(delete(StoredTargets).where(mine))
    if wished is not None:
        row = {**asdict(wished), "channel_id": CHANNEL, "team_id": team_id, "changed_at": now}
        db.execute(insert_for(db)(StoredTargets.__table__).values(row))
    whose = "shop" if team_id == SHOP else f"team {team_id}"
    audit.note(db, now, "targets.changed", f"{whose}: {_words(before)} → {_words(wished)}", agent_id)
    return True


def line(db: Connection, limit: int = 1000) -> list[AnyRow]:
    """Who stands in line, served first on top (index ix_conversations_queue)."""
    found = db.execute(
        select(
            Conversation.id,
            Conversation.state,
            Conversation.queued_at,
            Conversation.priority,
            Conversation.language,
            Conversation.team_id,
        )
        .where(Conversation.phase == Phase.QUEUED.value)
        .order_by(Conversation.priority.desc(), Conversation.queued_at, Conversation.id)
        .limit(limit)
    )
    return list(found)


def left_waiting(db: Connection, limit: int = 100) -> list[tuple[int, int]]:
    """(conversation, agent) of those who wait for somebody who has gone home; not of those put aside."""
    gone = Agent.is_active.is_(False) | (Agent.presence == OFFLINE)
    found = db.execute(
        select(Conversation.id, Conversation.agent_id)
        .join(Agent, Agent.id == Conversation.agent_id)
        .where(
            Conversation.phase == Phase.WITH_AGENT.value,
            Conversation.waiting_since.is_not(None),
            Conversation.snoozed_until.is_(None),
            gone,
        )
        .order_by(Conversation.waiting_since)
        .limit(limit)
    )
    return [(row.id, row.agent_id) for row in found]


def _words(wished: Targets | None) -> str:
    if wished is None:
        return "as the shop"
    return " ".join(f"{name} {minutes or '-'}" for name, minutes in asdict(wished).items())
