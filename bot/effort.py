"""The effort question written down, and whether it may go out when nobody is waiting for it."""

from bot.store import contacts, ledger, limits, surveys
from bot.store.conversations import Thread
from bot.store.database import Connection
from bot.store.messages import NewMessage
from bot.store.reach import Moment, Wish
from handlers import effects

TOPIC = "survey"


def may_push(db: Connection, thread: Thread, moment: Moment) -> bool:
    """A place in the ledger, taken in this very transaction; False when the contact has had enough."""
    wish = Wish(TOPIC, thread.state.language, limits.current(db), moment)
    return ledger.reserve(db, thread.id, ledger.SURVEY, wish) is None


def record(
    db: Connection, thread: Thread, effect: effects.OfSurvey, heard: NewMessage | None, now: int
) -> None:
    """One order about a survey carried out."""
    match effect:
        case effects.PlanSurvey(key, topic, path, agent_id):
            new = surveys.NewSurvey(key, thread.id, thread.session_id, topic, path, agent_id)
            surveys.plan(db, new, now)
        case effects.AskSurvey(key, is_proactive):
            surveys.mark_asked(db, key, now, is_counted=is_proactive)
        case effects.RecordScore(key, score):
            surveys.record_score(db, key, thread.id, score, now)
            if score <= surveys.LOW:
                contacts.note_bad_score(db, thread.id, now)
        case effects.RecordReason(key):
            if heard:
                surveys.record_reason(db, key, thread.id, heard.text, heard.line_message_id)
