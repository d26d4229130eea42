"""How is a coming moment said? "tomorrow at 9:00", as people say it."""

from handlers.daytime import ShopTime
from handlers.wording import sentence

_DAYS = (
    "weekday.mon",
    "weekday.tue",
    "weekday.wed",
    "weekday.thu",
    "weekday.fri",
    "weekday.sat",
    "weekday.sun",
)
_MONTHS = (
    *("month.jan", "month.feb", "month.mar", "month.apr", "month.may", "month.jun"),
    *("month.jul", "month.aug", "month.sep", "month.oct", "month.nov", "month.dec"),
)


def when(moment: int, now: int, zone: str, language: str) -> str:
    """Today, tomorrow, a day of the coming week, or a date; always with the time."""
    shop = ShopTime(zone)
    day, minute = shop.day(moment), shop.minute(moment)
    time = f"{minute // 60}:{minute % 60:02}" if language != "th" else f"{minute // 60:02}:{minute % 60:02}"
    days = (day - shop.day(now)).days
    if days <= 1:
        return sentence("when.tomorrow" if days == 1 else "when.today", language, {"time": time})
    if days < len(_DAYS):
        name = sentence(_DAYS[day.weekday()], language)
        return sentence("when.weekday", language, {"day": name, "time": time})
    month = sentence(_MONTHS[day.month - 1], language)
    return sentence("when.date", language, {"day": day.day, "month": month, "time": time})
