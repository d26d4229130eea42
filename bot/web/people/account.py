"""What can everybody change about themselves? Name, password, and where they are signed in."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import agents, audit, feed, sessions
from bot.store.database import Connection
from bot.wake import FEED
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.passwords import hash_password, is_right, weakness
from bot.web.people import forms
from bot.web.people.blueprint import SIGNIN
from bot.web.signin import digest, me
from bot.web.typed import clean

account = Blueprint("account", __name__, url_prefix="/me")

Answer = Response | str | tuple[str, int]

# The longest first: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """A browser as its owner knows it, from what it calls itself."""
    found = [next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(each for each in found if each) or _("Unknown browser")


@account.get("/")
def page() -> Answer:
    """Me."""
    return _page()


@account.post("/name")
def rename() -> Answer:
    """What colleagues and customers read."""
    name, problems = clean(request.form.get("name", "")), dict[str, str]()
    forms.check_name(name, problems)
    if problems:
        return _page(problems, name), 422
    here = desk()
    with here.database.transaction() as db:
        if name != me().name:
            agents.set_name(db, me().id, name)
            audit.note(db, here.clock.now(), "staff.renamed", f"{me().email}: {me().name} → {name}", me().id)
    flash(_("Saved. It holds from now on."), "done")
    return redirect(url_for("account.page"), 303)


@account.post("/password")
def set_password() -> Answer:
    """Another password, for whoever knows the old one; every other browser is signed out."""
    here, new = desk(), request.form.get("new", "")
    with here.database.reading() as db:
        kept = agents.password_hash(db, me().id)
        is_throttled = sessions.is_throttled(db, me().email, request.remote_addr or "", here.clock.now())
    problems = {}
    if is_throttled:
        problems["old"] = _("Too many tries. Please wait 15 minutes, then try again.")
    elif not is_right(kept, request.form.get("old", "")[:1000]):
        problems["old"] = _("This is not your password.")
        with here.database.transaction() as db:
            sessions.count_failure(db, me().email, request.remote_addr or "", here.clock.now())
    if weak := weakness(new):
        problems["new"] = weak
    elif new != request.form.get("again", ""):
        problems["again"] = _("The two are not the same.")
    if problems:
        return _page(problems), 422
    hashed, now = hash_password(new), here.clock.now()
    with here.database.transaction() as db:
        agents.set_password(db, me().id, hashed)
        agents.forget_links(db, me().id)
        sessions.revoke_others(db, me().id, digest(me().token), now)
        audit.note(db, now, "staff.password_set", me().email, me().id)
        feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    here.wake.after(FEED)
    flash(_("Your password is another one now; every other browser is signed out."), "done")
    return redirect(url_for("account.page"), 303)


@account.post(f"/signins/{SIGNIN}/end")
def end_signin(signin_id: int) -> Answer:
    """One of my browsers is signed out; it may be this one."""
    return _end(lambda db, now: int(sessions.revoke_one(db, me().id, signin_id, now)))


@account.post("/signins/end")
def end_others() -> Answer:
    """Only this browser stays."""
    return _end(lambda db, now: sessions.revoke_others(db, me().id, digest(me().token), now))


def _end(end: Callable[[Connection, int], int]) -> Answer:
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        if end(db, now):
            audit.note(db, now, "staff.signed_out", me().email, me().id)
            feed.append(db, [feed.NOBODY], feed.PRESENCE, now)
    here.wake.after(FEED)
    return redirect(url_for("account.page"), 303)


def _page(problems: dict[str, str] | None = None, name: str | None = None) -> str:
    here = desk()
    with here.database.reading() as db:
        signins = sessions.live(db, me().id, here.clock.now())
    return render_template(
        "people/account.html",
        signins=signins,
        this=digest(me().token),
        problems=problems or {},
        name=me().name if name is None else name,
    )
