"""Which colleague has which chat before their eyes, and who is writing? Gone by itself within a minute."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Connection, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import feed
from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, insert_for

# A screen says so every 20 seconds; two may be lost.
LASTS_MS = 50_000


class Looking(Base):
    """The chat a person looked at last: one row for each of the staff, however long they work here."""

    __tablename__ = "looking"
    __table_args__ = (Index("ix_looking_conversation", "conversation_id"),)

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = mapped_column(BigInteger)
    is_writing: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A colleague at the same chat."""

    name: str
    is_writing: bool


def look(db: Connection, agent_id: int, conversation_id: int, now: int, *, is_writing: bool) -> bool:
    """This person is at this chat, and at no other. True when lists show it: then it ends with the hint."""
    was = _last(db, agent_id)
    seen = {"conversation_id": conversation_id, "is_writing": is_writing, "at": now}
    new = insert_for(db)(Looking.__table__).values(agent_id=agent_id, **seen)
    db.execute(new.on_conflict_do_update(index_elements=["agent_id"], set_=seen))
    if was is not None and was.conversation_id == conversation_id and was.at > now - LASTS_MS:
        return False
    _tell(db, [conversation_id, *([was.conversation_id] if was is not None else [])], now)
    return True


def leave(db: Connection, agent_id: int, conversation_id: int, now: int) -> bool:
    """They have turned away from it. True, and the hint, when they were there until now."""
    mine = (Looking.agent_id == agent_id) & (Looking.conversation_id == conversation_id)
    left = db.execute(update(Looking).where(mine, Looking.at > now - LASTS_MS).values(at=0)).rowcount > 0
    if left:
        _tell(db, [conversation_id], now)
    return left


def _last(db: Connection, agent_id: int) -> AnyRow | None:
    return db.execute(select(Looking.conversation_id, Looking.at).where(Looking.agent_id == agent_id)).first()


def _tell(db: Connection, conversation_ids: list[int], now: int) -> None:
    feed.append(db, sorted(set(conversation_ids)), feed.LOOKING, now)


def at(
    db: Connection, conversation_ids: Sequence[int], but_agent: int, now: int
) -> dict[int, list[Onlooker]]:
    """Who of the others is at each of these: one question for a whole page of a list."""
    found: dict[int, list[Onlooker]] = {}
    if not conversation_ids:
        return found
    looks = (
        select(Looking.conversation_id, Agent.name, Looking.is_writing)
        .join(Agent, Agent.id == Looking.agent_id)
        .where(
            Looking.conversation_id.in_(conversation_ids),
            Looking.agent_id != but_agent,
            Looking.at > now - LASTS_MS,
        )
        .order_by(Agent.name, Agent.id)
    )
    for number, name, is_writing in db.execute(looks):
        found.setdefault(number, []).append(Onlooker(name, is_writing))
    return found


def others(db: Connection, agent_id: int, conversation_id: int, now: int) -> list[Onlooker]:
    """Who else is there, the writing ones first."""
    found = db.execute(
        select(Agent.name, Looking.is_writing)
        .join(Agent, Agent.id == Looking.agent_id)
        .where(
            Looking.conversation_id == conversation_id,
            Looking.agent_id != agent_id,
            Looking.at > now - LASTS_MS,
        )
        .order_by(Looking.is_writing.desc(), Agent.name)
    )
    return [Onlooker(*row) for row in found]
