"""How are counted things told: shares, medians, and means with how sure we may be of them?"""

import math
from dataclasses import dataclass

from bot.store.reports import Scores

# Below this many answers a mean says more about chance than about us.
FEW = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in ms. `median` and `p90` are None when there are none."""

    count: int
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Effort:
    """Customer effort: `mean` of 1–7 with half its 95 % interval, `easy` the share of 5 and more.

    Mean, margin and share are None while there are fewer answers than FEW.
    """

    asked: int
    answered: int
    mean: float | None
    margin: float | None
    easy: float | None

    @property
    def response(self) -> float | None:
        """The share of those asked who answered."""
        return share(self.answered, self.asked)


def times(durations: list[int]) -> Times:
    """Nearest-rank percentiles: always a duration that really happened."""
    ordered = sorted(durations)
    return Times(len(ordered), _rank(ordered, 0.5), _rank(ordered, 0.9))


def _rank(ordered: list[int], at: float) -> int | None:
    return ordered[max(0, math.ceil(at * len(ordered)) - 1)] if ordered else None


def effort(groups: list[Scores]) -> Effort:
    """Groups of scores as one. The margin is 1.96 standard errors of the mean."""
    asked, count = sum(each.asked for each in groups), sum(each.answered for each in groups)
    if count < FEW:
        return Effort(asked, count, None, None, None)
    mean = sum(each.total for each in groups) / count
    variance = max(0.0, (sum(each.squares for each in groups) - count * mean * mean) / (count - 1))
    margin = 1.96 * math.sqrt(variance / count)
    return Effort(asked, count, mean, margin, sum(each.easy for each in groups) / count)


def share(part: int, whole: int) -> float | None:
    """Part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None
