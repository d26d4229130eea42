"""The page a link leads to: setting a password, once. Open to whoever holds the link."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import agents, audit, feed, sessions
from bot.store.database import AnyRow
from bot.wake import FEED
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.passwords import hash_password, weakness
from bot.web.signin import digest

newpassword = Blueprint("newpassword", __name__)


@newpassword.get("/password/<token>")
def form(token: str) -> str:
    """Looking does not spend the link: chat programs fetch links to preview them."""
    return _page(_whose(token))


@newpassword.post("/password/<token>")
def choose(token: str) -> Response | tuple[str, int]:
    """The password is set, every earlier sign-in ends, and the link is worth nothing."""
    here, person = desk(), _whose(token)
    password = request.form.get("password", "")
    problem = weakness(password)
    if not problem and password != request.form.get("again", ""):
        problem = _("The two are not the same.")
    if problem:
        return _page(person, problem), 422
    hashed, now = hash_password(password), here.clock.now()
    with here.database.transaction() as db:
        if agents.spend_link(db, digest(token), now, agents.SET_PASSWORD) is None:
            abort(404)
        agents.set_password(db, person.id, hashed)
        sessions.revoke_all(db, person.id, now)
        sessions.forget_failures(db, person.email)
        audit.note(db, now, "staff.password_set", person.email, person.id)
        feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    here.wake.after(FEED)
    flash(_("Your password is set. Sign in with it."), "done")
    return redirect(url_for("signin.form"), 303)


def _whose(token: str) -> AnyRow:
    here = desk()
    with here.database.reading() as db:
        agent_id = agents.link_of(db, digest(token), here.clock.now(), agents.SET_PASSWORD)
        person = agents.one(db, agent_id) if agent_id is not None else None
    if person is None or not person.is_active:
        abort(404)
    return person


def _page(person: AnyRow, problem: str = "") -> str:
    return render_template("people/newpassword.html", person=person, problem=problem)
