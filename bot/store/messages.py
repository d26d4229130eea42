"""The transcript: who said what, in the order it was said; unsent messages blanked."""

import json
from dataclasses import dataclass

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

from bot.store import search
from bot.store.database import AnyRow, Base, BigId
from bot.store.hot import Db, inserting
from bot.store.outbox import Delivery
from handlers.rich import Rich

CONTACT, BOT, AGENT = "contact", "bot", "agent"


_ASKED = text("verdict <> ''")
_UNSETTLED = text("verdict <> '' AND outcome = ''")


class Message(Base):
    """One bubble. `happened_at` is LINE's timestamp for what came in, and orders the transcript.

    `detail` is JSON, empty when there is nothing beside the words (bot/line/parse.py names what came
    in, bot/apply.py what goes out).
    A question has a `verdict` (handlers.messages.Trail), the likeliest article and how sure that was, in
    thousandths; `outcome` is what became of it (faq.aftermath), `right_slug` what should have answered.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_thread", "conversation_id", "happened_at", "id"),
        Index(
            "uq_messages_line",
            "line_message_id",
            "conversation_id",
            unique=True,
            sqlite_where=text("line_message_id IS NOT NULL"),
            postgresql_where=text("line_message_id IS NOT NULL"),
        ),
        Index("ix_messages_asked", "happened_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index("ix_messages_unsettled", "happened_at", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    session_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    author: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    kind: Mapped[str] = mapped_column(String(20), default="text")
    text: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[str] = mapped_column(Text, default="")
    trail: Mapped[str] = mapped_column(Text, default="")
    line_message_id: Mapped[str | None] = mapped_column(String(64), default=None)
    outbox_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    part: Mapped[int] = mapped_column(SmallInteger, default=0)
    happened_at: Mapped[int] = mapped_column(BigInteger)
    unsent_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
    verdict: Mapped[str] = mapped_column(String(20), default="", server_default="")
    slug: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sureness: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    lead: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    outcome: Mapped[str] = mapped_column(String(20), default="", server_default="")
    right_slug: Mapped[str] = mapped_column(String(64), default="", server_default="")
    judged_by: Mapped[int | None] = mapped_column(BigInteger, default=None)


_NEW = inserting("messages")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the matcher made of a question: the verdict, the likeliest article, thousandths of sureness."""

    verdict: str
    slug: str = ""
    sureness: int | None = None
    lead: int | None = None


NO_QUESTION = Asked("")


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One bubble to be kept. `options`, `trail` and `detail` are JSON, empty when there is none.

    `sender`, `rich` and `quote_token` are for LINE alone: how the bubble looks there.
    """

    author: str
    happened_at: int
    kind: str = "text"
    text: str = ""
    agent_id: int | None = None
    options: str = ""
    trail: str = ""
    line_message_id: str | None = None
    part: int = 0
    sender: str = ""
    detail: str = ""
    rich: Rich | None = None
    quote_token: str = ""
    asked: Asked = NO_QUESTION


def keep(db: Db, rows: list[dict[str, object]]) -> None:
    """Add bubbles to transcripts; rows come from row()."""
    _NEW(db, rows)


def row(
    message: NewMessage, conversation_id: int, session_id: int | None, outbox_id: int | None
) -> dict[str, object]:
    """A bubble as a table row, all columns named so that a batch is one statement."""
    return {
        "conversation_id": conversation_id,
        "session_id": session_id,
        "author": message.author,
        "agent_id": message.agent_id,
        "kind": message.kind,
        "text": message.text,
        "options": message.options,
        "trail": message.trail,
        "line_message_id": message.line_message_id,
        "outbox_id": outbox_id,
        "part": message.part,
        "happened_at": message.happened_at,
        "unsent_at": None,
        "detail": message.detail,
        "verdict": message.asked.verdict,
        "slug": message.asked.slug,
        "sureness": message.asked.sureness,
        "lead": message.asked.lead,
    }


# What a message taken back leaves of itself: nothing, not even what it was understood as.
NOTHING_LEFT = {
    **dict.fromkeys(("text", "options", "trail", "detail", "verdict", "slug", "outcome", "right_slug"), ""),
    **dict.fromkeys(("sureness", "lead", "judged_by")),
}


def blank(db: Connection, conversation_id: int, line_message_id: str, now: int) -> None:
    """Hide an unsent message; one that has not arrived yet leaves a tombstone in its place."""
    hidden = db.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id, Message.line_message_id == line_message_id)
        .values(**NOTHING_LEFT, unsent_at=now)
    )
    if hidden.rowcount == 0:
        tombstone = NewMessage(author=CONTACT, happened_at=now, line_message_id=line_message_id)
        keep(db, [row(tombstone, conversation_id, None, None) | {"unsent_at": now}])
    _unindex(db, conversation_id, line_message_id)


def _unindex(db: Connection, conversation_id: int, line_message_id: str) -> None:
    """Found no more; after the change itself, so that whoever was just writing it down is done."""
    mine = (Message.conversation_id == conversation_id) & (Message.line_message_id == line_message_id)
    for message_id in db.execute(select(Message.id).where(mine)).scalars():
        search.forget_message(db, message_id)


def amend(db: Connection, conversation_id: int, line_message_id: str, words: str) -> None:
    """The contact edited their message: the new words, marked; an unsent one stays blank."""
    mine = (Message.conversation_id == conversation_id) & (Message.line_message_id == line_message_id)
    kept = db.execute(select(Message.detail).where(mine, Message.unsent_at.is_(None))).first()
    if kept is not None:
        detail = json.dumps({**json.loads(kept.detail or "{}"), "edited": True}, ensure_ascii=False)
        changed = update(Message).where(mine).values(text=words, detail=detail)
        for message_id in db.execute(changed.returning(Message.id)).scalars().all():
            spelled = search.spelling(words)
            search.put(db, [search.Doc(search.MESSAGE, message_id, conversation_id, spelled)])


def of_line_ids(db: Connection, conversation_id: int, line_ids: list[str]) -> dict[str, AnyRow]:
    """{LINE's id: the contact's message}, of this conversation (index uq_messages_line)."""
    mine = (Message.conversation_id == conversation_id) & Message.line_message_id.in_(line_ids)
    return {each.line_message_id: each for each in db.execute(select(Message).where(mine))}


def quotable(db: Connection, conversation_id: int, message_id: int) -> AnyRow | None:
    """A contact's message that can be quoted; unsent ones cannot."""
    wanted = select(Message).where(
        Message.id == message_id,
        Message.conversation_id == conversation_id,
        Message.author == CONTACT,
        Message.unsent_at.is_(None),
    )
    return db.execute(wanted).first()


