"""What customers ask and no article answers, what that costs people, and what was decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    and_,
    delete,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agents import Agent
from bot.store.database import CHANNEL, AnyRow, Base, BigId
from bot.store.messages import AGENT, Message
from bot.store.milestones import Milestone
from bot.store.questions import is_question
from faq.aftermath import Outcome, Said

MOST = 3_000  # questions looked at, the newest
REMEMBERED = 500  # decisions that still hold, the newest
MEMBERS = 30  # questions that stand for a decision
ANSWERS = 3  # of people, shown with each group
_LONGEST_MS = 60 * 60_000  # of one stretch with a person: a chat left open is not work

DRAFT, PHRASING, NOT_FOR_BOT = "draft", "phrasing", "not_for_bot"
KINDS = (DRAFT, PHRASING, NOT_FOR_BOT)


class QuestionDecision(Base):
    """What was decided about a group of questions; `volume` is how many there were at that time."""

    __tablename__ = "question_decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), default=CHANNEL)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(64), default="")
    volume: Mapped[int] = mapped_column(Integer)
    decided_at: Mapped[int] = mapped_column(BigInteger)
    agent_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


class DecidedQuestion(Base):
    """A question by whose words the group is known again: in the transcript alone, never copied here."""

    __tablename__ = "decided_questions"
    __table_args__ = (Index("ix_decided_questions_message", "message_id"),)

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("question_decisions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """One that holds, with the words it is known by as far as they have not been taken back."""

    id: int
    kind: str
    slug: str
    volume: int
    at: int
    agent: str
    words: tuple[str, ...]


_UNANSWERED: ColumnElement[bool] = and_(
    is_question,
    Message.text != "",
    or_(
        and_(Message.verdict == Said.UNKNOWN, Message.outcome != Outcome.WRONG),
        and_(
            Message.verdict == Said.CLARIFY,
            Message.outcome.in_((Outcome.NONE_FITTED, Outcome.HANDED_OFF, Outcome.LEFT)),
        ),
        and_(Message.outcome == Outcome.WRONG, Message.right_slug == ""),
    ),
)


_ASKED = (Message.id, Message.conversation_id, Message.session_id, Message.happened_at, Message.text)


def newest(db: Connection, since: int) -> list[AnyRow]:
    """The newest unanswered questions since then, newest first (index ix_messages_asked)."""
    found = db.execute(
        select(*_ASKED)
        .where(_UNANSWERED, Message.happened_at >= since)
        .order_by(Message.happened_at.desc(), Message.id.desc())
        .limit(MOST)
    )
    return list(found)


# Not the column itself: through the names an engine would find what happened in all the other chats, too.
_NAME = Milestone.name.concat("")


def people_time(db: Connection, asked: Sequence[AnyRow]) -> dict[int, int]:
    """{session: ms with a person} of the sessions of these questions that people took over.

    From each claim to what ended it; one that nobody ended counts as nothing, a long one as an hour.
    """
    if not asked:
        return {}
    sessions = {each.session_id for each in asked}
    moments = db.execute(
        select(Milestone.session_id, Milestone.name, Milestone.at)
        .where(
            Milestone.conversation_id.in_({each.conversation_id for each in asked}),
            Milestone.at >= min(each.happened_at for each in asked),
            _NAME.in_(("claimed", "resolved", "handed_back", "returned", "abandoned")),
        )
        .order_by(Milestone.at, Milestone.id)
    )
    spent: dict[int, int] = {}
    begun: dict[int, int] = {}
    for session, name, at in moments:
        if session not in sessions or session is None:
            continue
        if name == "claimed":
            begun.setdefault(session, at)
            spent.setdefault(session, 0)
        elif session in begun:
            spent[session] += min(at - begun.pop(session), _LONGEST_MS)
    return spent


def decisions(db: Connection) -> list[Decision]:
    """Those that hold, the newest first."""
    newest_ids = select(QuestionDecision.id).order_by(QuestionDecision.id.desc()).limit(REMEMBERED)
    found = db.execute(
        select(QuestionDecision, Agent.name.label("agent"))
        .outerjoin(Agent, Agent.id == QuestionDecision.agent_id)
        .where(QuestionDecision.id.in_(newest_ids))
        .order_by(QuestionDecision.id.desc())
    ).all()
    words: dict[int, list[str]] = {}
    known = db.execute(
        select(DecidedQuestion.decision_id, Message.text)
        .join(Message, Message.id == DecidedQuestion.message_id)
        .where(DecidedQuestion.decision_id.in_(newest_ids), Message.text != "")
        .order_by(DecidedQuestion.message_id)
    )
    for decision_id, text in known:
        words.setdefault(decision_id, []).append(text)
    return [
        Decision(
            row.id,
            row.kind,
            row.slug,
            row.volume,
            row.decided_at,
            row.agent or "",
            tuple(words.get(row.id, ())),
        )
        for row in found
    ]


def decide(
    db: Connection,
    kind: str,
    slug: str,
    message_ids: Sequence[int],
    volume: int,
    replaces: int | None,
    now: int,
    agent_id: int,
) -> bool:
    """Keep what was decided about these questions; False when none of them is there any more."""
    there = select(Message.id).where(Message.id.in_(message_ids), is_question, Message.text != "")
    known = list(db.execute(there.order_by(Message.id)).scalars())[:MEMBERS]
    if not known:
        return False
    if replaces is not None:
        db.execute(delete(QuestionDecision).where(QuestionDecision.id == replaces))
    row = insert(QuestionDecision).values(
        kind=kind, slug=slug, volume=volume, decided_at=now, agent_id=agent_id, channel_id=CHANNEL
    )
    decision_id = db.execute(row.returning(QuestionDecision.id)).scalar_one()
    db.execute(insert(DecidedQuestion), [{"decision_id": decision_id, "message_id": each} for each in known])
    return True


def undo(db: Connection, decision_id: int) -> bool:
    """The group is open again."""
    return db.execute(delete(QuestionDecision).where(QuestionDecision.id == decision_id)).rowcount == 1


def reopen(db: Connection, slug: str, since: int | None) -> None:
    """What was decided by words in a draft of this article is open again: the draft is thrown away.

    `since`: when the article was published last. What was decided before is in there; None if it never was.
    """
    mine = [QuestionDecision.slug == slug, QuestionDecision.kind.in_((DRAFT, PHRASING))]
    if since is not None:
        mine.append(QuestionDecision.decided_at > since)
    db.execute(delete(QuestionDecision).where(*mine))


def is_decided(db: Connection, message_ids: Sequence[int], replaces: int | None) -> bool:
    """Was something decided about any of these questions, but for what is to be replaced?"""
    holding = select(QuestionDecision.id).order_by(QuestionDecision.id.desc()).limit(REMEMBERED)
    found = select(DecidedQuestion.decision_id).where(
        DecidedQuestion.message_id.in_(message_ids), DecidedQuestion.decision_id.in_(holding)
    )
    return any(each != replaces for each in db.execute(found).scalars())


def begun_with(db: Connection, message_id: int) -> list[str]:
    """The articles that were begun with this question, the newest first."""
    found = (
        select(QuestionDecision.slug)
        .join(DecidedQuestion, DecidedQuestion.decision_id == QuestionDecision.id)
        .where(DecidedQuestion.message_id == message_id, QuestionDecision.kind == DRAFT)
        .order_by(QuestionDecision.id.desc())
    )
    return list(db.execute(found).scalars())


def these(db: Connection, message_ids: Sequence[int]) -> list[AnyRow]:
    """These questions as `newest` has them, in the order given, as far as they are there."""
    wanted = select(*_ASKED).where(Message.id.in_(message_ids), is_question, Message.text != "")
    found = {row.id: row for row in db.execute(wanted)}
    return [found[each] for each in message_ids if each in found]


def answers(db: Connection, asked: Sequence[AnyRow]) -> dict[int, AnyRow]:
    """{question's id: the first words a person said after it in its session}, where one did."""
    sessions = {each.session_id for each in asked if each.session_id is not None}
    conversations = {each.conversation_id for each in asked}
    said = db.execute(
        select(Message.session_id, Message.conversation_id, Message.happened_at, Message.text)
        .where(
            Message.conversation_id.in_(conversations),
            Message.session_id.in_(sessions),
            Message.author == AGENT,
            Message.kind == "text",
            Message.text != "",
        )
        .order_by(Message.happened_at, Message.id)
    ).all()
    found: dict[int, AnyRow] = {}
    for each in asked:
        after = (s for s in said if s.session_id == each.session_id and s.happened_at >= each.happened_at)
        first = next(after, None)
        if first is not None:
            found[each.id] = first
    return found
