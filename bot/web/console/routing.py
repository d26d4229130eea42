"""Who is given chats, and what has each team promised itself? Admins set it; everybody who leads may look."""

from dataclasses import asdict, fields

from flask import flash, redirect, render_template, request, url_for

from bot.store import routing as rows
from bot.store import teams
from bot.store.database import Connection
from bot.store.hours import SHOP
from bot.web import language
from bot.web.console.hours import Answer, hours
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import MOST_TYPED, whole
from handlers.shop import ANSWER_BOUNDS, Routing
from handlers.targets import KINDS, LEAST, MOST, Targets, out_of_bounds


@hours.get("/routing")
def routing() -> Answer:
    """As it stands."""
    with desk().database.reading() as db:
        return _page(db, _kept(db), {})


@hours.post("/routing")
def save_routing() -> Answer:
    """All of it or nothing: one number that cannot be keeps the others from being saved."""
    here, now = desk(), desk().clock.now()
    with here.database.transaction() as db:
        typed = {name: request.form.get(name, "").strip() for name in _kept(db)}
        typed["is_on"] = "1" if request.form.get("is_on") else ""
        problems = _problems(typed)
        if problems:
            return _page(db, typed, problems), 422
        is_changed = rows.change(
            db, Routing(bool(typed["is_on"]), int(typed["answer_minutes"])), now, me().id
        )
        for team in _teams(db):
            minutes = [int(text) if (text := typed[f"{kind}-{team}"]) else None for kind in KINDS]
            wished = Targets(*minutes) if any(minutes) else None
            is_changed |= rows.set_targets(db, team, wished, now, me().id)
    here.turns.shop.forget()
    flash(_("Saved. It holds from now on.") if is_changed else _("Nothing was changed."), "done")
    return redirect(url_for("hours.routing"), 303)


def _problems(typed: dict[str, str]) -> dict[str, str]:
    """{field: why not}."""
    wrong: dict[str, str] = {}
    numbers: dict[str, int | None] = {}
    for name, text in typed.items():
        if name == "is_on":
            continue
        if text and whole(text, MOST_TYPED) is None:
            wrong[name] = _("Write a whole number.")
        elif text or name != "answer_minutes":
            numbers[name] = int(text) if text else None
    lowest, highest = ANSWER_BOUNDS
    if "answer_minutes" not in wrong and not lowest <= (numbers.pop("answer_minutes", 0) or 0) <= highest:
        wrong["answer_minutes"] = _("From %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
    for name in out_of_bounds(numbers):
        wrong[name] = _("From %(lowest)s to %(highest)s.", lowest=LEAST, highest=MOST)
    return wrong


def _teams(db: Connection) -> list[int]:
    return [SHOP, *(each.id for each in teams.every(db))]


def _kept(db: Connection) -> dict[str, str]:
    current, targets = rows.current(db), rows.targets(db)
    kept = {"is_on": "1" if current.is_on else "", "answer_minutes": str(current.answer_minutes)}
    for team in _teams(db):
        own = targets.get(team, Targets())
        kept |= {f"{kind}-{team}": str(minutes or "") for kind, minutes in asdict(own).items()}
    return kept


def _page(db: Connection, typed: dict[str, str], problems: dict[str, str]) -> str:
    spoken = language.chosen()
    named = [(SHOP, _("The whole shop")), *((each.id, each.called(spoken)) for each in teams.every(db))]
    return render_template(
        "console/routing.html",
        typed=typed,
        problems=problems,
        teams=named,
        kinds=[each.name for each in fields(Targets)],
        may_change=me().role == "admin",
    )
