"""Which colleague has which chat before their eyes, and who is writing? Gone by itself within a minute."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Connection, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import Base, insert_for

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


def look(db: Connection, agent_id: int, conversation_id: int, now: int, *, is_writing: bool) -> None:
    """This person is at this chat, and at no other."""
    seen = {"conversation_id": conversation_id, "is_writing": is_writing, "at": now}
    new = insert_for(db)(Looking.__table__).values(agent_id=agent_id, **seen)
    db.execute(new.on_conflict_do_update(index_elements=["agent_id"], set_=seen))


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
