"""Who else is at this chat? Asked and answered in one go while it is open."""

from flask import jsonify, request
from werkzeug.wrappers import Response

from bot.store import looking
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me


@console.post(f"/c/{CONVERSATION}/looking")
def look(conversation_id: int) -> Response:
    """I am here, perhaps writing; the names of the others in a sentence each."""
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        looking.look(db, me().id, conversation_id, now, is_writing=request.form.get("writing") == "1")
    with here.database.reading() as db:
        found = looking.others(db, me().id, conversation_id, now)
    said = [
        _("%(name)s is writing", name=each.name)
        if each.is_writing
        else _("%(name)s is looking at this too", name=each.name)
        for each in found
    ]
    return jsonify(said)
