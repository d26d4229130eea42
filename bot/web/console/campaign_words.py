"""How are a broadcast's statuses, reasons and topics named for the staff who read them?"""

from bot.multicasts import QUOTA
from bot.web.language import say as _
from handlers.campaigns import Status, Why


def status_label(status: str) -> str:
    """Where it stands."""
    return {
        Status.DRAFT: _("Draft"),
        Status.SCHEDULED: _("Scheduled"),
        Status.RUNNING: _("Sending"),
        Status.PAUSED: _("Paused"),
        Status.HELD: _("On hold"),
        Status.DONE: _("Done"),
        Status.CANCELLED: _("Cancelled"),
    }[Status(status)]


STATUS_PILLS = {
    Status.DRAFT: "pill-quiet",
    Status.SCHEDULED: "pill-free",
    Status.RUNNING: "pill-ok",
    Status.PAUSED: "pill-wait",
    Status.HELD: "pill-risk",
    Status.DONE: "pill-quiet",
    Status.CANCELLED: "pill-quiet",
}


def reason_label(reason: str) -> str:
    """Why somebody of the audience does not get it."""
    return {
        Why.BLOCKED: _("Has blocked the account"),
        Why.NO_CONSENT: _("Has said no to this topic"),
        Why.WITH_PERSON: _("Is waiting for, or talking to, our team"),
        Why.OPEN_CASE: _("Has an open case"),
        Why.BAD_SCORE: _("Has just told us it was hard"),
        Why.ALREADY: _("Already in this broadcast"),
        Why.TOO_SOON: _("Had a message too recently"),
        Why.DAY_CAP: _("Has had today's messages"),
        Why.WEEK_CAP: _("Has had this week's messages"),
    }[Why(reason)]


def topic_label(topic: str) -> str:
    """What it is about, as the customer sees it in the menu."""
    return {"promotions": _("Promotions"), "news": _("Shop news")}.get(topic, topic)


def held_label(reason: str) -> str:
    """Why it cannot go on by itself."""
    if reason == QUOTA:
        return _(
            "LINE's monthly message limit is reached. Raise it in LINE Official Account Manager, "
            "or wait for the new month; then resume. Replies to customers go on as before."
        )
    return _("LINE refused the first messages, so the rest were not tried. Mend the message, or ask IT.")
