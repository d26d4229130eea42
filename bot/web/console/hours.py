"""When is somebody here? Admins set it, for the shop and for teams; everybody who leads may look."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.holidays import COUNTRIES
from bot.shop import opened
from bot.store import hours as rows
from bot.store import teams
from bot.store.database import Connection
from bot.store.hours import SHOP, Timetable, written
from bot.web import language
from bot.web.console.hours_form import (
    SPECIAL_WINDOWS,
    WINDOWS,
    HoursForm,
    SpecialForm,
    is_copy,
    shown,
    typed_special,
    typed_week,
)
from bot.web.console.moments import clock_time, spelled
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from handlers.daytime import ShopTime
from handlers.hours import ALL_DAY, Hours, closes_at, is_open, opens_next

hours = Blueprint("hours", __name__, url_prefix="/hours")

Answer = Response | str | tuple[str, int]
_AHEAD = 14
_MONDAY = date(2024, 1, 1)  # any Monday: for the names of the days


@dataclass(frozen=True, slots=True)
class Ahead:
    """One of the coming days as the table of hours makes it."""

    day: str
    windows: str
    why: str
    is_today: bool


@hours.get("/")
def page() -> Answer:
    """As it stands for the shop, or for one team."""
    with desk().database.reading() as db:
        table, is_set = _table(db)
        return _page(db, shown(table, is_set=is_set or _team() != SHOP), SpecialForm())


@hours.post("/")
def save() -> Answer:
    """The whole week or nothing of it."""
    form, week = typed_week()
    here, team = desk(), _team()
    if is_copy() or form.problems:
        with here.database.reading() as db:
            return _page(db, form, SpecialForm()), 200 if is_copy() else 422
    with here.database.transaction() as db:
        table, _is_set = _table(db)
        wished = Timetable(week, table.special, form.country)
        changes = rows.keep(db, team, wished, here.clock.now(), me().id)
    return _done(_("Saved. It holds from now on.") if changes else _("Nothing was changed."))


@hours.post("/days")
def add_day() -> Answer:
    """A day that is closed, or open at other times."""
    form, special = typed_special()
    here, team = desk(), _team()
    if special is None:
        with here.database.reading() as db:
            table, is_set = _table(db)
            return _page(db, shown(table, is_set=is_set or team != SHOP), form), 422
    with here.database.transaction() as db:
        table, _is_set = _table(db)
        others = tuple(each for each in table.special if each.day != special.day)
        wished = Timetable(table.week, (*others, special), table.country)
        rows.keep(db, team, wished, here.clock.now(), me().id)
    return _done(_("Saved. It holds from now on."))


@hours.post("/days/remove")
def remove_day() -> Answer:
    """This day is again as its week has it."""
    here = desk()
    with here.database.transaction() as db:
        table, _is_set = _table(db)
        kept = tuple(each for each in table.special if each.day.isoformat() != request.form.get("day"))
        wished = Timetable(table.week, kept, table.country)
        rows.keep(db, _team(), wished, here.clock.now(), me().id)
    return _done(_("Saved. It holds from now on."))


@hours.post("/default")
def follow_default() -> Answer:
    """The shop is always open again; a team keeps the shop's hours again."""
    here = desk()
    with here.database.transaction() as db:
        rows.forget(db, _team(), here.clock.now(), me().id)
    return _done(_("Saved. It holds from now on."))


def _done(said: str) -> Response:
    desk().turns.shop.forget()
    flash(said, "done")
    return redirect(url_for("hours.page", team=_team() or None), 303)


def _team() -> int:
    team = whole(request.values.get("team"))
    return SHOP if team is None else team


def _table(db: Connection) -> tuple[Timetable, bool]:
    """The timetable of whom this is about, and whether it is their own."""
    if _team() != SHOP and teams.one(db, _team()) is None:
        abort(404)
    tables = rows.every(db)
    own = tables.get(_team())
    return (own, True) if own else (tables.get(SHOP, Timetable()), False)


def _page(db: Connection, form: HoursForm, special: SpecialForm) -> str:
    here, now = desk(), desk().clock.now()
    table, is_set = _table(db)
    spoken = language.chosen()
    today = ShopTime(here.settings.timezone).day(now)
    opening = opened(table, (today.year, today.year + 1), here.settings.timezone, spoken)
    return render_template(
        "console/hours.html",
        form=form,
        special=special,
        days=[format_date(_MONDAY + timedelta(days=n), "EEEE", locale=spoken) for n in range(7)],
        windows=WINDOWS,
        special_windows=SPECIAL_WINDOWS,
        countries=_countries(spoken),
        is_set=is_set,
        team=_team(),
        teams=[(each.id, each.called(spoken)) for each in teams.every(db)],
        state=_state(opening, now),
        ahead=[_ahead(opening, table, today + timedelta(days=n), n == 0) for n in range(_AHEAD)],
        specials=[(each, _date(each.day), written(each.windows)) for each in table.special],
        is_past=lambda day: day < today,
        may_change=me().role == "admin",
    )


def _state(opening: Hours, now: int) -> str:
    """How it is this minute."""
    if opening.is_always:
        return _("Always open.")
    if is_open(opening, now):
        closes = closes_at(opening, now)
        if closes is None:
            return _("Open now.")
        return _("Open now, until %(time)s.", time=clock_time(closes))
    opens = opens_next(opening, now)
    if opens is None:
        return _("Closed, and no opening is in sight.")
    day = _date(ShopTime(opening.zone).day(opens))
    return _("Closed now; opens %(day)s at %(time)s.", day=day, time=clock_time(opens))


def _ahead(opening: Hours, table: Timetable, day: date, is_today: bool) -> Ahead:
    special = next((each for each in table.special if each.day == day), None)
    why = (special.name or _("Special hours")) if special else opening.holidays.get(day, "")
    on = opening.on(day)
    windows = _("All day") if on == ALL_DAY else written(on)
    return Ahead(spelled(day, "EEE d MMM"), windows, why, is_today)


def _date(day: date) -> str:
    return spelled(day, "EEE d MMM y")


def _countries(spoken: str) -> list[tuple[str, str]]:
    names = Locale.parse(spoken).territories
    return [(each, names.get(each, each)) for each in COUNTRIES]
