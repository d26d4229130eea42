"""One conversation: what was said, by whom, what became of it, and what can be done now."""

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.store import messages, notes
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.screen import Screen, look, place
from bot.web.desk import desk

_FOLLOWING = 20  # bubbles shown after the one that was found


@console.get(f"/c/{CONVERSATION}")
def thread(conversation_id: int) -> str:
    """List, thread and customer side by side."""
    return whole(_found(look(conversation_id)))


@console.get(f"/c/{CONVERSATION}/thread")
def thread_part(conversation_id: int) -> str:
    """The thread alone, for a screen that stays open."""
    return part(_found(look(conversation_id, has_list=False)))


@console.get(f"/c/{CONVERSATION}/at/<int(max=9223372036854775807):message_id>")
def jump(conversation_id: int, message_id: int) -> Response:
    """The thread, open at this bubble with a little of what came after."""
    with desk().database.reading() as db:
        moment = messages.moment(db, conversation_id, message_id)
        before = messages.after(db, conversation_id, moment, _FOLLOWING)
    return _open_at(conversation_id, before, f"m{message_id}")


@console.get(f"/c/{CONVERSATION}/at/note/<int(max=9223372036854775807):message_id>")
def jump_to_note(conversation_id: int, message_id: int) -> Response:
    """The same at a colleague's note, by its own number."""
    with desk().database.reading() as db:
        note = notes.by_ids(db, [message_id]).get(message_id)
        if note is None or note.conversation_id != conversation_id:
            abort(404)
        before = messages.after(db, conversation_id, note.at, _FOLLOWING)
    return _open_at(conversation_id, before, f"n{message_id}")


def _open_at(conversation_id: int, before: int | None, anchor: str) -> Response:
    at = place()
    page = at.page if at.page > 1 else None
    address = url_for(
        "console.thread", conversation_id=conversation_id, view=at.view, page=page, before=before
    )
    return redirect(f"{address}#{anchor}")


def whole(screen: Screen) -> str:
    """The page."""
    return render_template("console/screen.html", screen=screen)


def part(screen: Screen) -> str:
    """The thread and what stands beside it."""
    return render_template("console/_thread.html", screen=screen)


def _found(screen: Screen | None) -> Screen:
    if screen is None:
        abort(404)
    return screen
