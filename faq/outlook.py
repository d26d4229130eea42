"""What follows from a tolerable share of wrong answers: how much is answered, and what is left for people?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from faq.calibrate import Calibration, Cut, Judged, Point, answers, curve, mixed

_FINEST: Final = 100  # points of a drawn curve
_FEW: Final = 0.02  # of all questions; a share of fewer is chance


@dataclass(frozen=True)
class Outlook:
    """Shares of all questions, which sum to 1; `wrong` is a share of the answered ones.

    What is asked back or not known is the most that can come to people: many find what they meant among
    what is asked, and some ask again.
    """

    tolerable: float
    cut: Cut
    answered: float
    wrong: float
    asked_back: float
    unknown: float

    @property
    def left(self) -> float:
        """Not answered at once."""
        return self.asked_back + self.unknown


def outlook(calibration: Calibration, tolerable: float, outcomes: Sequence[Judged] = ()) -> Outlook:
    """As the questions tried, and those whose outcome is known, would have gone."""
    cut = calibration.cut(tolerable, outcomes)
    judged = mixed(calibration.judged(), outcomes)
    total = sum(each.weight for each in judged)
    if not total:
        return Outlook(tolerable, cut, 0.0, 0.0, 0.0, 1.0)
    given, wrong = answers(judged, cut)
    unknown = sum(each.weight for each in judged if each.confidence < cut.known)
    return Outlook(
        tolerable,
        cut,
        given / total,
        wrong / given if given else 0.0,
        max(0.0, total - given - unknown) / total,
        unknown / total,
    )


def drawn(calibration: Calibration, outcomes: Sequence[Judged] = ()) -> tuple[Point, ...]:
    """The curve from strict to lenient at the margin in use, thinned to what an eye can tell apart."""
    margin = calibration.cut(outcomes=outcomes).margin
    points = [p for p in curve(mixed(calibration.judged(), outcomes), margin) if p.answered >= _FEW]
    step = max(1, len(points) // _FINEST)
    return (*points[:-1:step], *points[-1:])
