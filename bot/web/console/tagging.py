"""Labels on a customer, put on and taken off beside the chat."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.store import audit, feed, queue, tags
from bot.wake import FEED
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.conversation import part
from bot.web.console.screen import look, place
from bot.web.desk import desk
from bot.web.permissions import wants_part
from bot.web.signin import me
from bot.web.typed import clean


@console.post(f"/c/{CONVERSATION}/tags")
def tag(conversation_id: int) -> Response | str:
    """One more; too long is cut, and nothing typed is nothing done."""
    typed = tags.cleaned(request.form.get("tag", ""))[: tags.TAG_LENGTH].strip()
    here = desk()
    _require(conversation_id)
    if typed:
        with here.database.transaction() as db:
            known = tags.of_contact(db, conversation_id)
            if typed not in known and len(known) < tags.TAGS_OF_A_CONTACT:
                tags.put(db, conversation_id, typed, me().id, here.clock.now())
                audit.note(db, here.clock.now(), "chat.tagged", f"#{conversation_id}: {typed}", me().id)
                feed.append(db, [conversation_id], feed.TURN, here.clock.now())
        here.wake.after(FEED)
    return _show(conversation_id)


@console.post(f"/c/{CONVERSATION}/untag")
def untag(conversation_id: int) -> Response | str:
    """One less."""
    _require(conversation_id)
    here, tag = desk(), clean(request.form.get("tag", ""))
    with here.database.transaction() as db:
        if tag in tags.of_contact(db, conversation_id):
            tags.take_off(db, conversation_id, tag)
            audit.note(db, here.clock.now(), "chat.untagged", f"#{conversation_id}: {tag}", me().id)
        feed.append(db, [conversation_id], feed.TURN, here.clock.now())
    here.wake.after(FEED)
    return _show(conversation_id)


def _require(conversation_id: int) -> None:
    with desk().database.reading() as db:
        if queue.one(db, conversation_id) is None:
            abort(404)


def _show(conversation_id: int) -> Response | str:
    at = place()
    if wants_part():
        screen = look(conversation_id, has_list=False)
        if screen is None:
            abort(404)
        return part(screen)
    return redirect(
        url_for("console.thread", conversation_id=conversation_id, view=at.view, page=at.page), 303
    )
