"""How is a moment (ms, UTC) written for the person who looks: in the shop's zone, in their language?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.web import language
from bot.web.desk import desk
from bot.web.language import say as _

_BUDDHIST_ERA = 543  # years ahead of the common era


def clock_time(moment: int) -> str:
    """14:05."""
    return _local(moment).strftime("%H:%M")


def day_of(moment: int) -> str:
    """Today, yesterday, or the date; the year only when it is another one."""
    shown, today = _local(moment).date(), _local(desk().clock.now()).date()
    days = (today - shown).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return spelled(shown, "EEE d MMM" if shown.year == today.year else "d MMM y")


def short_when(moment: int) -> str:
    """For a list: the time today, else the day."""
    shown, today = _local(moment).date(), _local(desk().clock.now()).date()
    if shown == today:
        return clock_time(moment)
    return spelled(shown, "d MMM" if shown.year == today.year else "d MMM y")


def long_when(moment: int) -> str:
    """22 Nov 2026, 14:05; in Thai 22 พ.ย. 2569 14:05 น."""
    day, time = written_day(_local(moment).date()), clock_time(moment)
    return f"{day} {time} น." if language.chosen() == "th" else f"{day}, {time}"


def written_day(day: date) -> str:
    """22 Nov 2026."""
    return spelled(day, "d MMM y")


def spelled(day: date, pattern: str) -> str:
    """A day in the reader's language by Babel's pattern; Thai offices count years in the Buddhist era."""
    spoken = language.chosen()
    if spoken == "th":
        pattern = pattern.replace("y", str(day.year + _BUDDHIST_ERA))
    return format_date(day, pattern, locale=spoken)


def when(moment: int) -> str:
    """14:05, or 23 Nov 09:00 on another day."""
    shown = _local(moment).date()
    if shown == _local(desk().clock.now()).date():
        return clock_time(moment)
    return f"{spelled(shown, 'd MMM')} {clock_time(moment)}"


def ago(moment: int) -> str:
    """3 min ago."""
    minutes = max(0, desk().clock.now() - moment) // 60_000
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(n)s min ago", n=minutes)
    if minutes < 1440:
        return _("%(n)s h ago", n=minutes // 60)
    return _("%(n)s d ago", n=minutes // 1440)


def is_same_day(one: int, other: int) -> bool:
    """Do both fall on one day in the shop's zone?"""
    return _local(one).date() == _local(other).date()


def _local(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, ZoneInfo(desk().settings.timezone))
