"""How near is a question to every phrasing, and which articles do the near ones speak for?

Phrasings and articles go by number here; a phrasing's pieces are its vector, of length one.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from faq.calibrate import Calibration
from faq.wording import groups_within, pieces, whole_word

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]

NOTHING: Final = np.zeros(0, np.float32)
BENT: Final = 0.25  # how much of nearness counts as its square: two near ones say more than four half as near


@dataclass(frozen=True, eq=False)
class Index:
    """What was learnt from the phrasings. Never changed once built, so every thread may ask it.

    `weights` has one figure for each piece and a last one for pieces that no phrasing holds: those stay in
    the question's length, which is what tells a stranger's question from the shop's.
    """

    fingerprint: str  # of the phrasings it was built from
    vocabulary: dict[str, int]
    weights: Floats
    starts: npt.NDArray[np.int64]  # where each piece's holders begin, and where the last ones end
    holders: Numbers  # phrasings
    values: Floats  # the piece's share of the phrasing's vector
    bounds: Numbers  # where each article's phrasings begin, and where the last ones end
    chosen: Numbers  # which of its article's phrasings each is: beyond some thousands only a sample speaks
    voices: Floats  # phrasing x article
    crowd: Floats  # each phrasing's part in the middle of its article
    calibration: Calibration

    def taught(self, voices: Floats, crowd: Floats, calibration: Calibration) -> "Index":
        """The same, knowing now what follows from nearness."""
        return replace(self, voices=voices, crowd=crowd, calibration=calibration)

    def read(self, text: str) -> "Question":
        """The question as a vector. `text` is bare and normalised."""
        return self.weigh(pieces(text))

    def weigh(self, counts: Counter[str]) -> "Question":
        """The vector of these pieces, and the share of it that phrasings know."""
        if not counts:
            return Question(np.zeros(0, np.int64), NOTHING, 1.0)
        numbers = np.fromiter(map(self.vocabulary.get, counts, repeat(-1)), np.int64, len(counts))
        shares = _log_counts(counts) * self.weights[numbers]  # -1 is the last weight, that of strangers
        length = float(np.sqrt(shares @ shares))
        known = numbers >= 0
        shares = shares[known] / np.float32(length)
        return Question(numbers[known], shares, float(shares @ shares))

    def holds(self, words: str) -> float:
        """How much of a word or two some phrasing holds: the whole, or a share of the letter groups."""
        if whole_word(words) in self.vocabulary:
            return 1.0
        groups = groups_within(words)
        return sum(each in self.vocabulary for each in groups) / len(groups) if groups else 0.0

    def nearness(self, question: "Question") -> Floats:
        """The cosine to every phrasing."""
        first, last = self.starts[question.pieces], self.starts[question.pieces + 1]
        many = last - first
        ends = np.cumsum(many)
        if not len(ends) or not ends[-1]:
            return np.zeros(len(self.chosen), np.float32)
        at = np.repeat(first - ends + many, many)
        at += np.arange(ends[-1])
        shared = self.values[at] * np.repeat(question.shares, many)
        return np.bincount(self.holders[at], shared, len(self.chosen)).astype(np.float32)

    def scores(self, nearness: Floats) -> Floats:
        """How much speaks for each article; about 1 for its own phrasings, about 0 for what it never says.

        What was learnt from single phrasings, and how near the middle of them all is.
        """
        if not len(nearness):
            return np.zeros(len(self.bounds) - 1, np.float32)
        found: Floats = bent(nearness) @ self.voices + np.add.reduceat(
            nearness * self.crowd, self.bounds[:-1]
        )
        return found

    def nearest(self, article: int, nearness: Floats) -> int:
        """Which of the article's phrasings is the nearest."""
        first, last = self.bounds[article], self.bounds[article + 1]
        return int(self.chosen[first + int(nearness[first:last].argmax())])


Figures = TypeVar("Figures", npt.NDArray[np.float32], npt.NDArray[np.float64])


def bent(nearness: Figures) -> Figures:
    """What is near counts more, and what is far less, than in proportion."""
    found = nearness * BENT
    found += 1 - BENT
    found *= nearness
    return found


@dataclass(frozen=True, eq=False)
class Question:
    """The pieces that phrasings know with their share of the vector; `known` is the sum of the squares.

    A question without letters has no pieces, and none that are strange.
    """

    pieces: npt.NDArray[np.int64]
    shares: Floats
    known: float


def _log_counts(counts: Counter[str]) -> Floats:
    """Said twice tells little more than said once."""
    return 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
