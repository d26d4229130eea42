"""Which stretch of time does a report speak of, and with which earlier one is it compared?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.store.reports import Stretch
from bot.web.language import say as _

TODAY, YESTERDAY, WEEK, LAST_WEEK, MONTH = "today", "yesterday", "week", "last-week", "30-days"
NAMES: dict[str, Callable[[], str]] = {
    TODAY: lambda: _("Today"),
    YESTERDAY: lambda: _("Yesterday"),
    WEEK: lambda: _("This week"),
    LAST_WEEK: lambda: _("Last week"),
    MONTH: lambda: _("Last 30 days"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch and the one it is compared with: a running day with the same hours of the day before."""

    name: str
    this: Stretch
    before: Stretch


def period(name: str, now: int, zone: str) -> Period:
    """By name, in the shop's days and weeks (which begin on Monday); an unknown name means today."""
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    day, week = timedelta(days=1), timedelta(days=7)
    match name:
        case "yesterday":
            return _pair(name, midnight - day, midnight, day)
        case "week":
            return _pair(name, monday, local, week)
        case "last-week":
            return _pair(name, monday - week, monday, week)
        case "30-days":
            return _pair(name, midnight - timedelta(days=29), local, timedelta(days=30))
    return _pair(TODAY, midnight, local, day)


def _pair(name: str, start: datetime, end: datetime, back: timedelta) -> Period:
    return Period(name, _stretch(start, end), _stretch(start - back, end - back))


def _stretch(start: datetime, end: datetime) -> Stretch:
    # What happens in this very millisecond belongs to it.
    return Stretch(int(start.timestamp() * 1000), int(end.timestamp() * 1000) + 1)
