"""An agent's clicks: each becomes an event and takes a turn."""

import json

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from bot.line.render import TEXT_UNITS, units
from bot.store import audit, feed, messages, queue, surveys
from bot.wake import FEED
from bot.web.console import pictures
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.screen import place
from bot.web.console.taking import TOO_LONG, Answer, show, take
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import plain, whole
from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    AgentSentPicture,
    CaseMoved,
    HandedBack,
    ResendAsked,
    Resolved,
)
from handlers.messages import Quote


@console.post(f"/c/{CONVERSATION}/claim")
def claim(conversation_id: int) -> Answer:
    """Mine from now on."""
    return take(conversation_id, AgentClaimed(me().id, me().name))


@console.post(f"/c/{CONVERSATION}/reply")
def reply(conversation_id: int) -> Answer:
    """Say something to the customer."""
    text = plain(request.form.get("text", ""))
    if units(text) > TEXT_UNITS:
        said = _("This is %(n)s characters long; LINE takes 5,000 in one message.", n=f"{units(text):,}")
        return show(conversation_id, said, text, TOO_LONG)
    quote, seen = _quote(conversation_id), whole(request.form.get("seen"))
    canned_id = whole(request.form.get("canned"))
    if not pictures.is_chosen() and canned_id is None:
        return take(conversation_id, AgentReplied(me().id, me().name, text, quote, seen), draft=text)
    return _send_picture(conversation_id, text, quote, seen, canned_id)


def _send_picture(
    conversation_id: int, text: str, quote: Quote | None, seen: int | None, canned_id: int | None
) -> Answer:
    """Kept first, for the turn owes LINE an address that already answers; discarded when it is refused."""
    if not _is_mine(conversation_id):
        return take(conversation_id, AgentReplied(me().id, me().name, text), draft=text)
    try:
        if pictures.is_chosen():  # chosen after the canned reply, so it is the one that is wanted
            kept, picture = pictures.keep(conversation_id)
        else:
            kept, picture = pictures.keep_canned(conversation_id, canned_id or 0)
    except pictures.NotTaken as refused:
        return show(conversation_id, str(refused), text, TOO_LONG)
    event = AgentSentPicture(me().id, me().name, picture, text, quote, seen)
    return take(conversation_id, event, draft=text, undo=lambda: pictures.discard(kept))


def _is_mine(conversation_id: int) -> bool:
    with desk().database.reading() as db:
        line = queue.one(db, conversation_id)
    return line is not None and line.agent_id == me().id


def _quote(conversation_id: int) -> Quote | None:
    """The customer's message this reply answers, when it can be quoted."""
    wish = whole(request.form.get("quote"))
    if wish is None:
        return None
    with desk().database.reading() as db:
        row = messages.quotable(db, conversation_id, wish)
    token = json.loads(row.detail or "{}").get("quote_token") if row is not None else None
    return Quote(row.line_message_id, token) if row is not None and isinstance(token, str) else None


@console.post(f"/c/{CONVERSATION}/handback")
def hand_back(conversation_id: int) -> Answer:
    """The bot takes over again."""
    return take(conversation_id, HandedBack(me().id, seen=whole(request.form.get("seen"))))


@console.post(f"/c/{CONVERSATION}/resolve")
def resolve(conversation_id: int) -> Answer:
    """The need is met; with the question how easy it was, unless the form says that it does not ask."""
    is_surveyed = request.form.get("ask", "1") == "1" or "1" in request.form.getlist("ask")
    topic = request.form.get("topic", "")
    known = topic if topic in desk().corpus.current.articles else ""
    seen = whole(request.form.get("seen"))
    return take(conversation_id, Resolved(me().id, is_surveyed, known, seen))


@console.post(f"/c/{CONVERSATION}/resend/<int(max=9223372036854775807):outbox_id>")
def resend(conversation_id: int, outbox_id: int) -> Answer:
    """Send what failed, or what nobody can be sure of, again: counted."""
    return take(conversation_id, ResendAsked(me().id, outbox_id))


@console.post(f"/c/{CONVERSATION}/looked-after")
def look_after(conversation_id: int) -> Response:
    """Somebody has read this customer's low scores and done what can be done."""
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        if surveys.handle(db, conversation_id, me().id, now):
            audit.note(db, now, "scores.looked_after", str(conversation_id), me().id)
            here.wake.inside(db, FEED)
            feed.append(db, [conversation_id], feed.TURN, now)
    here.wake.after(FEED)
    at = place()
    return redirect(
        url_for("console.thread", conversation_id=conversation_id, view=at.view, page=at.page), 303
    )


@console.post(f"/c/{CONVERSATION}/case")
def move_case(conversation_id: int) -> Answer:
    """A case of this customer has a new status, with or without a word to them."""
    number, status = request.form.get("number", ""), request.form.get("status", "")
    text = plain(request.form.get("text", ""))
    return take(conversation_id, CaseMoved(me().id, me().name, number, status, text))