def of_bot(db: Connection, conversation_id: int, message_id: int) -> AnyRow | None:
    """One of the bot's bubbles."""
    mine = (Message.id == message_id) & (Message.conversation_id == conversation_id)
    return db.execute(select(Message).where(mine, Message.author == BOT)).first()


def newest_of_contact(db: Connection, conversation_id: int) -> AnyRow | None:
    """The last thing the contact said (index ix_messages_thread)."""
    mine = (Message.conversation_id == conversation_id) & (Message.author == CONTACT)
    newest = select(Message).where(mine).order_by(Message.happened_at.desc(), Message.id.desc())
    return db.execute(newest.limit(1)).first()


def words_of_contact(db: Connection, conversation_id: int, limit: int) -> tuple[str, ...]:
    """What the contact wrote last, the newest first (index ix_messages_thread)."""
    mine = (Message.conversation_id == conversation_id) & (Message.author == CONTACT)
    written = select(Message.text).where(mine, Message.kind == "text", Message.text != "")
    newest = written.order_by(Message.happened_at.desc(), Message.id.desc()).limit(limit)
    return tuple(db.execute(newest).scalars())


def newest_id_of_contact(db: Connection, conversation_id: int) -> int:
    """The number of what the contact sent last, in the order it came here; 0 for nothing."""
    mine = (Message.conversation_id == conversation_id) & (Message.author == CONTACT)
    return db.execute(select(func.max(Message.id)).where(mine, Message.unsent_at.is_(None))).scalar() or 0


def by_ids(db: Connection, message_ids: list[int]) -> dict[int, AnyRow]:
    """These bubbles, those that were not taken back."""
    wanted = select(Message.id, Message.conversation_id, Message.author, Message.text, Message.happened_at)
    found = db.execute(wanted.where(Message.id.in_(message_ids), Message.unsent_at.is_(None)))
    return {row.id: row for row in found}


def moment(db: Connection, conversation_id: int, message_id: int) -> int:
    """When this bubble of theirs was said; 0 when there is no such bubble."""
    mine = (Message.id == message_id) & (Message.conversation_id == conversation_id)
    return db.execute(select(Message.happened_at).where(mine)).scalar() or 0


def after(db: Connection, conversation_id: int, at: int, number: int) -> int | None:
    """The bubble that many after this moment of the transcript; None when there are fewer."""
    wanted = select(Message.id).where(Message.conversation_id == conversation_id, Message.happened_at > at)
    found: int | None = db.execute(
        wanted.order_by(Message.happened_at, Message.id).limit(1).offset(number)
    ).scalar()
    return found


def by_line_id(db: Connection, line_message_ids: list[str]) -> dict[str, AnyRow]:
    """{LINE id: its bubble's id, and whether it was unsent} (index uq_messages_line)."""
    if not line_message_ids:
        return {}
    wanted = select(Message.id, Message.line_message_id, Message.unsent_at)
    found = db.execute(wanted.where(Message.line_message_id.in_(line_message_ids)))
    return {row.line_message_id: row for row in found}


def transcript(
    db: Connection, conversation_id: int, before_id: int | None = None, limit: int = 100
) -> list[AnyRow]:
    """The newest `limit` bubbles, oldest first, each with its delivery (index ix_messages_thread)."""
    wanted = (
        select(
            Message,
            Delivery.state.label("delivery"),
            Delivery.via,
            Delivery.reason,
            Delivery.counted,
            Delivery.attempts,
            Delivery.line_ids,
        )
        .outerjoin(Delivery, Delivery.id == Message.outbox_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.happened_at.desc(), Message.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        first = select(Message.happened_at).where(Message.id == before_id).scalar_subquery()
        wanted = wanted.where(
            (Message.happened_at < first) | ((Message.happened_at == first) & (Message.id < before_id))
        )
    return list(reversed(db.execute(wanted).all()))
