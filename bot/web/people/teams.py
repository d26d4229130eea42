"""Which teams are there, what does each serve, and who is in it? For admins."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.store import agents, audit, teams
from bot.store.database import Connection
from bot.store.teams import Team
from bot.web.desk import desk
from bot.web.language import chosen
from bot.web.language import say as _
from bot.web.people import forms
from bot.web.people.blueprint import TEAM, staffroom
from bot.web.people.forms import TeamForm
from bot.web.signin import me

Answer = Response | str | tuple[str, int]
_FIELDS = ("name", "topics", "languages", "people")


@staffroom.get("/teams")
def team_list() -> Answer:
    """All of them, and a form for one more."""
    with desk().database.reading() as db:
        return _list(db, TeamForm())


@staffroom.post("/teams")
def add_team() -> Answer:
    """One more."""
    here = desk()
    with here.database.transaction() as db:
        form = _typed(db)
        if form.problems:
            return _list(db, form), 422
        now = here.clock.now()
        number = teams.add(db, form.names, form.topics, form.languages, now)
        teams.set_members(db, number, form.members)
        audit.note(db, now, "team.made", _subject(form), me().id)
    flash(_("The team is there."), "done")
    return redirect(url_for("staff.team_list"), 303)


@staffroom.get(f"/teams/{TEAM}")
def team(team_id: int) -> Answer:
    """One team, to be changed."""
    with desk().database.reading() as db:
        found = _found(db, team_id)
        form = TeamForm(found.names, list(found.topics), list(found.languages), list(found.members))
        return _one(db, found, form)


@staffroom.post(f"/teams/{TEAM}")
def save_team(team_id: int) -> Answer:
    """All of it or nothing."""
    here = desk()
    with here.database.transaction() as db:
        found, form = _found(db, team_id), _typed(db)
        if form.problems:
            return _one(db, found, form), 422
        teams.change(db, team_id, form.names, form.topics, form.languages)
        teams.set_members(db, team_id, form.members)
        changed = _changes(found, form)
        if changed:
            said = f"{found.called('en')}: {changed}"
            audit.note(db, here.clock.now(), "team.changed", said, me().id)
    flash(_("Saved. It holds from now on."), "done")
    return redirect(url_for("staff.team_list"), 303)


@staffroom.post(f"/teams/{TEAM}/remove")
def remove_team(team_id: int) -> Answer:
    """The team is no more; its people stay."""
    here = desk()
    with here.database.transaction() as db:
        found = _found(db, team_id)
        teams.remove(db, team_id)
        audit.note(db, here.clock.now(), "team.removed", found.called("en"), me().id)
    flash(_("The team is gone; its people stay."), "done")
    return redirect(url_for("staff.team_list"), 303)


def topics() -> list[str]:
    """What customers ask about: the topics of the published articles."""
    return sorted({each.topic for each in desk().corpus.current.articles.values()})


def _typed(db: Connection) -> TeamForm:
    people = {each.id for each in agents.roster(db)}
    return forms.team(people, topics())


def _subject(form: TeamForm) -> str:
    serves = ", ".join(form.topics) or "every topic"
    spoken = ", ".join(form.languages) or "every language"
    name = next(iter(form.names.values()))
    return f"{name}: {len(form.members)} people; {serves}; {spoken}"


def _changes(found: Team, form: TeamForm) -> str:
    before = (found.names, found.topics, found.languages, sorted(found.members))
    after = (form.names, form.topics, form.languages, sorted(form.members))
    return audit.changes(dict(zip(_FIELDS, before, strict=True)), dict(zip(_FIELDS, after, strict=True)))


def _found(db: Connection, team_id: int) -> Team:
    found = teams.one(db, team_id)
    if found is None:
        abort(404)
    return found


def _list(db: Connection, form: TeamForm) -> str:
    return render_template(
        "people/teams.html",
        teams=teams.every(db),
        people=agents.roster(db),
        topics=topics(),
        form=form,
        spoken=chosen(),
    )


def _one(db: Connection, found: Team, form: TeamForm) -> str:
    return render_template(
        "people/team.html", team=found, people=agents.roster(db), topics=topics(), form=form, spoken=chosen()
    )
