"""An agent's clicks: each becomes an event and takes a turn."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.line.render import TEXT_UNITS, units
from bot.store import queue
from bot.turn import Busy
from bot.web import language
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.conversation import part, whole
from bot.web.console.screen import look, place, with_problem
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import wants_part
from bot.web.signin import me
from handlers.events import AgentClaimed, AgentReplied, Event, HandedBack, ResendAsked, Resolved
from handlers.state import Refused
from handlers.wording import sentence

Answer = Response | str | tuple[str, int]

_REFUSED, _BUSY, _TOO_LONG = 409, 503, 422


@console.post(f"/c/{CONVERSATION}/claim")
def claim(conversation_id: int) -> Answer:
    """Mine from now on."""
    return _take(conversation_id, AgentClaimed(me().id, me().name))


@console.post(f"/c/{CONVERSATION}/reply")
def reply(conversation_id: int) -> Answer:
    """Say something to the customer."""
    text = _plain(request.form.get("text", ""))
    if units(text) > TEXT_UNITS:
        said = _("This is %(n)s characters long; LINE takes 5,000 in one message.", n=f"{units(text):,}")
        return _show(conversation_id, said, text, _TOO_LONG)
    return _take(conversation_id, AgentReplied(me().id, me().name, text), draft=text)


@console.post(f"/c/{CONVERSATION}/handback")
def hand_back(conversation_id: int) -> Answer:
    """The bot takes over again."""
    return _take(conversation_id, HandedBack(me().id))


@console.post(f"/c/{CONVERSATION}/resolve")
def resolve(conversation_id: int) -> Answer:
    """The need is met."""
    return _take(conversation_id, Resolved(me().id))


@console.post(f"/c/{CONVERSATION}/resend/<int(max=9223372036854775807):outbox_id>")
def resend(conversation_id: int, outbox_id: int) -> Answer:
    """Send what failed, or what nobody can be sure of, again: counted."""
    return _take(conversation_id, ResendAsked(me().id, outbox_id))


def _take(conversation_id: int, event: Event, draft: str = "") -> Answer:
    here = desk()
    with here.database.reading() as db:
        if queue.one(db, conversation_id) is None:
            abort(404)
    try:
        here.turns.take(conversation_id, event)
    except Refused as refused:
        said = sentence(refused.key, language.chosen(), refused.params)
        return _show(conversation_id, said, draft, _REFUSED)
    except Busy:
        said = _("Something else is happening in this chat right now. Please try again.")
        return _show(conversation_id, said, draft, _BUSY)
    if wants_part():
        return _show(conversation_id)
    at = place()
    return redirect(
        url_for("console.thread", conversation_id=conversation_id, view=at.view, page=at.page), 303
    )


def _show(conversation_id: int, problem: str = "", draft: str = "", code: int = 200) -> tuple[str, int]:
    """The thread as it is now, with what went wrong beside the composer."""
    screen = look(conversation_id, has_list=not wants_part())
    if screen is None:
        abort(404)
    screen = with_problem(screen, problem, draft)
    return (part(screen) if wants_part() else whole(screen)), code


def _plain(text: str) -> str:
    """As LINE and both databases take it: \\n between lines, no NUL, no half of a surrogate pair."""
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return even.encode("utf-8", "ignore").decode()
