"""Is this member of staff here? What they choose, what their screen reports, and who of the others is."""

from dataclasses import dataclass

from flask import Blueprint, Flask, abort, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from bot.store import presence as rows
from bot.wake import FEED
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import PARTS
from bot.web.signin import Staff, local_path, me

presence = Blueprint("presence", __name__, url_prefix="/presence")

# A little under the screen's minute, so that its own reports are never the ones left out.
_WRITTEN_MS = rows.SEEN_EVERY_MS - 5_000
_NOT_A_TOUCH = frozenset({"presence.seen", "presence.choose", "signin.leave", "static", "bootstrap.static"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the four, as a person reads it."""

    key: str
    name: str
    meaning: str


def install(app: Flask) -> None:
    """The routes, the words of the rail, and: whoever opens a page is here."""
    app.register_blueprint(presence)
    app.jinja_env.globals.update(standings=standings, standing_name=standing_name)
    app.before_request(_touch)


def standings() -> tuple[Standing, ...]:
    """The four to choose from, in the language of this request."""
    meanings = (
        (rows.ONLINE, _("New chats may be given to you.")),
        (rows.BUSY, _("You finish what you have; nothing new.")),
        (rows.AWAY, _("Back soon; nothing new meanwhile.")),
        (rows.OFFLINE, _("Gone for today; what waits for you passes to others.")),
    )
    return tuple(Standing(key, standing_name(key), meaning) for key, meaning in meanings)


def standing_name(key: str) -> str:
    """How it is called."""
    return {
        rows.ONLINE: _("Online"),
        rows.BUSY: _("Busy"),
        rows.AWAY: _("Away"),
        rows.OFFLINE: _("Offline"),
    }[key]


@presence.post("/")
def choose() -> Response | tuple[str, int]:
    """From now on I am this."""
    wish = request.form.get("presence", "")
    if wish not in rows.PRESENCES:
        abort(400)
    here = desk()
    with here.database.transaction() as db:
        rows.choose(db, me().id, wish, here.clock.now())
    here.wake.after(FEED)
    if request.headers.get("X-Saphan-Part"):
        return wish, 200
    return redirect(local_path(request.form.get("next")), 303)


@presence.post("/seen")
def seen() -> tuple[str, int]:
    """A screen is open, `active`: and in use. Answers how this person stands now."""
    person = me()
    is_active = request.form.get("active") == "1"
    is_back = _note(person, is_active=is_active)
    return (person.presence_wish if is_back else person.presence), 200


@presence.get("/colleagues")
def colleagues() -> str:
    """Who is here, for the panel of the rail."""
    with desk().database.reading() as db:
        found = rows.colleagues(db)
    others = [each for each in found if each.id != me().id]
    order = {key: place for place, key in enumerate(rows.PRESENCES)}
    return render_template(
        "console/_colleagues.html", colleagues=sorted(others, key=lambda each: order[each.presence])
    )


def _touch() -> None:
    """Opening a page is a sign of life, with scripts or without; a screen that refreshes itself is none."""
    endpoint = request.endpoint or ""
    if (
        endpoint in PARTS
        or endpoint in _NOT_A_TOUCH
        or endpoint.startswith(("media.", "webhook.", "health."))
    ):
        return
    if current_user.is_authenticated:
        _note(me(), is_active=True)


def _note(person: Staff, *, is_active: bool) -> bool:
    """At most one write a minute for each person, however many screens they have open."""
    here = desk()
    now = here.clock.now()
    is_back = is_active and person.presence != person.presence_wish
    is_fresh = now - person.last_seen_at < _WRITTEN_MS
    is_known_active = not is_active or now - person.last_active_at < _WRITTEN_MS
    if is_fresh and is_known_active and not is_back:
        return False
    with here.database.transaction() as db:
        is_changed = rows.seen(db, person.id, now, is_active=is_active)
    if is_changed:
        here.wake.after(FEED)
    return is_changed
