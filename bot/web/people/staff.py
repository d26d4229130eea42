"""Who works here? Inviting people, and what each may do. For admins."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import agents, audit, feed, presence, sessions, teams
from bot.store.database import AnyRow, Connection
from bot.wake import FEED
from bot.web.desk import desk
from bot.web.language import chosen
from bot.web.language import say as _
from bot.web.people import forms
from bot.web.people.blueprint import PERSON, SIGNIN, staffroom
from bot.web.people.forms import PersonForm
from bot.web.people.links import LINK_DAYS, make_link
from bot.web.signin import me

Answer = Response | str | tuple[str, int]


def role_name(role: str) -> str:
    """What a role is called."""
    return {"agent": _("Agent"), "supervisor": _("Supervisor"), "admin": _("Admin")}[role]


@staffroom.get("/")
def index() -> Answer:
    """Everybody, with how they stand now."""
    return _list(PersonForm())


@staffroom.post("/")
def invite() -> Answer:
    """Somebody new, with a link that is shown once."""
    here = desk()
    with here.database.transaction() as db:
        known = teams.every(db)
        form = forms.person({each.id for each in known}, has_email=True)
        if "email" not in form.problems and agents.by_email(db, form.email) is not None:
            form.problems["email"] = _("Somebody with this address is already on the list.")
        if form.problems:
            link = ""
        else:
            now = here.clock.now()
            number = agents.add(db, form.email, form.name, form.role, agents.NO_PASSWORD, now)
            agents.set_capacity(db, number, form.limit)
            teams.set_teams(db, number, form.teams)
            link = make_link(db, number)
            audit.note(db, now, "staff.invited", f"{form.email} {form.role}", me().id)
    if form.problems:
        return _list(form), 422
    return _linked(number, link)


@staffroom.get(f"/{PERSON}")
def one(agent_id: int) -> Answer:
    """One person: what they may do, where they are signed in."""
    return _person(agent_id)


@staffroom.post(f"/{PERSON}")
def save(agent_id: int) -> Answer:
    """Name, role, capacity and teams: all of it or nothing."""
    here = desk()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        known = teams.every(db)
        form = forms.person({each.id for each in known}, has_email=False)
        form.email = person.email
        mine = sorted(each.id for each in known if agent_id in each.members)
        changes = _changes(person, form, mine) if not form.problems else ""
        try:
            if not form.problems and form.role != person.role:
                agents.set_role(db, agent_id, form.role)
        except agents.LastAdmin:
            form.problems["role"] = _("This is the last admin who can sign in. Make somebody else one first.")
        if changes and not form.problems:
            agents.set_name(db, agent_id, form.name)
            agents.set_capacity(db, agent_id, form.limit)
            teams.set_teams(db, agent_id, form.teams)
            audit.note(db, here.clock.now(), "staff.changed", f"{person.email}: {changes}", me().id)
            feed.append(db, [feed.NOBODY], feed.PRESENCE, here.clock.now())
    if form.problems:
        return _person(agent_id, form), 422
    here.wake.after(FEED)
    flash(_("Saved. It holds from now on.") if changes else _("Nothing was changed."), "done")
    return _back(agent_id)


@staffroom.post(f"/{PERSON}/link")
def reset(agent_id: int) -> Answer:
    """A new link to set a password; earlier ones are worth nothing, the old password still works."""
    here = desk()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        if not person.is_active:
            abort(409)
        link = make_link(db, agent_id)
        audit.note(db, here.clock.now(), "staff.link_made", person.email, me().id)
    return _linked(agent_id, link)


@staffroom.post(f"/{PERSON}/signins/{SIGNIN}/end")
def end_signin(agent_id: int, signin_id: int) -> Answer:
    """One browser of theirs is signed out."""
    here = desk()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        if sessions.revoke_one(db, agent_id, signin_id, here.clock.now()):
            _note_ended(db, agent_id, person.email)
    here.wake.after(FEED)
    return _back(agent_id)


@staffroom.post(f"/{PERSON}/signins/end")
def end_signins(agent_id: int) -> Answer:
    """All browsers of theirs are signed out."""
    here = desk()
    with here.database.transaction() as db:
        person = _found(db, agent_id)
        sessions.revoke_all(db, agent_id, here.clock.now())
        _note_ended(db, agent_id, person.email)
    here.wake.after(FEED)
    return _back(agent_id)


def _note_ended(db: Connection, agent_id: int, email: str) -> None:
    """Last in its transaction: the feed's hint ends open streams."""
    now = desk().clock.now()
    audit.note(db, now, "staff.signed_out", email, me().id)
    if not sessions.live(db, agent_id, now):
        presence.leave(db, agent_id, now)
    feed.append(db, [feed.NOBODY], feed.PRESENCE, now)


def _changes(person: AnyRow, form: PersonForm, mine: list[int]) -> str:
    """What is written down; nothing when it is all as it was."""
    before = {"name": person.name, "role": person.role, "capacity": person.capacity, "teams": mine}
    after = {"name": form.name, "role": form.role, "capacity": form.limit, "teams": sorted(form.teams)}
    return audit.changes(before, after)


def _found(db: Connection, agent_id: int) -> AnyRow:
    person = agents.one(db, agent_id)
    if person is None:
        abort(404)
    return person


def _back(agent_id: int) -> Response:
    return redirect(url_for("staff.one", agent_id=agent_id), 303)


def _list(form: PersonForm) -> str:
    with desk().database.reading() as db:
        people = agents.roster(db)
        known = teams.every(db)
        loads = {each.id: each.load for each in presence.colleagues(db)}
    return render_template(
        "people/list.html", people=people, teams=known, loads=loads, form=form, spoken=chosen()
    )


def _person(agent_id: int, form: PersonForm | None = None) -> str:
    here = desk()
    with here.database.reading() as db:
        person = _found(db, agent_id)
        known = teams.every(db)
        signins = sessions.live(db, agent_id, here.clock.now())
    if form is None:
        capacity = "" if person.capacity is None else str(person.capacity)
        mine = [each.id for each in known if agent_id in each.members]
        form = PersonForm(person.email, person.name, person.role, capacity, mine)
    return render_template(
        "people/one.html", person=person, teams=known, signins=signins, form=form, spoken=chosen()
    )


def _linked(agent_id: int, link: str) -> str:
    """Shown in the answer itself, and never again: only a hash of it is kept."""
    base = desk().settings.public_url or request.url_root.rstrip("/")
    with desk().database.reading() as db:
        person = _found(db, agent_id)
    return render_template("people/link.html", person=person, link=base.rstrip("/") + link, days=LINK_DAYS)
