"""What did somebody type about opening hours, and can it be?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from flask import request

from bot.holidays import COUNTRIES
from bot.store.hours import NAME_LENGTH, Special, Timetable, clock
from bot.web.language import say as _
from handlers.daytime import DAY_MINUTES
from handlers.hours import Day, Window, problem

WINDOWS = 4  # of one day in the form: more would be a mistake
SPECIAL_WINDOWS = 2
_WEEK = 7


@dataclass(slots=True)
class HoursForm:
    """A week as typed: pairs of from and to for each day; `problems` by day's number, or "week"."""

    days: list[list[tuple[str, str]]]
    country: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SpecialForm:
    """A day of its own as typed."""

    day: str = ""
    name: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""


def shown(table: Timetable, *, is_set: bool) -> HoursForm:
    """As it is kept; an empty week while nothing was set."""
    days = [[(clock(each.opens), _until(each)) for each in day] if is_set else [] for day in table.week]
    return HoursForm(days, table.country)


def typed_week() -> tuple[HoursForm, tuple[Day, ...]]:
    """The form with what is wrong in it, and the week it stands for."""
    days = [_pairs(f"d{number}", WINDOWS) for number in range(_WEEK)]
    form = HoursForm(days, request.form.get("country", ""))
    if form.country and form.country not in COUNTRIES:
        form.country = ""
    if (copied := request.form.get("copy", "")) in _COPIES:
        form.days = [days[0] if number in _COPIES[copied] else each for number, each in enumerate(days)]
    week = []
    for number, pairs in enumerate(form.days):
        windows, wrong = read(pairs)
        week.append(windows)
        if wrong:
            form.problems[str(number)] = wrong
    if not form.problems and not any(week):
        form.problems["week"] = _("Open at least once a week, or go back to always open.")
    return form, tuple(week)


def typed_special() -> tuple[SpecialForm, Special | None]:
    """A day of its own; None when something is wrong with it."""
    name = " ".join(request.form.get("name", "").split())
    form = SpecialForm(request.form.get("day", "").strip(), name, _pairs("s", SPECIAL_WINDOWS))
    windows, form.problem = read(form.pairs)
    if len(name) > NAME_LENGTH:
        form.problem = _("The name is too long: %(most)s characters at most.", most=NAME_LENGTH)
    try:
        day = date.fromisoformat(form.day)
    except ValueError:
        form.problem = _("Choose the day.")
    if form.problem:
        return form, None
    return form, Special(day, windows, name)


def is_copy() -> bool:
    """Was only a day copied, and nothing to be saved yet?"""
    return request.form.get("copy", "") in _COPIES


def read(pairs: list[tuple[str, str]]) -> tuple[Day, str]:
    """Windows of one day, and what is wrong with them. A closing before the opening is past midnight."""
    windows = []
    for opens, closes in pairs:
        if not opens and not closes:
            continue
        try:
            start, end = _minutes(opens), _minutes(closes)
        except ValueError:
            return (), _("Write both times, such as 09:00 and 18:00.")
        windows.append(Window(start, end if end > start else end + DAY_MINUTES))
    day = tuple(sorted(windows))
    return (day, "") if not problem(day) else ((), _("Two of these times overlap."))


_COPIES: Mapping[str, range] = {"weekdays": range(5), "all": range(_WEEK)}


def _pairs(prefix: str, most: int) -> list[tuple[str, str]]:
    sent = [
        tuple(request.form.get(f"{prefix}-{number}-{end}", "").strip() for end in ("from", "to"))
        for number in range(most)
    ]
    return [(opens, closes) for opens, closes in sent if opens or closes]


def _minutes(typed: str) -> int:
    if typed == "24:00":
        return 0
    at = time.fromisoformat(typed)
    return at.hour * 60 + at.minute


def _until(window: Window) -> str:
    """As a time field can hold it: midnight is 00:00, also at the end of the day."""
    return clock(window.closes % DAY_MINUTES)
