"""By when does somebody owe this contact something? Targets per team, in open time."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import hours
from handlers.hours import Hours

FIRST, NEXT, RESOLVE = "first", "next", "resolve"
KINDS = (FIRST, NEXT, RESOLVE)
# Lowest and highest that make sense, in minutes; a target may also be left out.
LEAST, MOST = 1, 60 * 24 * 30
_WARN_SHARE = 0.75  # late enough to be no noise, early enough to save it


@dataclass(frozen=True, slots=True)
class Targets:
    """Minutes of open time; None: no target.

    `first`: from joining the line to the first human message; `next`: from the contact's words to the
    answer; `resolve`: from joining the line to the end.
    """

    first: int | None = None
    next: int | None = None
    resolve: int | None = None

    def minutes(self, kind: str) -> int | None:
        """The target of this kind."""
        return {FIRST: self.first, NEXT: self.next, RESOLVE: self.resolve}[kind]


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed by when (ms, UTC), and from when on it is at risk."""

    kind: str
    at: int
    warn_at: int


def due(
    targets: Targets,
    opening: Hours,
    queued_at: int | None,
    waiting_since: int | None,
    *,
    is_answered: bool,
) -> Due | None:
    """The first thing that falls due; None when nothing is owed or no target is set."""
    owed = {
        FIRST: None if is_answered else queued_at,
        NEXT: waiting_since if is_answered else None,
        RESOLVE: queued_at,
    }
    found = [each for kind, start in owed.items() if (each := _due(kind, targets, opening, start))]
    return min(found, key=lambda each: each.at, default=None)


def is_kept(opening: Hours, target: int, start: int, end: int) -> bool:
    """Was it done within the target's open minutes?"""
    return hours.open_between(opening, start, end) <= target * 60_000


def out_of_bounds(wished: Mapping[str, int | None]) -> list[str]:
    """The names of targets that cannot be."""
    return [name for name, minutes in wished.items() if minutes is not None and not LEAST <= minutes <= MOST]


def _due(kind: str, targets: Targets, opening: Hours, start: int | None) -> Due | None:
    minutes = targets.minutes(kind)
    if minutes is None or start is None:
        return None
    at = hours.after(opening, start, minutes * 60_000)
    warn_at = hours.after(opening, start, int(minutes * 60_000 * _WARN_SHARE))
    return None if at is None or warn_at is None else Due(kind, at, warn_at)
