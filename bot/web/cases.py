"""Every case of the shop: which wait, how each stands, and moving them on."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import cases as rows
from bot.turn import Busy
from bot.web import language
from bot.web.console.casefile import MOST, files, kind_word, status_word
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import plain, whole
from handlers.acts import CaseMoved
from handlers.collected import OPEN
from handlers.state import Refused
from handlers.wording import sentence

cases = Blueprint("cases", __name__, url_prefix="/cases")

CASE = "<int(max=9223372036854775807):case_id>"
_MOST_PAGES = 100_000


def install(app: Flask) -> None:
    """The room and the words its templates need."""
    app.jinja_env.filters.update(case_status=status_word, case_kind=kind_word)
    app.register_blueprint(cases)


@cases.get("/")
def lists() -> str:
    """One status at a time, those that waited longest first; filters in the address."""
    wish = request.args
    status = wish.get("status", OPEN)
    status = status if status in rows.STATUSES else OPEN
    kind, page = wish.get("kind", "")[:30], whole(wish.get("page"), _MOST_PAGES, 1) or 1
    with desk().database.reading() as db:
        found = rows.page(db, status, kind, page - 1)
        shown = files(db, found[: rows.PAGE])
        counts, kinds = rows.counts(db, kind), rows.kinds(db)
    return render_template(
        "cases/list.html",
        shown=shown,
        counts=counts,
        kinds=kinds,
        status=status,
        kind=kind,
        page=page,
        has_next=len(found) > rows.PAGE,
    )


@cases.get(f"/{CASE}")
def one(case_id: int) -> str:
    """One case with all that was told and all that happened."""
    return _show(case_id)


@cases.post(f"/{CASE}/move")
def move(case_id: int) -> Response | tuple[str, int]:
    """A new status, with or without a word to the customer."""
    with desk().database.reading() as db:
        line = rows.one(db, case_id)
    if line is None:
        abort(404)
    text = plain(request.form.get("text", ""))
    event = CaseMoved(me().id, me().name, line.number, request.form.get("status", ""), text)
    try:
        desk().turns.take(line.conversation_id, event)
    except Refused as refused:
        return _show(case_id, sentence(refused.key, language.chosen(), refused.params), text), 409
    except Busy:
        return _show(case_id, busy_words(), text), 503
    quietly = _("Saved; the customer was told nothing.")
    flash(_("Saved; the customer is being told.") if text.strip() else quietly)
    return redirect(url_for("cases.one", case_id=case_id), 303)


def busy_words() -> str:
    """Somebody else is changing this conversation."""
    return _("Something else is happening in this chat right now. Please try again.")


def _show(case_id: int, problem: str = "", draft: str = "") -> str:
    with desk().database.reading() as db:
        line = rows.one(db, case_id)
        shown = files(db, [line]) if line else []
    if not shown:
        abort(404)
    return render_template("cases/one.html", case=shown[0], problem=problem, draft=draft, most=MOST)
