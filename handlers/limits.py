"""How often, and when, may anyone be written to unasked? Set by admins, with defaults and their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass

HOUR_MS = 3_600_000
DAY_MINUTES = 24 * 60
WEEK_MS = 7 * 24 * HOUR_MS
# The moment of a message is the one it was owed at; it may have arrived so much later. Gap and week are that
# much longer, so that nobody's are ever shorter than was set.
SLACK_MS = 30_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Quiet hours are minutes after midnight in the shop's zone; from = to means none.

    A day is a calendar day there, because that is how a customer counts "today". A week is the last
    seven days, so that a Sunday and a Monday do not add up to two weeks' worth.
    """

    # One a day and two a week: shops that send more than weekly are the ones people block.
    per_day: int = 1
    per_week: int = 2
    gap_hours: int = 20
    quiet_from: int = 21 * 60
    quiet_to: int = 9 * 60
    # Whoever has just told us it was hard does not want an offer.
    bad_score_hours: int = 72

    @property
    def gap_ms(self) -> int:
        """The least time between two messages nobody asked for."""
        return self.gap_hours * HOUR_MS

    @property
    def bad_score_ms(self) -> int:
        """How long a bad effort score keeps us quiet."""
        return self.bad_score_hours * HOUR_MS


# Lowest and highest that make sense; the gap must fit into the week that the ledger looks back.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "per_day": (1, 20),
    "per_week": (1, 100),
    "gap_hours": (0, 168),
    "quiet_from": (0, DAY_MINUTES - 1),
    "quiet_to": (0, DAY_MINUTES - 1),
    "bad_score_hours": (0, 720),
}


def out_of_bounds(wished: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """{field: (lowest, highest)} of the values that cannot be; empty when all can."""
    return {
        name: bounds
        for name, bounds in BOUNDS.items()
        if name in wished and not bounds[0] <= wished[name] <= bounds[1]
    }


def is_quiet(limits: Limits, minute: int) -> bool:
    """Is this minute of the shop's day one in which nothing is pushed? The last minute is not part of it."""
    if limits.quiet_from <= limits.quiet_to:
        return limits.quiet_from <= minute < limits.quiet_to
    return minute >= limits.quiet_from or minute < limits.quiet_to
