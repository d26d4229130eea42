"""The page of canned replies: one's own, a team's, everybody's."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.media import public_base
from bot.store import audit, media, teams
from bot.store import canned as rows
from bot.store.canned import EVERYBODY, NAME_LENGTH, PRIVATE, TEXT_LENGTH, Canned, NewCanned
from bot.store.database import Connection
from bot.wake import JOBS
from bot.web import language
from bot.web.console import pictures
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.permissions import LEADS
from bot.web.signin import me
from bot.web.typed import clean, plain

canned = Blueprint("canned", __name__, url_prefix="/canned")

Answer = str | Response | tuple[str, int]
ONE = "<int(max=9223372036854775807):canned_id>"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. `scope`: private, everybody, or team:7; `drops`: without the picture it has."""

    name: str = ""
    text: str = ""
    scope: str = PRIVATE
    drops: bool = False

    def kept(self, media_id: int | None) -> NewCanned:
        """As it is kept."""
        agent, team = _owner(self.scope)
        return NewCanned(self.name, self.text, agent, team, media_id)


@canned.get("/")
def page() -> Answer:
    """Those this person may use; each can be changed by whoever it belongs to."""
    return _page()


@canned.post("/")
def add() -> Answer:
    """One more, or why not, beside what was typed."""
    typed, picture, fault = _read(None)
    if fault:
        return _page(0, typed, fault), 422
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        number = rows.add(db, typed.kept(picture), me().id, now)
        audit.note(db, now, "canned.added", f"#{number} {typed.name}, {typed.scope}", me().id)
    return _back(_("Saved."))


@canned.post(f"/{ONE}")
def save(canned_id: int) -> Answer:
    """Other words, another picture, or for others."""
    before = _require_mine(canned_id)
    typed, picture, fault = _read(before)
    if fault:
        return _page(canned_id, typed, fault), 422
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        rows.change(db, canned_id, typed.kept(picture), me().id, now)
        if before.media_id != picture:
            _erase(db, before, now)
        changed = audit.changes(_told(_typed_as(before), before.media_id), _told(typed, picture))
        if changed:
            audit.note(db, now, "canned.changed", f"#{canned_id} {before.name}: {changed}", me().id)
    return _back(_("Saved."))


@canned.post(f"/{ONE}/remove")
def remove(canned_id: int) -> Answer:
    """No longer wanted. What was sent with it stays in its chats, for they have copies of their own."""
    before = _require_mine(canned_id)
    here = desk()
    now = here.clock.now()
    with here.database.transaction() as db:
        rows.remove(db, canned_id)
        _erase(db, before, now)
        audit.note(db, now, "canned.removed", f"#{canned_id} {before.name}", me().id)
    return _back(_("Deleted."))


def _back(said: str) -> Response:
    flash(said, "done")
    return redirect(url_for("canned.page"), 303)


def _erase(db: Connection, before: Canned, now: int) -> None:
    if before.media_id is not None:
        media.discard(db, before.media_id, now)
        desk().wake.inside(db, JOBS)


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
        may_attach=public_base(desk().settings) is not None,
    )


def _read(before: Canned | None) -> tuple[Typed, int | None, str]:
    """The form, the picture it leaves it with, and what is wrong. A picture is kept only when all is well."""
    form, is_chosen = request.form, pictures.is_chosen()
    typed = Typed(
        clean(form.get("name", "")),
        plain(form.get("text", "")).strip(),
        form.get("scope", PRIVATE),
        bool(form.get("drop_picture")),
    )
    has_one = before is not None and before.has_picture and not typed.drops
    fault = _fault(typed, has_picture=is_chosen or has_one)
    if fault and is_chosen:
        fault = (
            f"{fault} {_('Choose the picture again: it was not kept, because something else is missing.')}"
        )
    if fault or not is_chosen:
        return typed, before.media_id if before and has_one else None, fault
    try:
        return typed, pictures.keep_for_later().media_id, ""
    except pictures.NotTaken as refused:
        return typed, None, str(refused)


def _fault(typed: Typed, *, has_picture: bool) -> str:
    if not typed.name or len(typed.name) > NAME_LENGTH:
        return _("Give it a name of at most %(n)s characters.", n=NAME_LENGTH)
    if len(typed.text) > TEXT_LENGTH or not (typed.text or has_picture):
        return _("Write a text of at most %(n)s characters, or add a picture.", n=TEXT_LENGTH)
    if typed.scope != PRIVATE and (me().role not in LEADS or not _is_scope(typed.scope)):
        return _("Choose who it is for.")
    return ""


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


def _typed_as(kept: Canned) -> Typed:
    """As a form would have it."""
    scope = f"team:{kept.team_id}" if kept.team_id is not None else kept.scope
    return Typed(kept.name, kept.text, scope)


def _told(typed: Typed, picture: int | None) -> dict[str, object]:
    """For the record. The words of one's own replies are one's own."""
    text = typed.text if typed.scope != PRIVATE else f"{len(typed.text)} characters"
    return {"name": typed.name, "text": text, "for": typed.scope, "picture": picture}


def _require_mine(canned_id: int) -> Canned:
    with desk().database.reading() as db:
        found = rows.for_agent(db, me().id, sees_every_team=me().role in LEADS)
    mine = next((each for each in found if each.id == canned_id), None)
    if mine is None or not may_change(mine):
        abort(404)
    return mine
