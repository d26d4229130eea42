"""What do colleagues tell one another about a conversation, and who was meant? Never sent to anybody."""

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    Select,
    Text,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import search
from bot.store.agents import Agent
from bot.store.database import AnyRow, Base, BigId, insert_for

_UNSEEN = text("seen_at IS NULL")


class Note(Base):
    """One note. It stands in no transcript, so nothing that sends can come across it."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_conversation", "conversation_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


class Mention(Base):
    """Whom a note is meant for; `seen_at` once they say that they have seen to it."""

    __tablename__ = "mentions"
    __table_args__ = (
        Index(
            "ix_mentions_unseen",
            "agent_id",
            "conversation_id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
    )

    note_id: Mapped[int] = mapped_column(
        ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int | None] = mapped_column(BigInteger, default=None)


def keep(
    db: Connection, conversation_id: int, agent_id: int, words: str, mentions: tuple[int, ...], now: int
) -> None:
    """One more note; whoever is meant finds the conversation in a list of their own."""
    new = insert(Note).values(conversation_id=conversation_id, agent_id=agent_id, text=words, at=now)
    note_id = db.execute(new.returning(Note.id)).scalar_one()
    search.put(db, [search.Doc(search.NOTE, note_id, conversation_id, search.spelling(words))])
    meant = [each for each in dict.fromkeys(mentions) if each != agent_id]
    if meant:
        rows = [
            {"note_id": note_id, "agent_id": each, "conversation_id": conversation_id, "seen_at": None}
            for each in meant
        ]
        db.execute(insert_for(db)(Mention.__table__).on_conflict_do_nothing(), rows)


def of_conversation(
    db: Connection, conversation_id: int, since: int, until: int | None, agent_id: int
) -> list[AnyRow]:
    """The notes of a stretch of time, oldest first, and whether each still waits for this person."""
    waits = (
        select(Mention.note_id)
        .where(Mention.note_id == Note.id, Mention.agent_id == agent_id, _UNSEEN)
        .exists()
    )
    wanted = (
        select(Note.id, Note.text, Note.at, Agent.name, Note.agent_id, waits.label("is_for_me"))
        .join(Agent, Agent.id == Note.agent_id)
        .where(Note.conversation_id == conversation_id, Note.at >= since)
    )
    if until is not None:
        wanted = wanted.where(Note.at <= until)
    return list(db.execute(wanted.order_by(Note.at, Note.id)))


def unseen_by(agent_id: int) -> Select[int]:
    """Conversations in which something waits for this person (index ix_mentions_unseen)."""
    return select(Mention.conversation_id).where(Mention.agent_id == agent_id, _UNSEEN)


def mark_seen(db: Connection, conversation_id: int, agent_id: int, now: int) -> bool:
    """This person has seen to whatever they were told here. True when there was anything."""
    mine = (Mention.agent_id == agent_id) & (Mention.conversation_id == conversation_id)
    return db.execute(update(Mention).where(mine, _UNSEEN).values(seen_at=now)).rowcount > 0


def by_ids(db: Connection, note_ids: list[int]) -> dict[int, AnyRow]:
    """These notes, with who wrote them."""
    wanted = select(Note.id, Note.conversation_id, Note.text, Note.at, Agent.name)
    found = db.execute(wanted.join(Agent, Agent.id == Note.agent_id).where(Note.id.in_(note_ids)))
    return {row.id: row for row in found}


def forget(db: Connection, conversation_id: int) -> None:
    """What colleagues told one another about a person who is to be forgotten."""
    db.execute(delete(Mention).where(Mention.conversation_id == conversation_id))
    db.execute(delete(Note).where(Note.conversation_id == conversation_id))
