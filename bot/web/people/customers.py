"""What is kept about one customer: given to them as a file, or erased, when they ask. For admins."""

import json

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask import request as asked
from werkzeug.wrappers import Response as Answer

from bot.erasing import erase as erase_person
from bot.store import audit, contacts, person, queue
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me

customers = Blueprint("customers", __name__, url_prefix="/customers")

CONTACT = "<int(max=9223372036854775807):conversation_id>"


@customers.get(f"/{CONTACT}")
def page(conversation_id: int) -> str:
    """The two things that can be done."""
    with desk().database.reading() as db:
        line = queue.one(db, conversation_id)
        name = contacts.name_of(db, conversation_id)
    if line is None:
        abort(404)
    return render_template("people/customer.html", number=conversation_id, name=name, is_gone=_is_gone(line))


@customers.get(f"/{CONTACT}/data.json")
def export(conversation_id: int) -> Response:
    """All of it; files are named in it by their bubbles and saved from the chat."""
    here = desk()
    with here.database.reading() as db:
        found = person.told(db, conversation_id)
    if found is None:
        abort(404)
    with here.database.transaction() as db:
        audit.note(db, here.clock.now(), "contact.exported", f"#{conversation_id}", me().id)
    answer = Response(json.dumps(found, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="customer-{conversation_id}.json"'
    return answer


@customers.post(f"/{CONTACT}/erase")
def erase(conversation_id: int) -> Answer:
    """For good, and only when the box is ticked."""
    here = desk()
    if not asked.form.get("sure"):
        flash(_("Tick the box first: this cannot be undone."), "problem")
        return redirect(url_for("customers.page", conversation_id=conversation_id), 303)
    if not erase_person(here.database, here.clock, here.wake, conversation_id, me().id):
        abort(404)
    flash(_("Erased. Numbers that name nobody stay."), "done")
    return redirect(url_for("customers.page", conversation_id=conversation_id), 303)


def _is_gone(line: queue.Line) -> bool:
    return line.line_id.startswith(person.ERASED)
