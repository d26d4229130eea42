"""Who may open which page? One table of every endpoint; what is not in it is refused."""

from collections.abc import Mapping

from flask import Flask, abort, jsonify, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from bot.pictures import UPLOAD_BYTES
from bot.store.agents import ROLES

# Doors that need no sign-in: they guard themselves, or hold nothing to guard.
PUBLIC: frozenset[str] = frozenset({"anyone"})
STAFF: frozenset[str] = frozenset(ROLES)
LEADS: frozenset[str] = frozenset({"supervisor", "admin"})
ADMINS: frozenset[str] = frozenset({"admin"})

TABLE: Mapping[str, frozenset[str]] = {
    "static": PUBLIC,
    "bootstrap.static": PUBLIC,
    "favicon": PUBLIC,
    "webhook.receive": PUBLIC,
    "health.alive": PUBLIC,
    "health.ready": PUBLIC,
    "health.metrics": PUBLIC,
    "signin.form": PUBLIC,
    "signin.enter": PUBLIC,
    "signin.by_link": PUBLIC,
    "signin.leave": PUBLIC,
    "signin.switch_language": PUBLIC,
    "newpassword.form": PUBLIC,
    "newpassword.choose": PUBLIC,
    "media.sent": PUBLIC,
    "media.sent_preview": PUBLIC,
    "media.whole": STAFF,
    "media.preview": STAFF,
    "console.home": STAFF,
    "console.lists": STAFF,
    "console.list_part": STAFF,
    "console.thread": STAFF,
    "console.jump": STAFF,
    "console.jump_to_note": STAFF,
    "console.thread_part": STAFF,
    "console.claim": STAFF,
    "console.reply": STAFF,
    "console.hand_back": STAFF,
    "console.resolve": STAFF,
    "console.look": STAFF,
    "console.eyes_on": STAFF,
    "console.helps": STAFF,
    "canned.page": STAFF,
    "canned.add": STAFF,
    "canned.save": STAFF,
    "canned.remove": STAFF,
    "console.manifest": PUBLIC,
    "console.speak": STAFF,
    "console.note": STAFF,
    "console.see": STAFF,
    "console.pass_on": STAFF,
    "console.snooze": STAFF,
    "console.unsnooze": STAFF,
    "console.reopen": STAFF,
    "console.resend": STAFF,
    "console.move_case": STAFF,
    "cases.lists": STAFF,
    "cases.one": STAFF,
    "cases.move": STAFF,
    "console.typing": STAFF,
    "console.read": STAFF,
    "console.look_after": STAFF,
    "console.live": STAFF,
    "board.page": LEADS,
    "board.part": LEADS,
    "board.late": LEADS,
    "board.give": LEADS,
    "numbers.page": LEADS,
    "numbers.table": LEADS,
    "console.tag": STAFF,
    "console.untag": STAFF,
    "campaigns.index": LEADS,
    "campaigns.show": LEADS,
    "campaigns.progress": LEADS,
    "campaigns.limits": LEADS,
    "campaigns.new": ADMINS,
    "campaigns.create": ADMINS,
    "campaigns.edit": ADMINS,
    "campaigns.save": ADMINS,
    "campaigns.test": ADMINS,
    "campaigns.schedule": ADMINS,
    "campaigns.move": ADMINS,
    "campaigns.set_limits": ADMINS,
    "presence.choose": STAFF,
    "presence.seen": STAFF,
    "presence.colleagues": STAFF,
    "account.page": STAFF,
    "account.rename": STAFF,
    "account.set_password": STAFF,
    "account.end_signin": STAFF,
    "account.end_others": STAFF,
    "staff.index": ADMINS,
    "staff.invite": ADMINS,
    "staff.one": ADMINS,
    "staff.save": ADMINS,
    "staff.reset": ADMINS,
    "staff.suspend": ADMINS,
    "staff.restore": ADMINS,
    "staff.end_signin": ADMINS,
    "staff.end_signins": ADMINS,
    "staff.team_list": ADMINS,
    "staff.add_team": ADMINS,
    "staff.team": ADMINS,
    "staff.save_team": ADMINS,
    "staff.remove_team": ADMINS,
    "customers.page": ADMINS,
    "customers.export": ADMINS,
    "customers.erase": ADMINS,
    "audit.page": ADMINS,
    "audit.table": ADMINS,
    "unanswered.page": LEADS,
    "unanswered.decide": ADMINS,
    "unanswered.undo": ADMINS,
    "usefulness.page": LEADS,
    "usefulness.table": LEADS,
    "usefulness.ask_how_often": ADMINS,
    "mending.page": STAFF,
    "mending.mark": STAFF,
    "answers.index": LEADS,
    "answers.new": ADMINS,
    "answers.create": ADMINS,
    "answers.edit": LEADS,
    "answers.save": ADMINS,
    "answers.drop": ADMINS,
    "answers.remove": ADMINS,
    "answers.pin": ADMINS,
    "answers.unpin": ADMINS,
    "answers.tryout": LEADS,
    "answers.preview": LEADS,
    "answers.publish": ADMINS,
    "answers.roll_back": ADMINS,
    "answers.list_publications": LEADS,
    "answers.put_back": ADMINS,
    "answers.compare": LEADS,
    "answers.begin": ADMINS,
    "answers.keep": ADMINS,
    "answers.check": LEADS,
    "answers.shown": LEADS,
    "answers.transfer": LEADS,
    "answers.give": LEADS,
    "answers.take_in": ADMINS,
    "sureness.page": LEADS,
    "sureness.change": ADMINS,
    "hours.page": LEADS,
    "hours.routing": LEADS,
    "hours.save": ADMINS,
    "hours.add_day": ADMINS,
    "hours.remove_day": ADMINS,
    "hours.follow_default": ADMINS,
    "hours.save_routing": ADMINS,
    "system.page": ADMINS,
    "system.try_again": ADMINS,
    "system.try_all_again": ADMINS,
}

