"""How does a member of staff come in, stay in, and leave?"""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import flask
from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_login import LoginManager, current_user, login_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from bot.logs import log
from bot.store import agents, feed, presence, sessions
from bot.store.database import Connection
from bot.wake import FEED
from bot.web import language, permissions
from bot.web.desk import came_from_here, desk
from bot.web.language import say as _
from bot.web.passwords import MOST_PASSWORD, hash_password, is_right, needs_rehash
from bot.web.safety import desk_is_https

LIFE_MS = 12 * 3_600_000

signin = Blueprint("signin", __name__)


@dataclass(frozen=True, slots=True)
class Staff:
    """The person this browser is signed in as. `token` names the sign-in, never the person."""

    id: int
    email: str
    name: str
    role: str
    language: str
    presence: str
    presence_wish: str
    last_seen_at: int
    last_active_at: int
    token: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token


def install(app: Flask) -> None:
    """Cookies, the permission table, CSRF on every form, and the doors themselves."""
    app.config.update(
        SESSION_COOKIE_NAME="saphan",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=desk_is_https(app),
        PERMANENT_SESSION_LIFETIME=LIFE_MS // 1000,
        # A look in the background would bring an older cookie back, without what was to be said meanwhile.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in lasts: a draft may be written for an hour
    )
    permissions.install(app)
    # Its context processor would ask the database even for the page that says the database is away.
    logins = LoginManager(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    logins.user_loader(_recognise)
    csrf = CSRFProtect(app)
    csrf.exempt("bot.web.webhook.receive")  # LINE proves itself by its signature
    language.install(app)
    app.register_blueprint(signin)


def me() -> Staff:
    """Who is signed in; only for pages that permissions.TABLE keeps for staff."""
    found: Staff = current_user._get_current_object()
    return found


@signin.get("/signin")
def form() -> Response | str:
    """The form; whoever is in already goes on."""
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")))
    return _form()


@signin.post("/signin")
def enter() -> Response | str | tuple[str, int]:
    """Address and password. An unknown address and a wrong password hear the same, after the same work."""
    here, email = desk(), request.form.get("email", "").strip().lower()[:254].replace("\0", "")
    password, address = request.form.get("password", "")[:MOST_PASSWORD], request.remote_addr or ""
    with here.database.reading() as db:
        is_throttled = sessions.is_throttled(db, email, address, here.clock.now())
        person = agents.by_email(db, email)
    if is_throttled:
        log.warning("signin.throttled", address=address)
        return _form(_("Too many tries. Please wait 15 minutes, then try again."), email), 429
    if not is_right(person.password_hash if person and person.is_active else None, password):
        with here.database.transaction() as db:
            sessions.count_failure(db, email, address, here.clock.now())
        return _form(_("That email and password do not go together."), email), 401
    assert person is not None
    if needs_rehash(person.password_hash):
        with here.database.transaction() as db:
            agents.set_password(db, person.id, hash_password(password))
    _begin(person.id, email)
    return redirect(local_path(request.form.get("next")))


@signin.get("/signin/<token>")
def by_link(token: str) -> Response:
    """A printed link, good once, and only for a browser on this machine."""
    here = desk()
    if request.method != "GET" or not came_from_here(here.settings):
        abort(404)
    with here.database.transaction() as db:
        agent_id = agents.spend_link(db, digest(token), here.clock.now())
    if agent_id is None:
        abort(404)
    _begin(agent_id)
    return redirect("/")


@signin.post("/signout")
def leave() -> Response:
    """This sign-in ends on the server, whatever the browser keeps."""
    if current_user.is_authenticated:
        here = desk()
        with here.database.transaction() as db:
            _go_home(db, here.clock.now())
        here.wake.after(FEED)
    spoken = language.chosen()
    flask.session.clear()
    return _remember(redirect(url_for("signin.form")), spoken)


@signin.post("/language")
def switch_language() -> Response:
    """The language of this person's screens from now on."""
    wish = request.form.get("language", "")
    if wish not in language.LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        with desk().database.transaction() as db:
            agents.set_language(db, me().id, wish)
    return _remember(redirect(local_path(request.form.get("next"))), wish)


def local_path(wish: str | None) -> str:
    """`wish` when it is a path of this desk, else the front page: never another host."""
    path = wish or "/"
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    is_plain = path.isprintable() and "\\" not in path
    return path if is_local and is_plain and not path.startswith(("/signin", "/signout")) else "/"


def _go_home(db: Connection, now: int) -> None:
    """Off duty with the last browser that was signed in."""
    sessions.revoke(db, digest(me().token), now)
    if not sessions.live(db, me().id, now):
        presence.leave(db, me().id, now)
    feed.append(db, [feed.NOBODY], feed.PRESENCE, now)


def _form(problem: str = "", email: str = "") -> str:
    wish = request.values.get("next", "")
    return render_template("signin.html", problem=problem, email=email, next=wish)


def _begin(agent_id: int, email: str = "") -> None:
    """A fresh token in a fresh cookie: what was in the browser before is worth nothing."""
    here = desk()
    token, now = here.clock.token(), here.clock.now()
    browser = request.user_agent.string
    with here.database.transaction() as db:
        sessions.start(db, digest(token), agent_id, now, now + LIFE_MS, browser)
        if email:
            sessions.forget_failures(db, email)
        presence.arrive(db, agent_id, now)
    here.wake.after(FEED)
    flask.session.clear()
    flask.session.permanent = True
    person = _recognise(token)
    if person is None:
        abort(404)  # the link of somebody who has since been suspended
    login_user(person)


def _recognise(token: str) -> Staff | None:
    here = desk()
    with here.database.reading() as db:
        found = sessions.who(db, digest(token), here.clock.now())
    if found is None:
        return None
    return Staff(**found._mapping, token=token)


def digest(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _remember(response: Response, wish: str) -> Response:
    response.set_cookie(
        language.COOKIE, wish, max_age=31_536_000, httponly=True, samesite="Lax", secure=_is_secure()
    )
    return response


def _is_secure() -> bool:
    return bool(flask.current_app.config["SESSION_COOKIE_SECURE"])
