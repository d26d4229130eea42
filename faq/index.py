"""How near is a question to every phrasing, and which articles do the near ones speak for?

Phrasings and articles go by number here; a phrasing's pieces are its vector, of length one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from faq.calibrate import Calibration
from faq.holders import Floats, Holders, Numbers, Places
from faq.leanings import Leanings
from faq.wording import NO_PIECES, number_within, numbers_within, pieces

_NONE: Final = -np.inf
_ROOM: Final = 50_000_000  # leanings, two bytes each; a shop with more has its phrasings asked one by one
# Said twice tells little more than said once. More often than this no question says anything.
_WEIGHT_OF_TIMES: Final = 1 + np.log(np.maximum(1, np.arange(1024, dtype=np.float32)))


class Question(NamedTuple):
    """Its pieces, -1 for one that no phrasing holds, with their share of the vector.

    `known` is the sum of the squares of all others: 1 for a question without letters, which has no pieces.
    """

    pieces: Places
    shares: Floats
    known: float


NO_QUESTION: Final = Question(np.zeros(0, np.int64), np.zeros(0, np.float32), 1.0)


@dataclass(frozen=True, eq=False)
class Index:
    """What was learnt from the phrasings. Never changed once built, so every thread may ask it.

    `weights` has one figure for each piece and a last one for pieces that no phrasing holds: those stay in
    the question's length, which is what tells a stranger's question from the shop's.
    """

    fingerprint: str  # of the phrasings it was built from
    pieces: Places  # their numbers, smallest first
    weights: Floats
    holders: Holders
    bounds: Numbers  # where each article's phrasings begin, and where the last ones end
    chosen: Numbers  # which of its article's phrasings each is: beyond some thousands only a sample speaks
    voices: Floats  # what nearness to a phrasing, or to an answer, says for an article
    calibration: Calibration
    answers: int = 0  # how many are heard; their holders come after the phrasings

    def hearing(self, holders: Holders) -> "Index":
        """The same, with answers among the holders: they come after the phrasings."""
        return replace(self, holders=holders)

    def taught(self, voices: Floats, calibration: Calibration, answers: int = 0) -> "Index":
        """The same, knowing now what follows from nearness."""
        return replace(self, voices=voices, calibration=calibration, answers=answers)

    def read(self, text: str) -> Question:
        """The question as a vector, and how much of it phrasings know. `text` is bare and normalised."""
        found = pieces(text)
        if found is NO_PIECES or not len(self.pieces):
            return NO_QUESTION
        at = self.pieces.searchsorted(found.numbers)
        is_known = self.pieces.take(at, mode="clip") == found.numbers
        own = np.where(is_known, at, -1)
        shares: Floats = _WEIGHT_OF_TIMES.take(found.often, mode="clip") * self.weights.take(own)
        length = float(shares.dot(shares))
        known = shares * is_known
        shares *= length**-0.5
        return Question(own, shares, float(known.dot(known)) / length)

    def holds(self, words: str) -> float:
        """How much of a word or two some phrasing holds: the whole, or a share of the letter groups."""
        if self._are_known([number_within(words)])[0]:
            return 1.0
        groups = numbers_within(words)
        return float(self._are_known(groups).mean()) if groups else 0.0

    def _are_known(self, numbers: list[int]) -> npt.NDArray[np.bool_]:
        return np.isin(np.array(numbers, np.int64), self.pieces)

    def nearness(self, question: Question) -> Floats:
        """The cosine to every phrasing; then to every answer that is heard, times how loud it is."""
        return self.holders.nearness(question.pieces, question.shares)

    def get_ready(self) -> None:
        """Add up beforehand what questions need; else the first of them does."""
        _ = self._leanings

    def scores(self, question: Question) -> Floats:
        """How much speaks for each article; about 1 for its own phrasings, about 0 for what it never says."""
        if self._leanings is None:
            return np.asarray(self.nearness(question).dot(self.voices))
        return self._leanings.scores(question.pieces, question.shares)

    @cached_property
    def _leanings(self) -> Leanings | None:
        """None for a shop so large that they would take too much room."""
        is_large = len(self.weights) * self.voices.shape[1] > _ROOM
        return None if is_large else Leanings(self.holders, self.voices)

    def of_answer(self, article: int, question: Question) -> float:
        """Which share of what speaks for the article comes from its answer."""
        answers = slice(len(self.chosen), len(self.chosen) + self.answers)
        said = float(self.nearness(question)[answers] @ self.voices[answers, article])
        return said / max(said, float(self.scores(question)[article])) if said > 0 else 0.0

    def best(self, scores: Floats, many: int) -> list[tuple[int, float]]:
        """So many articles with the highest scores, which are used up; equal ones stay in their order."""
        found = []
        for _ in range(min(many, len(scores))):
            at = int(scores.argmax())
            found.append((at, scores.item(at)))
            scores[at] = _NONE
        return found

    def fits(self, phrasings: Sequence[int]) -> bool:
        """Could it be learnt from articles with so many phrasings?"""
        if len(phrasings) != len(self.bounds) - 1:
            return False
        room = np.repeat(np.array(phrasings, np.int64), np.diff(self.bounds))
        return bool(((self.chosen >= 0) & (self.chosen < room)).all())

    def chosen_of(self, article: int) -> list[int]:
        """Which of the article's phrasings speak for it."""
        found: list[int] = self.chosen[self.bounds[article] : self.bounds[article + 1]].tolist()
        return found


def likeness(one: Question, other: Question) -> float:
    """The cosine of two questions."""
    _, at, beside = np.intersect1d(one.pieces, other.pieces, return_indices=True)
    return float(one.shares[at] @ other.shares[beside])
