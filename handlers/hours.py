"""When is somebody here? Opening hours, and how much open time lies between two moments.

A day has any number of windows; one may run past midnight and belongs to the day it begins on. A day named
in `special` follows that and nothing else; a holiday is closed; every other day follows the week.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from handlers.daytime import DAY_MINUTES, ShopTime

# A shop that opens within the year is closed; one that does not has gone, and nothing is promised.
HORIZON_DAYS = 400
_WEEK = 7
_DAY_MS = DAY_MINUTES * 60_000


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from one minute after midnight up to another, which may lie in the next day (then above 1440)."""

    opens: int
    closes: int


Day = tuple[Window, ...]
ALL_DAY: Day = (Window(0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Hours:
    """A week from Monday, the days that differ from it, and the public holidays, by date."""

    week: tuple[Day, ...] = (ALL_DAY,) * _WEEK
    special: Mapping[date, Day] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    zone: str = "Asia/Bangkok"

    @property
    def is_always(self) -> bool:
        """Never closed: nothing was set, or everything was left open."""
        return all(day == ALL_DAY for day in self.week) and not self.special and not self.holidays

    def on(self, day: date) -> Day:
        """The windows that begin on this day."""
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.week[day.weekday()]


ALWAYS = Hours()


def problem(windows: Day) -> str:
    """Why these cannot be the windows of one day: a sentence's key, or nothing."""
    for each in windows:
        if not (0 <= each.opens < DAY_MINUTES and each.opens < each.closes <= each.opens + DAY_MINUTES):
            return "backwards"
    inside = sorted(windows)
    if any(after.opens < before.closes for before, after in itertools.pairwise(inside)):
        return "overlapping"
    return ""


def is_open(hours: Hours, now: int) -> bool:
    """Is somebody here at this moment? The moment of closing is closed."""
    return closes_at(hours, now) != now


def closes_at(hours: Hours, now: int) -> int | None:
    """When the window we are in ends; `now` itself when closed; None when it never ends."""
    if hours.is_always:
        return None
    first = next(_from(hours, now), None)
    if first is None or first[0] > now:
        return now
    return first[1] if first[1] - now < HORIZON_DAYS * _DAY_MS else None


def opens_next(hours: Hours, now: int) -> int | None:
    """`now` when open, else when the next window begins; None when none does within the horizon."""
    if hours.is_always:
        return now
    first = next(_from(hours, now), None)
    return None if first is None else max(first[0], now)


def open_between(hours: Hours, start: int, end: int) -> int:
    """Milliseconds of open time from `start` to `end`; none when they are the wrong way round."""
    if hours.is_always or end <= start:
        return max(end - start, 0)
    total = 0
    for opens, closes in _from(hours, start, end):
        total += max(min(closes, end) - max(opens, start), 0)
    return total


def after(hours: Hours, start: int, open_ms: int) -> int | None:
    """The first moment by which so much open time has passed; None when that is beyond the horizon."""
    if hours.is_always:
        return start + open_ms
    left = open_ms
    for opens, closes in _from(hours, start):
        begin = max(opens, start)
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    return None


def _from(hours: Hours, start: int, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Open stretches that end after `start` and begin before `end`, joined where they touch, in order."""
    shop = _shop(hours.zone)
    day = shop.day(start) - timedelta(days=1)  # yesterday's last window may reach past midnight
    held: tuple[int, int] | None = None
    for _ in range(HORIZON_DAYS):
        if end is not None and shop.moment_at(day, 0) >= end:
            break
        for each in sorted(hours.on(day)):
            stretch = (shop.moment_at(day, each.opens), shop.moment_at(day, each.closes))
            if stretch[1] <= max(start, stretch[0]):
                continue  # over, or swallowed by the hour that summer time skips
            if held and stretch[0] <= held[1]:
                held = (held[0], max(held[1], stretch[1]))
                continue
            if held:
                yield held
            held = stretch
        day += timedelta(days=1)
    if held and (end is None or held[0] < end):
        yield held


@lru_cache(maxsize=8)
def _shop(zone: str) -> ShopTime:
    return ShopTime(zone)
