"""The page of canned replies: one's own, a team's, everybody's."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import audit, teams
from bot.store import canned as rows
from bot.store.canned import EVERYBODY, NAME_LENGTH, PRIVATE, TEXT_LENGTH, Canned
from bot.web import language
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import LEADS
from bot.web.signin import me
from bot.web.typed import plain

canned = Blueprint("canned", __name__, url_prefix="/canned")

Answer = str | Response | tuple[str, int]
ONE = "<int(max=9223372036854775807):canned_id>"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. `scope`: private, everybody, or team:7."""

    name: str = ""
    text: str = ""
    scope: str = PRIVATE


@canned.get("/")
def page() -> Answer:
    """Those this person may use; each can be changed by whoever it belongs to."""
    return _page()


@canned.post("/")
def add() -> Answer:
    """One more, or why not, beside what was typed."""
    typed, fault = _typed()
    if fault:
        return _page(0, typed, fault), 422
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        number = rows.add(db, typed.name, typed.text, *_owner(typed.scope), me().id, now)
        audit.note(db, now, "canned.added", f"canned reply {number}", me().id)
    flash(_("Saved."), "done")
    return redirect(url_for("canned.page"), 303)


@canned.post(f"/{ONE}")
def save(canned_id: int) -> Answer:
    """Other words, or for others."""
    _require_mine(canned_id)
    typed, fault = _typed()
    if fault:
        return _page(canned_id, typed, fault), 422
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        rows.change(db, canned_id, typed.name, typed.text, *_owner(typed.scope), me().id, now)
        audit.note(db, now, "canned.changed", f"canned reply {canned_id}", me().id)
    flash(_("Saved."), "done")
    return redirect(url_for("canned.page"), 303)


@canned.post(f"/{ONE}/remove")
def remove(canned_id: int) -> Answer:
    """No longer wanted."""
    _require_mine(canned_id)
    here = desk()
    with here.database.transaction() as db:
        rows.remove(db, canned_id)
        audit.note(db, here.clock.now(), "canned.removed", f"canned reply {canned_id}", me().id)
    flash(_("Deleted."), "done")
    return redirect(url_for("canned.page"), 303)


def may_change(each: Canned) -> bool:
    """One's own, always; what others use too, only those who lead."""
    return each.agent_id == me().id or (each.agent_id is None and me().role in LEADS)


def _page(wrong: int | None = None, typed: Typed | None = None, fault: str = "") -> str:
    with desk().database.reading() as db:
        found = rows.for_agent(db, me().id, sees_every_team=me().role in LEADS)
        known = [(each.id, each.called(language.chosen())) for each in teams.every(db)]
    return render_template(
        "console/canned.html",
        replies=found,
        teams=known,
        team_names=dict(known),
        may_change=may_change,
        may_share=me().role in LEADS,
        wrong=wrong,
        typed=typed or Typed(),
        fault=fault,
        most=TEXT_LENGTH,
        name_most=NAME_LENGTH,
    )


def _typed() -> tuple[Typed, str]:
    name = " ".join(plain(request.form.get("name", "")).split())
    typed = Typed(name, plain(request.form.get("text", "")).strip(), request.form.get("scope", PRIVATE))
    if not name or len(name) > NAME_LENGTH:
        return typed, _("Give it a name of at most %(n)s characters.", n=NAME_LENGTH)
    if not typed.text or len(typed.text) > TEXT_LENGTH:
        return typed, _("Write a text of at most %(n)s characters.", n=TEXT_LENGTH)
    if typed.scope != PRIVATE and (me().role not in LEADS or not _is_scope(typed.scope)):
        return typed, _("Choose who it is for.")
    return typed, ""


def _is_scope(scope: str) -> bool:
    if scope == EVERYBODY:
        return True
    with desk().database.reading() as db:
        return scope in {f"team:{each.id}" for each in teams.every(db)}


def _owner(scope: str) -> tuple[int | None, int | None]:
    """(agent, team) as kept."""
    if scope == PRIVATE:
        return me().id, None
    return None, None if scope == EVERYBODY else int(scope.removeprefix("team:"))


def _require_mine(canned_id: int) -> None:
    with desk().database.reading() as db:
        found = rows.for_agent(db, me().id, sees_every_team=me().role in LEADS)
    mine = next((each for each in found if each.id == canned_id), None)
    if mine is None or not may_change(mine):
        abort(404)
