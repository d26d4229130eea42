"""How does a row of a list say who else is at that chat? Initials beside an eye, and the names in words."""

from dataclasses import dataclass

from bot.store.looking import Onlooker
from bot.web.console.rows import initial
from bot.web.language import say as _

_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Eyes:
    """`short`: what stands beside the eye; `said`: the same in words."""

    short: str
    said: str


def eyes(others: list[Onlooker]) -> Eyes:
    """Two by their initials, the rest counted."""
    more = len(others) - _SHOWN
    initials = [initial(each.name) for each in others[:_SHOWN]]
    short = " ".join([*initials, *([f"+{more}"] if more > 0 else [])])
    names = ", ".join(each.name for each in others)
    return Eyes(short, _("Looking at it now: %(names)s", names=names))
