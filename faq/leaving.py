"""What would have been said of a phrasing if nobody had written it, or nothing of its article?

The ridge's inverse tells both without a second fit (docs/matching.md).
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from faq.calibrate import Array, Calibration, calibrated
from faq.holders import Floats, Numbers

CROWD: Final = 1.0  # how much the middle of an article's phrasings says beside the single ones
NOBODY: Final = calibrated(np.zeros((0, 3)), np.zeros((0, 3)))


class Asked(NamedTuple):
    """How near each question comes: question x phrasing, and question x answer that is heard."""

    phrasings: Floats
    lines: Floats


class Crowd:
    """The middle of each article's phrasings.

    `near` is phrasing x phrasing, `wanted` phrasing x article, 1 for its own.
    """

    def __init__(self, near: Floats, wanted: Array) -> None:
        owners = wanted.argmax(1)
        self._own = (np.arange(len(owners)), owners)
        sums = (near @ wanted)[self._own]
        squares = np.bincount(owners, sums, wanted.shape[1])
        self._lengths = np.sqrt(np.maximum(squares, 1e-12))
        self._rest = np.sqrt(np.maximum(squares[owners] - 2 * sums + np.diag(near), 0.0))
        self.voices: Array = CROWD * wanted / self._lengths

    def scores(self, near: Floats) -> Array:
        """How near the middle of each article is to each question."""
        return np.asarray(near @ self.voices)

    def alone(self, near: Floats) -> Array:
        """The same where the questions are the phrasings, each without itself in the middle."""
        found = self.scores(near)
        others = found[self._own] * self._lengths[self._own[1]] - CROWD * np.diag(near)
        found[self._own] = np.where(self._rest > 1e-3, others / np.maximum(self._rest, 1e-3), 0.0)
        return found


def left_out(
    inverse: Floats, wanted: Array, crowd: Crowd, lines: Numbers, alone: Asked, without: Asked
) -> Calibration:
    """Every phrasing asked of an index without it, and of one without its article.

    `alone` and `without` tell how near it then comes; `lines` whose answers are heard, also where a phrasing
    is left out.
    """
    if wanted.shape[1] < 2:
        return NOBODY
    owners, voices = wanted.argmax(1), inverse @ wanted
    tried = crowd.alone(alone.phrasings)
    tried[:, lines] += alone.lines
    tried += alone.phrasings @ voices
    own_say = np.einsum("ij,ji->i", alone.phrasings, inverse)
    tried -= voices * (own_say / np.diag(inverse))[:, None]
    right = tried.argmax(1) == owners
    strange = crowd.scores(without.phrasings)
    strange[:, lines] += without.lines
    strange += without.phrasings @ voices
    for article in np.unique(owners):
        own = np.flatnonzero(owners == article)
        held = np.linalg.solve(inverse[np.ix_(own, own)], voices[own])
        strange[own] -= without.phrasings[own] @ inverse[:, own] @ held
        strange[own, article] = -np.inf
    return calibrated(best_two(tried, right), best_two(strange, np.zeros(len(owners), bool)))


def best_two(scores: Array, right: npt.NDArray[np.bool_]) -> Array:
    """Best score, second score, was it right."""
    ordered = np.partition(scores, -2, axis=1)
    second = np.maximum(ordered[:, -2], -1.0)
    return np.stack([ordered[:, -1], second, right], 1)
