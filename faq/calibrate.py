"""How sure is sure enough? Found from phrasings left out in turn, and mended by what happened.

Each phrasing is asked of an index that has not seen it, and once more of one that has not seen its whole
article: the first is a question that has an answer, the second one that has none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

TOLERABLE: Final = 0.05  # wrong answers among answers, where nobody has said otherwise
STRANGERS: Final = 0.2  # questions no article answers, among all; phrasings alone cannot tell
# A phrasing is written to differ from its neighbours and loses one of few when left out; in well-kept sets a
# third as many real questions are answered wrong (docs/matching.md). Outcomes count as they are.
BLAME: Final = 1 / 3
REFUSED: Final = 0.5  # of the questions whose article was left out, so many are not known
TRAINING_COUNTS_AS: Final = 200  # questions; so many outcomes and the phrasings have nothing more to say
THIN: Final = 60  # questions with an answer; below that a share of 5 % is three of them
# Questions tried on a few articles that have nothing in common are answered right whatever is answered; those
# of customers are not.
LEAST: Final = 0.4  # confidence from which on is answered, where outcomes do not say otherwise
_MARGINS: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
# What the logistic curve is where little is known: met on sets of several languages and sizes.
_USUAL: Final = np.array([8.3, -3.3])
_USUALLY_KNOWN: Final = 0.27  # score
_USUAL_COUNTS_AS: Final = 20.0  # phrasings


@dataclass(frozen=True)
class Cut:
    """From `known` on the best article is named; from `answer` on, if it leads by `margin`, it answers."""

    known: float
    answer: float
    margin: float


USUAL_CUT: Final = Cut(known=0.33, answer=0.44, margin=0.12)


@dataclass(frozen=True)
class Judged:
    """One question whose right answer is known: what the matcher said, and whether that was right."""

    confidence: float
    lead: float
    is_right: bool
    weight: float = 1.0
    blame: float = 1.0  # how many wrong answers one wrong answer here stands for


@dataclass(frozen=True)
class Point:
    """What answering from this confidence on would mean: shares of all questions, `wrong` of the answers."""

    threshold: float
    answered: float
    wrong: float
    handed_over: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """The score's meaning. One row in `left_out` for each question tried: best and second score, and whether
    the best was right; those with an answer first."""

    slope: float
    offset: float
    known: float  # score
    left_out: Array
    inside: int

    def confidence(self, score: float) -> float:
        """The probability that it is right."""
        return 1 / (1 + exp(-max(-700.0, self.slope * score + self.offset)))

    def judged(self) -> list[Judged]:
        """The questions tried, as if one in five had no answer."""
        if not len(self.left_out):
            return []
        weights = _weights(len(self.left_out), self.inside) * TRAINING_COUNTS_AS
        found = []
        for (best, second, right), weight in zip(self.left_out.tolist(), weights.tolist(), strict=True):
            sure = self.confidence(best)
            found.append(Judged(sure, sure - self.confidence(second), bool(right), weight, BLAME))
        return found

    def is_thin(self, outcomes: Sequence[Judged] = ()) -> bool:
        """Too little is known to promise a share of wrong answers."""
        return self.inside + len(_doubtful(outcomes)) < THIN

    def cut(self, tolerable: float = TOLERABLE, outcomes: Sequence[Judged] = ()) -> Cut:
        """Answer as much as the tolerable share of wrong answers allows."""
        known, judged = self.confidence(self.known), mixed(self.judged(), outcomes)
        found = cut_for(tolerable, judged, known)
        if self.is_thin(outcomes):
            return replace(found, known=known, answer=max(found.answer, known, USUAL_CUT.answer))
        least = LEAST * _left(outcomes) * (TOLERABLE / max(TOLERABLE, tolerable))
        if found.answer < least:
            found = replace(found, answer=least)
            given, wrong = answers(judged, found)
            if wrong > tolerable * given:  # the surer ones were wrong more often than those below
                found = cut_for(tolerable, judged, known, least)
        return replace(found, known=min(known, found.answer))


def calibrated(inside: Array, outside: Array) -> Calibration:
    """From best score, second score and "was it right" of questions with an answer, and of those without."""
    left_out = np.concatenate([inside, outside])
    if not len(inside) or not len(outside):
        slope, offset = map(float, _USUAL)
        return Calibration(slope, offset, _USUALLY_KNOWN, left_out, 0)
    weights = _weights(len(left_out), len(inside)) * len(inside)
    slope, offset = _logistic(left_out[:, 0], left_out[:, 2], weights)
    refused = float(np.quantile(outside[:, 0], REFUSED))
    known = (refused * len(inside) + _USUALLY_KNOWN * _USUAL_COUNTS_AS) / (len(inside) + _USUAL_COUNTS_AS)
    return Calibration(slope, offset, known, left_out, len(inside))


def mixed(training: Sequence[Judged], outcomes: Sequence[Judged]) -> list[Judged]:
    """What happened counts in full; what was only tried fades as more happens."""
    left = _left(outcomes)
    tried = [replace(j, weight=j.weight * left) for j in training if left]
    return [*_doubtful(outcomes), *tried]


def _left(outcomes: Sequence[Judged]) -> float:
    """How much of what was tried still counts."""
    return max(0.0, 1 - len(_doubtful(outcomes)) / TRAINING_COUNTS_AS)


def _doubtful(outcomes: Sequence[Judged]) -> list[Judged]:
    """Without those that were word for word a phrasing: they are answered wherever the cut lies."""
    return [each for each in outcomes if each.confidence < 1]


def curve(judged: Sequence[Judged], margin: float = 0.0) -> tuple[Point, ...]:
    """A point for every confidence that occurs, the strictest first."""
    threshold, answered, wrong = _curve(_ordered(judged), margin)
    return tuple(
        Point(sure, share, faulty, 1 - share)
        for sure, share, faulty in zip(threshold.tolist(), answered.tolist(), wrong.tolist(), strict=True)
    )


def cut_for(tolerable: float, judged: Sequence[Judged], known: float, least: float = 0.0) -> Cut:
    """Answer as much right as can be from `least` on while at most `tolerable` of the answers are wrong.

    Of margins between which the questions tried can hardly decide, the widest: a lead is seen in the answer
    itself, while the same confidence means more in one corner of the shop than in another.
    """
    if not judged:
        return Cut(known, max(known, USUAL_CUT.answer), USUAL_CUT.margin)
    ordered = _ordered(judged)
    found = [_cut_at(tolerable, ordered, margin, known, least) for margin in _MARGINS]
    best = max(right for right, _ in found)
    chance = sqrt(best * (1 - best) / len(judged))
    return [cut for right, cut in found if right >= best - chance][-1]


def answers(judged: Sequence[Judged], cut: Cut) -> tuple[float, float]:
    """The weight of the answers given then, and that of the wrong ones."""
    given = [each for each in judged if each.confidence >= cut.answer and each.lead >= cut.margin]
    wrong = sum(each.weight * each.blame for each in given if not each.is_right)
    return sum(each.weight for each in given), wrong


def _cut_at(tolerable: float, ordered: Array, margin: float, known: float, least: float) -> tuple[float, Cut]:
    """The share answered right, and the cut that reaches it."""
    threshold, answered, wrong = _curve(ordered, margin)
    right = np.where((wrong <= tolerable) & (threshold >= least), answered * (1 - wrong), 0.0)
    if not right.any():
        return 0.0, Cut(known, 1.0, margin)
    at = int(right.argmax())
    return float(right[at]), Cut(min(known, float(threshold[at])), float(threshold[at]), margin)


def _ordered(judged: Sequence[Judged]) -> Array:
    """Confidence, lead, weight and weight of what is wrong, a row each; the surest first."""
    rows = [(j.confidence, j.lead, j.weight, 0.0 if j.is_right else j.weight * j.blame) for j in judged]
    found = np.array(rows, np.float64).reshape(len(rows), 4)
    return np.asarray(found[np.argsort(-found[:, 0], kind="stable")].T)


def _curve(ordered: Array, margin: float) -> tuple[Array, Array, Array]:
    """Each confidence that occurs, the share answered from it on, and the share of those that is wrong."""
    total = ordered[2].sum()
    sure, _, weight, faulty = ordered[:, ordered[1] >= margin]
    answered, wrong = np.cumsum(weight), np.cumsum(faulty)
    is_last = np.append(sure[1:] != sure[:-1], True)[: len(sure)] & (answered > 0)
    return sure[is_last], answered[is_last] / total, wrong[is_last] / answered[is_last]


def _weights(rows: int, inside: int) -> Array:
    """Summing to one, those without an answer to STRANGERS."""
    shares = np.full(rows, (1 - STRANGERS) / inside)
    shares[inside:] = STRANGERS / max(1, rows - inside)
    return shares


def _logistic(score: Array, right: Array, weights: Array) -> tuple[float, float]:
    """Slope and offset by Newton's method, held to the usual ones where the data say little.

    A step that makes matters worse is halved: from a good score of one shop to that of another is a long way.
    """
    rows = np.stack([score, np.ones(len(score))], 1)
    found = _USUAL.copy()
    hold = _USUAL_COUNTS_AS * np.array([0.01, 0.05])

    def misfit(tried: Array) -> float:
        told = rows @ tried
        off = weights @ (np.logaddexp(0, told) - right * told)
        return float(off + hold @ (tried - _USUAL) ** 2 / 2)

    for _ in range(25):
        sure = 0.5 + 0.5 * np.tanh(rows @ found / 2)
        slope = rows.T @ (weights * (right - sure)) - hold * (found - _USUAL)
        bend = (rows * (weights * sure * (1 - sure))[:, None]).T @ rows + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        while np.abs(step).max() > 1e-9 and misfit(found + step) > misfit(found):
            step /= 2
        found = found + step
    return float(max(found[0], 1.0)), float(found[1])


def outcomes(told: Iterable[tuple[float, float, bool]]) -> list[Judged]:
    """From (confidence, lead over the runner-up, was it right) of questions that were really asked."""
    return [Judged(confidence, lead, is_right) for confidence, lead, is_right in told]
