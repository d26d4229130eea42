"""A click takes a turn; and what its sender sees then: the thread as it is now, or why it was refused."""

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.store import queue
from bot.turn import Busy
from bot.web import language
from bot.web.cases import busy_words
from bot.web.console.conversation import part, whole
from bot.web.console.screen import look, place, with_problem
from bot.web.desk import desk
from bot.web.permissions import wants_part
from bot.web.signin import me
from handlers.events import Event
from handlers.state import Refused
from handlers.wording import sentence

Answer = Response | str | tuple[str, int]

REFUSED, BUSY, TOO_LONG = 409, 503, 422


def take(
    conversation_id: int,
    event: Event,
    draft: str = "",
    note: str = "",
    undo: Callable[[], None] = lambda: None,
) -> Answer:
    """One turn. `draft` and `note` are what was typed, shown again when it is refused."""
    here = desk()
    require(conversation_id)
    try:
        here.turns.take(conversation_id, event)
    except Refused as refused:
        undo()
        said = sentence(refused.key, language.chosen(), refused.params)
        return show(conversation_id, said, draft, REFUSED, note)
    except Busy:
        undo()
        return show(conversation_id, busy_words(), draft, BUSY, note)
    if request.form.get("next"):
        return redirect(url_of_next(conversation_id), 303)
    return done(conversation_id)


def require(conversation_id: int) -> queue.Line:
    """The conversation as a list shows it; 404 when there is none."""
    with desk().database.reading() as db:
        line = queue.one(db, conversation_id)
    if line is None:
        abort(404)
    return line


def done(conversation_id: int) -> Answer:
    """It worked: the thread anew, in whichever way it was asked for."""
    if wants_part():
        return show(conversation_id)
    at = place()
    return redirect(
        url_for("console.thread", conversation_id=conversation_id, view=at.view, page=at.page), 303
    )


def url_of_next(conversation_id: int) -> str:
    """Whoever is on top of the list this was opened from, or the list when that is empty."""
    view = place().view
    view = view if view in queue.VIEWS else queue.WAITING
    with desk().database.reading() as db:
        found = queue.next_in(db, view, me().id, conversation_id)
    if found is None:
        return url_for("console.lists", view=view)
    return url_for("console.thread", conversation_id=found, view=view)


def show(
    conversation_id: int, problem: str = "", draft: str = "", code: int = 200, note: str = ""
) -> tuple[str, int]:
    """The thread as it is now, with what went wrong beside the composer."""
    screen = look(conversation_id, has_list=not wants_part())
    if screen is None:
        abort(404)
    screen = with_problem(screen, problem, draft, note)
    return (part(screen) if wants_part() else whole(screen)), code
