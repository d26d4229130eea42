"""What was asked, what it was understood as, and what became of it: the questions among the messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from bot.store.database import AnyRow
from bot.store.messages import CONTACT, Message
from bot.store.milestones import Milestone
from faq.aftermath import ANSWERED, Handoff, Outcome, Question, Said
from faq.calibrate import Judged, outcomes

JUDGED_MOST = 2_000  # the newest; older ones judged another index
# What people said or showed about an answer, as far as it says whether the article was right.
_RIGHT = (Outcome.DONE, Outcome.HELPED)
_WRONG = (Outcome.REPHRASED, Outcome.NOT_HELPED, Outcome.NONE_FITTED)
_NAMED = (Outcome.CHOSE, Outcome.WRONG)

# Below so many, a share says nothing.
_FEW = 20

is_question: ColumnElement[bool] = Message.verdict != ""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A question whose outcome is not known yet, and where it was asked."""

    id: int
    conversation_id: int
    session_id: int | None
    asked: Question


def unsettled(db: Connection, before: int, limit: int) -> list[Unsettled]:
    """The oldest questions asked before then with no outcome (index ix_messages_unsettled)."""
    wanted = select(Message.id, Message.conversation_id, Message.session_id, *_TOLD)
    found = db.execute(
        wanted.where(is_question, Message.outcome == "", Message.happened_at < before)
        .order_by(Message.happened_at)
        .limit(limit)
    )
    return [Unsettled(row.id, row.conversation_id, row.session_id, _question(row)) for row in found]


_TOLD = (Message.happened_at, Message.verdict, Message.text, Message.slug)


def _question(row: AnyRow) -> Question:
    return Question(row.happened_at, row.verdict, row.text, row.slug)


def following(db: Connection, of: Sequence[Unsettled]) -> dict[int, list[Question | Handoff]]:
    """{question's id: what came after it in its session, in order}; the caller says how far is near."""
    if not of:
        return {}
    conversations = {each.conversation_id for each in of}
    first = min(each.asked.at for each in of)
    asked = db.execute(
        select(Message.id, Message.conversation_id, Message.session_id, *_TOLD)
        .where(Message.conversation_id.in_(conversations), Message.happened_at >= first, is_question)
        .order_by(Message.happened_at, Message.id)
    ).all()
    handed = db.execute(
        select(Milestone.session_id, Milestone.at)
        .where(
            Milestone.conversation_id.in_(conversations),
            Milestone.at >= first,
            Milestone.name == "handoff_asked",
        )
        .order_by(Milestone.at)
    ).all()
    return {each.id: _after(each, asked, handed) for each in of}


def _after(each: Unsettled, asked: Sequence[AnyRow], handed: Sequence[AnyRow]) -> list[Question | Handoff]:
    questions = [
        _question(row)
        for row in asked
        if row.session_id == each.session_id and (row.happened_at, row.id) > (each.asked.at, each.id)
    ]
    handoffs = [
        Handoff(row.at) for row in handed if row.session_id == each.session_id and row.at >= each.asked.at
    ]
    # A handoff and the next question at one moment: people came before anything else could be said.
    return sorted([*handoffs, *questions], key=lambda step: step.at)


def settle(db: Connection, found: Sequence[tuple[int, Outcome, str]]) -> None:
    """(question's id, how it ended, the article chosen instead); never over what people said meanwhile."""
    if found:
        rows = [{"question": id_, "how": how.value, "instead": slug} for id_, how, slug in found]
        db.execute(_SETTLE, rows)


_TABLE = Message.__table__
_SETTLE = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.id == bindparam("question"), _TABLE.c.verdict != "", _TABLE.c.outcome == "")
    .values(outcome=bindparam("how"), right_slug=bindparam("instead"))
)


def record_help(db: Connection, conversation_id: int, slug: str, is_yes: bool) -> None:
    """The contact said whether this article's answer helped: their newest, unless staff knew better."""
    newest = select(func.max(Message.id)).where(
        Message.conversation_id == conversation_id, Message.verdict.in_(ANSWERED), Message.slug == slug
    )
    how = Outcome.HELPED if is_yes else Outcome.NOT_HELPED
    asked = update(Message).where(Message.id == newest.scalar_subquery(), Message.outcome != Outcome.WRONG)
    db.execute(asked.values(outcome=how.value))


def of_answer(db: Connection, conversation_id: int, bubble_id: int) -> AnyRow | None:
    """The question that this bubble of the bot answers: rows of one turn are written in one go."""
    newest = select(func.max(Message.id)).where(
        Message.conversation_id == conversation_id, Message.id < bubble_id, Message.author == CONTACT
    )
    return db.execute(select(Message).where(Message.id == newest.scalar_subquery(), is_question)).first()


def mark(db: Connection, question_id: int, right_slug: str, agent_id: int) -> bool:
    """Staff say that this was not answered right, and which article would have been, if any.

    False when the words have been taken back.
    """
    asked = update(Message).where(Message.id == question_id, is_question)
    marked = asked.values(outcome=Outcome.WRONG.value, right_slug=right_slug, judged_by=agent_id)
    return db.execute(marked).rowcount == 1


def judged(db: Connection) -> list[Judged]:
    """Real questions of which it is known whether the likeliest article was right, the newest first.

    Right: the customer said so, chose it, or went on after its answer. Wrong: staff or the customer said so,
    chose another, or asked the same again at once. Those that went on to people say neither.
    """
    wanted = select(Message.sureness, Message.lead, Message.outcome, Message.slug, Message.right_slug)
    found = db.execute(
        wanted.where(
            is_question,
            Message.sureness.is_not(None),
            (Message.verdict.in_((Said.ANSWER, Said.IN_LINE)) & Message.outcome.in_(_RIGHT + _WRONG))
            | ((Message.verdict == Said.CLARIFY) & (Message.outcome == Outcome.NONE_FITTED))
            | Message.outcome.in_(_NAMED),
        )
        .order_by(Message.happened_at.desc())
        .limit(JUDGED_MOST)
    )
    return outcomes((row.sureness / 1000, (row.lead or 0) / 1000, _was_right(row)) for row in found)


def _was_right(row: AnyRow) -> bool:
    if row.outcome in _NAMED:
        return bool(row.right_slug) and row.right_slug == row.slug
    return row.outcome in _RIGHT


def words_of(db: Connection, message_id: int) -> str:
    """The words of a question, empty once they were taken back."""
    mine = (Message.id == message_id) & is_question & Message.unsent_at.is_(None)
    return db.execute(select(Message.text).where(mine)).scalar() or ""


def recent(db: Connection, limit: int) -> dict[str, int]:
    """{question in words: how often} among the newest so many questions; unsent ones have no words left."""
    newest = (
        select(Message.text, Message.id)
        .where(is_question, Message.kind == "text", Message.text != "")
        .order_by(Message.happened_at.desc(), Message.id.desc())
        .limit(limit)
        .subquery()
    )
    found = db.execute(select(newest.c.text, func.count(), func.max(newest.c.id)).group_by(newest.c.text))
    return {row[0]: row[1] for row in sorted(found, key=lambda row: -row[2])}


def handed_share(db: Connection) -> float:
    """Of the newest questions nobody could answer, the share that went on to people; ½ when few are known."""
    wanted = (
        select(Message.outcome)
        .where(is_question, Message.verdict == Said.UNKNOWN, Message.outcome != "")
        .order_by(Message.happened_at.desc())
        .limit(JUDGED_MOST)
    )
    found = list(db.execute(wanted).scalars())
    return found.count(Outcome.HANDED_OFF) / len(found) if len(found) >= _FEW else 0.5
