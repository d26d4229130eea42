"""Who waits too long, or soon will? Told on every page to those who lead, until somebody has answered."""

from dataclasses import dataclass

from bot.store import board as rows
from bot.store.board import Waiting
from bot.web.console.moments import short_when
from bot.web.desk import desk
from bot.web.language import say as _

_NAMED = 2


@dataclass(frozen=True, slots=True)
class Late:
    """In the reader's words. `count` is empty when there is none; `chats`: each, and when it falls due."""

    count: str
    title: str
    body: str
    chats: tuple[str, ...]


def lateness() -> Late:
    """How it stands now: one look at what falls due first."""
    here = desk()
    now = here.clock.now()
    with here.database.reading() as db:
        return told(rows.at_risk(db, now), now)


def told(found: list[Waiting], now: int) -> Late:
    """Those who wait, in words."""
    count = len(found)
    shown = f"{count}" if count < rows.SHOWN else f"{rows.SHOWN}+"
    title = _("%(n)s chats are late, or soon will be", n=shown)
    if count == 1:
        title = _("One chat is late, or soon will be")
    lines = [f"{name_of(each)}: {when_owed(each, now)}" for each in found[:_NAMED]]
    return Late(
        shown if count else "",
        title if count else "",
        " · ".join([*lines, *(["…"] if count > _NAMED else [])]),
        tuple(f"{each.id}:{each.due_at}" for each in found),
    )


def name_of(each: Waiting) -> str:
    """LINE's display name, or a number until the profile is known."""
    return each.name.strip() or _("Customer #%(number)s", number=each.id)


def when_owed(each: Waiting, now: int) -> str:
    """By when an answer is owed, or since when it is overdue."""
    due = each.due_at or now
    if due <= now:
        return _("late since %(when)s", when=short_when(due))
    return _("answer by %(when)s", when=short_when(due))
