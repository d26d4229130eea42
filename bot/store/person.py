"""Everything kept about one person: told to them when they ask, and erased when they ask for that.

What remains after an erasure is what no longer says who it was: that there was a need, when, how it ended and
which score it got. Each step is a short transaction of its own; run again, it finishes what was broken off.
"""

from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from bot.store import borrowed, feed, media, notes, search
from bot.store.agents import Agent
from bot.store.cases import Case, CaseChange
from bot.store.consent import Consent, ConsentChange
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.inbox import DONE, InboxEvent
from bot.store.jobs import Job
from bot.store.messages import Message
from bot.store.milestones import ServiceSession
from bot.store.outbox import SENDING, WAITING, Delivery
from bot.store.surveys import Survey
from bot.store.tags import ContactTag
from bot.store.timers import Timer

SLICE = 300
_WINDOW = 5_000
ERASED = "erased:"  # what stands where LINE's id stood; LINE's own begin with U
_NOTHING = '{"erased": true}'


def find(db: Connection, line_id: str) -> int | None:
    """The contact with this id of LINE's."""
    return db.execute(select(Contact.id).where(Contact.line_id == line_id)).scalar()


def forget_identity(db: Connection, contact_id: int, now: int) -> str | None:
    """Who it was, and whatever is under way with them. Their LINE id, or None when there is no such contact.

    The fence moves, so a turn that is being taken meanwhile writes nothing.
    """
    known = db.execute(select(Contact.line_id).where(Contact.id == contact_id).with_for_update()).scalar()
    if known is None:
        return None
    mine = Conversation.id == contact_id
    db.execute(
        update(Conversation)
        .where(mine)
        .values(
            fence=Conversation.fence + 1,
            lease_until=0,
            state="{}",
            reply_tokens="[]",
            session_id=None,
            phase="idle",
            agent_id=None,
            team_id=None,
            queued_at=None,
            waiting_since=None,
            due_at=None,
            warn_at=None,
            misses=0,
            priority=0,
            last_at=0,
            last_author="",
            last_text="",
        )
    )
    gone = {"line_id": f"{ERASED}{contact_id}", "display_name": "", "picture_url": "", "is_blocked": True}
    db.execute(update(Contact).where(Contact.id == contact_id).values(**gone, menu_id=None, profile_at=now))
    still_open = (ServiceSession.conversation_id == contact_id) & ServiceSession.closed_at.is_(None)
    db.execute(update(ServiceSession).where(still_open).values(closed_at=now, outcome="expired"))
    db.execute(delete(Timer).where(Timer.conversation_id == contact_id))
    db.execute(delete(Job).where(Job.kind == "menu_link", Job.key.like(f"{contact_id}:%")))
    db.execute(update(Agent).where(Agent.contact_id == contact_id).values(contact_id=None))
    for table in (ContactTag, Consent, ConsentChange):
        db.execute(delete(table).where(table.contact_id == contact_id))
    owed = (Delivery.conversation_id == contact_id) & Delivery.state.in_((WAITING, SENDING))
    db.execute(delete(Delivery).where(owed))
    return known


def forget_words(db: Connection, contact_id: int, now: int) -> int:
    """A slice of what was said, also as it came from LINE and in drafts; how many bubbles it was."""
    mine = select(Message.id, Message.line_message_id).where(Message.conversation_id == contact_id)
    slice_ = db.execute(mine.limit(SLICE)).all()
    came = [each.line_message_id for each in slice_ if each.line_message_id]
    if came:
        raw = update(InboxEvent).where(InboxEvent.line_message_id.in_(came))
        db.execute(raw.values(payload=_NOTHING, contact_key=ERASED))
    borrowed.give_back(db, [each.id for each in slice_], now)
    db.execute(delete(Message).where(Message.id.in_([each.id for each in slice_])))
    return len(slice_)


def forget_search(db: Connection, contact_id: int) -> int:
    """A slice of what could be found."""
    return search.forget_conversation(db, contact_id, SLICE)


def forget_deliveries(db: Connection, contact_id: int) -> int:
    """A slice of what was sent: that it was, and at what cost, stays for the numbers."""
    sent = select(Delivery.id).where(Delivery.conversation_id == contact_id, Delivery.line_id != "")
    ids = list(db.execute(sent.limit(SLICE)).scalars())
    blank = {"payload": "[]", "line_id": "", "reply_token": None, "reason": ""}
    db.execute(update(Delivery).where(Delivery.id.in_(ids)).values(blank))
    return len(ids)


def forget_events(db: Connection, line_id: str, after: int) -> int | None:
    """A stretch of raw events of theirs: taps, follows; where to go on, or None at the end."""
    last = db.execute(select(func.max(InboxEvent.id))).scalar() or 0
    if after >= last:
        return None
    stretch = (InboxEvent.id > after) & (InboxEvent.id <= after + _WINDOW)
    theirs = update(InboxEvent).where(stretch, InboxEvent.contact_key == line_id)
    db.execute(theirs.values(payload=_NOTHING, contact_key=ERASED, state=DONE, reason=""))
    return after + _WINDOW


def forget_rest(db: Connection, contact_id: int, now: int) -> None:
    """Files, notes, cases, reasons of scores. Ends with the feed's hint: every open screen looks again."""
    media.erase_of(db, contact_id, now)
    notes.forget(db, contact_id)
    theirs = select(Case.id).where(Case.conversation_id == contact_id)
    db.execute(update(CaseChange).where(CaseChange.case_id.in_(theirs)).values(note=""))
    db.execute(update(Case).where(Case.conversation_id == contact_id).values(fields="[]"))
    reasons = update(Survey).where(Survey.conversation_id == contact_id)
    db.execute(reasons.values(reason="", reason_message_id=None))
    feed.append(db, [contact_id], feed.TURN, now)


def told(db: Connection, contact_id: int) -> dict[str, Any] | None:
    """All of it in plain words, for the person themselves; None when there is no such contact."""
    contact = db.execute(select(Contact.__table__).where(Contact.id == contact_id)).first()
    if contact is None:
        return None
    kept = {
        "messages": (
            Message,
            Message.conversation_id,
            ("author", "kind", "text", "happened_at", "unsent_at"),
        ),
        "cases": (Case, Case.conversation_id, ("number", "kind", "status", "fields", "created_at")),
        "scores": (Survey, Survey.conversation_id, ("topic", "score", "scored_at", "reason")),
        "requests": (ServiceSession, ServiceSession.conversation_id, ("opened_at", "closed_at", "outcome")),
        "tags": (ContactTag, ContactTag.contact_id, ("tag", "at")),
        "broadcast_topics": (ConsentChange, ConsentChange.contact_id, ("topic", "is_on", "how", "at")),
    }
    person = ("line_id", "display_name", "picture_url", "is_blocked", "language", "created_at")
    found: dict[str, Any] = {"person": {name: getattr(contact, name) for name in person}}
    for name, (table, owner, columns) in kept.items():
        rows = db.execute(select(*[getattr(table, each) for each in columns]).where(owner == contact_id))
        found[name] = [dict(row._mapping) for row in rows]
    return found
