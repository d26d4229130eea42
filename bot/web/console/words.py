"""Which words do server and scripts share, so that a label ticking in the browser reads as it was sent?"""

from flask import g

from bot.web.console.moments import when
from bot.web.desk import desk
from bot.web.language import say as _

MINUTE_MS = 60_000
# A customer who has waited longer than this is at risk of giving up.
LATE_MS = 10 * MINUTE_MS


def words() -> dict[str, str]:
    """By name, with {n}-like gaps that Python and the scripts fill alike; looked up once per request."""
    if "words" not in g:
        g.words = _words()
    found: dict[str, str] = g.words
    return found


def _words() -> dict[str, str]:
    return {
        "wait_now": _("waiting now"),
        "wait_minutes": _("waiting {m} min"),
        "wait_hours": _("waiting {h} h {m} min"),
        "wait_days": _("waiting {d} d"),
        "alerts_on": _("Sound on"),
        "alerts_off": _("Sound off"),
        "mine_waiting": _("{n} of your customers wait for you"),
        "free": _("free reply {left}"),
        "free_send": _("free for {left} more"),
        "counted_send": _("will count 1 message"),
        "units": _("{n} of 5,000"),
        "picture": _("Picture"),
        "picture_too_big": _("This picture is too big. Choose one of at most 20 MB."),
        "lost": _("Connection lost, trying again"),
        "new_message": _("New message from {name}: {text}"),
        "not_sent": _("Not sent. Check the connection and try again; your text is kept."),
    }


def waiting_words(since: int) -> str:
    """How long somebody has waited since that moment."""
    minutes = max(0, desk().clock.now() - since) // MINUTE_MS
    hours, days = minutes // 60, minutes // 1440
    said = words()
    if minutes < 1:
        return said["wait_now"]
    if hours < 1:
        return said["wait_minutes"].format(m=minutes)
    if days < 1:
        return said["wait_hours"].format(h=hours, m=minutes % 60)
    return said["wait_days"].format(d=days)


def until_words(moment: int) -> str:
    """Until when a chat is snoozed."""
    if not moment:
        return _("until the customer writes")
    return _("until %(when)s", when=when(moment))
