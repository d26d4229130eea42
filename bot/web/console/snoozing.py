"""Until when is a chat put out of sight, and back into it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request

from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.taking import REFUSED, Answer, show, take
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from handlers.clicks import UNTIL_THEY_WRITE, Reopened, Snoozed, Unsnoozed

_MORNING = 9


@console.post(f"/c/{CONVERSATION}/snooze")
def snooze(conversation_id: int) -> Answer:
    """For an hour, until a morning, until the customer writes, or until the moment that was chosen."""
    zone = ZoneInfo(desk().settings.timezone)
    until = moment(request.form.get("until", ""), request.form.get("at", ""), desk().clock.now(), zone)
    if until is None:
        return show(conversation_id, _("Choose a day and a time."), "", REFUSED)
    return take(conversation_id, Snoozed(me().id, until))


@console.post(f"/c/{CONVERSATION}/unsnooze")
def unsnooze(conversation_id: int) -> Answer:
    """Back in sight."""
    return take(conversation_id, Unsnoozed(me().id))


@console.post(f"/c/{CONVERSATION}/reopen")
def reopen(conversation_id: int) -> Answer:
    """It was not resolved after all."""
    return take(conversation_id, Reopened(me().id, me().name))


def moment(wish: str, at: str, now: int, zone: ZoneInfo) -> int | None:
    """What was chosen as a moment (ms, UTC); None for what names none."""
    here = datetime.fromtimestamp(now / 1000, zone)
    match wish:
        case "writes":
            return UNTIL_THEY_WRITE
        case "hour":
            return now + 3_600_000
        case "later":
            return now + 4 * 3_600_000
        case "tomorrow":
            return _morning(here, 1)
        case "monday":
            return _morning(here, 7 - here.weekday())
    try:
        chosen = datetime.fromisoformat(at)
    except ValueError:
        return None
    if chosen.tzinfo is None:
        chosen = chosen.replace(tzinfo=zone)
    return int(chosen.timestamp() * 1000)


def _morning(here: datetime, days: int) -> int:
    day = (here + timedelta(days=days)).date()
    nine = datetime(day.year, day.month, day.day, _MORNING, tzinfo=here.tzinfo)
    return int(nine.timestamp() * 1000)