# Asked for by scripts: a redirect to a form would be swallowed, so they are told plainly.
PARTS = frozenset(
    {
        "console.list_part",
        "console.thread_part",
        "console.live",
        "board.part",
        "board.late",
        "presence.seen",
        "presence.colleagues",
        "console.look",
        "console.eyes_on",
        "console.helps",
        "console.typing",
        "console.read",
        "campaigns.progress",
        "answers.shown",
        "answers.begin",
        "answers.keep",
        "answers.check",
    }
)

# Forms that may bring a picture. The larger limit is for those who may send one, and nobody else.
UPLOADS: frozenset[str] = frozenset(
    {
        "console.reply",
        "campaigns.create",
        "campaigns.save",
        "answers.take_in",
        "answers.create",
        "answers.save",
        "canned.add",
        "canned.save",
    }
)
_UPLOAD_LIMIT = UPLOAD_BYTES + 1024 * 1024

# The form of an article: ten carousels of ten cards have 1,700 fields, and thousands of ways to ask are long.
ARTICLES: frozenset[str] = frozenset(
    {"answers.create", "answers.save", "answers.begin", "answers.keep", "answers.check", "answers.shown"}
)
_ARTICLE_FIELDS, _ARTICLE_LETTERS = 4_000, 4 * 1024 * 1024


def install(app: Flask) -> None:
    """Ask before every request, ahead of anything else that looks at it."""
    app.before_request(_refuse_strangers)


def wants_part() -> bool:
    """Is it a script that asks, for a part of a page?"""
    return request.endpoint in PARTS or request.headers.get("X-Saphan-Part") == "thread"


def _refuse_strangers() -> Response | tuple[Response, int] | None:
    if request.endpoint is None:
        return None  # no such page: 404 says nothing a stranger could use
    allowed = TABLE.get(request.endpoint, frozenset())
    if allowed == PUBLIC:
        return None
    if not current_user.is_authenticated:
        if wants_part():
            return jsonify(error="signed out"), 401
        wish = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("signin.form", next=wish if wish != "/" else None))
    if current_user.role not in allowed:
        abort(403)
    if request.endpoint in UPLOADS:
        request.max_content_length = _UPLOAD_LIMIT
    if request.endpoint in ARTICLES:
        request.max_form_parts, request.max_form_memory_size = _ARTICLE_FIELDS, _ARTICLE_LETTERS
        request.max_content_length = _UPLOAD_LIMIT
    return None
