"""How good were these answers? Figures over questions whose right answer is known."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Tried:
    """One question put to the matcher. `label` is the right one, None where nothing answers it."""

    label: str | None
    best: str | None  # the likeliest, whether or not it was sure enough
    confidence: float
    answered: bool

    @property
    def is_right(self) -> bool:
        """Is the likeliest the right one?"""
        return self.label is not None and self.best == self.label


def share(hits: int, of: int) -> float | None:
    """None where there is nothing to take a share of."""
    return hits / of if of else None


def accuracy(tried: Sequence[Tried]) -> float | None:
    """The likeliest is right, among questions that have an answer; no threshold."""
    inside = [each for each in tried if each.label is not None]
    return share(sum(each.is_right for each in inside), len(inside))


def accuracy_at_threshold(tried: Sequence[Tried]) -> float | None:
    """The same, where holding back counts as wrong."""
    inside = [each for each in tried if each.label is not None]
    return share(sum(each.answered and each.is_right for each in inside), len(inside))


def oos_recall(tried: Sequence[Tried]) -> float | None:
    """Questions nothing answers that were not answered."""
    outside = [each for each in tried if each.label is None]
    return share(sum(not each.answered for each in outside), len(outside))


def wrong_among_answered(tried: Sequence[Tried]) -> float | None:
    """Wrong answers to all answers."""
    given = [each for each in tried if each.answered]
    return share(sum(not each.is_right for each in given), len(given))


def auroc(tried: Sequence[Tried]) -> float | None:
    """How often a question with an answer gets more confidence than one without; ties count half."""
    ordered = sorted(tried, key=lambda each: each.confidence)
    inside = sum(each.label is not None for each in tried)
    outside = len(tried) - inside
    if not inside or not outside:
        return None
    below, won, at = 0, 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end].confidence == ordered[at].confidence:
            end += 1
        same_outside = sum(each.label is None for each in ordered[at:end])
        won += (end - at - same_outside) * (below + same_outside / 2)
        below += same_outside
        at = end
    return won / (inside * outside)


def mcc(tried: Sequence[Tried]) -> float | None:
    """Matthews correlation over all classes; held back and nothing-answers-it are one class of their own.

    Null where no question is without an answer: abstention has then nothing to be right about.
    """
    if all(each.label is not None for each in tried):
        return None
    truth = [each.label for each in tried]
    said = [each.best if each.answered else None for each in tried]
    return correlation(truth, said)


def correlation(truth: Sequence[Hashable], said: Sequence[Hashable]) -> float:
    """Gorodkin's multi-class form, 0 where either side knows a single class."""
    total, agreed = len(truth), sum(a == b for a, b in zip(truth, said, strict=True))
    in_truth, in_said = Counter(truth), Counter(said)
    both = sum(count * in_said[name] for name, count in in_truth.items())
    spread_truth = total**2 - sum(count**2 for count in in_truth.values())
    spread_said = total**2 - sum(count**2 for count in in_said.values())
    if not spread_truth or not spread_said:
        return 0.0
    return (agreed * total - both) / sqrt(spread_truth * spread_said)
