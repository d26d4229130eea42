"""Who else is at this chat, or at those of a list? Asked and answered in one go while they are shown."""

from dataclasses import asdict

from flask import jsonify, request
from werkzeug.wrappers import Response

from bot.store import looking
from bot.store.queue import PAGE
from bot.wake import FEED
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.eyes import eyes
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole


@console.post(f"/c/{CONVERSATION}/looking")
def look(conversation_id: int) -> Response:
    """I am here, perhaps writing, or `gone`; the names of the others in a sentence each."""
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        if request.form.get("gone") == "1":
            is_news = looking.leave(db, me().id, conversation_id, now)
        else:
            is_writing = request.form.get("writing") == "1"
            is_news = looking.look(db, me().id, conversation_id, now, is_writing=is_writing)
    if is_news:
        here.wake.after(FEED)
    with here.database.reading() as db:
        found = looking.others(db, me().id, conversation_id, now)
    said = [
        _("%(name)s is writing", name=each.name)
        if each.is_writing
        else _("%(name)s is looking at this too", name=each.name)
        for each in found
    ]
    return jsonify(said)


@console.get("/c/eyes")
def eyes_on() -> Response:
    """{chat: who else is at it}, for those of a list that are on somebody's screen."""
    here = desk()
    asked = [whole(each) for each in request.args.get("of", "").split(",")[:PAGE]]
    with here.database.reading() as db:
        found = looking.at(db, [each for each in asked if each], me().id, here.clock.now())
    return jsonify({str(number): asdict(eyes(others)) for number, others in found.items()})
