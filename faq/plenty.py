"""What does each piece say where few articles have thousands of phrasings?

A sample of so many leaves out too much, and to pull every phrasing to exactly 1 or 0 is more than is needed:
here only what says less than 1 for its own article, or more than 0 for another, is pulled (docs/matching.md).
No inverse tells then what would be without a phrasing: those tried are left out and the rest is learnt anew.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from faq.calibrate import Array, Calibration, calibrated
from faq.holders import Floats, Holders, Numbers, Places
from faq.index import Question
from faq.leaving import NOBODY, best_two

ENOUGH: Final = 200  # phrasings an article, from which on this tells more than a sample
ROOM: Final = 16_000_000  # pieces of all phrasings x articles; with more it would take too long
_RIDGE: Final = 1.0
_ROUNDS: Final = 4  # in each it is settled anew who is pulled
_STEPS: Final = 10  # of conjugate gradients
_NOTHING: Final = 1e-12  # so little is none
_SLICE: Final = 20_000  # pieces of phrasings added up at a time
_GROUPS: Final = 8  # of articles, left out together

Flags = npt.NDArray[np.bool_]


def is_plenty(phrasings: int, pieces: int, articles: int) -> bool:
    """Are there enough phrasings an article, and few enough pieces in all of them to learn it soon?"""
    return phrasings >= ENOUGH * articles and pieces * articles <= ROOM


class Sparse:
    """A matrix. `starts` tells where each row begins, and where the last one ends, among the columns it holds
    and how much of each."""

    def __init__(self, starts: Places, columns: Numbers, values: Floats) -> None:
        sizes = np.diff(starts)
        self.rows = len(sizes)
        # Most pieces have one holder, which needs no adding up.
        self._single, self._several = np.flatnonzero(sizes == 1), np.flatnonzero(sizes > 1)
        at, inside = starts[self._single], np.repeat(sizes > 1, sizes)
        self._of_single = columns[at], values[at, None]
        self._columns, self._values = columns[inside], values[inside, None]
        self._starts = np.append(0, np.cumsum(sizes[self._several]))
        self._cuts = np.unique(
            np.searchsorted(self._starts, np.arange(0, len(self._columns) + _SLICE, _SLICE))
        )

    def times(self, dense: Floats) -> Floats:
        """The product with column x article."""
        found = np.zeros((self.rows, dense.shape[1]), np.float32)
        columns, values = self._of_single
        found[self._single] = dense.take(columns, 0) * values
        for first, last in pairwise(np.minimum(self._cuts, len(self._several)).tolist()):
            at = slice(self._starts[first], self._starts[last])
            parts = dense.take(self._columns[at], 0) * self._values[at]
            found[self._several[first:last]] = np.add.reduceat(parts, self._starts[first:last] - at.start)
        return found


class Apart(NamedTuple):
    """Questions as if what is left out had never been written: their pieces, and how near answers come."""

    pieces: Sparse
    lines: Floats


class Plenty:
    """All phrasings, by piece and by phrasing. `wanted` is phrasing x article, 1 for its own."""

    def __init__(self, phrasings: Sparse, holders: Holders, owners: Places, wanted: Array) -> None:
        self._phrasings, self._owners, self._wanted = phrasings, owners, wanted.astype(np.float32)
        self._holders = Sparse(holders.starts, holders.phrasings, holders.values)

    def said(self, counted: Flags) -> Floats:
        """Piece x article, learnt from these phrasings alone: Newton's method, each step a ridge over those
        pulled."""
        found = np.zeros((self._holders.rows, self._wanted.shape[1]), np.float32)
        for round_ in range(_ROUNDS):
            told = self._phrasings.times(found)
            is_off = np.where(self._wanted > 0, told < 1, (told > 0) | (round_ == 0))
            pulled = (is_off & counted[:, None]).astype(np.float32)
            found = self._nearer(found, pulled, pulled * (self._wanted - told))
        return found

    def _nearer(self, found: Floats, pulled: Floats, missing: Floats) -> Floats:
        """Some steps towards the ridge's solution, for all articles side by side."""
        rest = self._holders.times(missing) - _RIDGE * found
        way, far = rest.copy(), (rest * rest).sum(0)
        for _ in range(_STEPS):
            bend = self._holders.times(pulled * self._phrasings.times(way)) + _RIDGE * way
            step = far / np.maximum((way * bend).sum(0), _NOTHING)
            found = found + step * way
            rest -= step * bend
            now = (rest * rest).sum(0)
            way = rest + now / np.maximum(far, _NOTHING) * way
            far = now
        return found

    def left_out(self, tried: Places, lines: Numbers, alone: Apart, without: Apart) -> Calibration:
        """Those tried asked of what is learnt without them, and of what is learnt without their articles.

        `lines` says whose answers are heard.
        """
        owners, articles = self._owners[tried], self._wanted.shape[1]
        if articles < 2:
            return NOBODY
        found = self._scores(~np.isin(np.arange(len(self._owners)), tried), lines, alone)
        strange = np.empty_like(found)
        for group in range(min(_GROUPS, articles)):
            own = owners % _GROUPS == group
            strange[own] = self._scores(self._owners % _GROUPS != group, lines, without)[own]
        strange[np.arange(len(tried)), owners] = -np.inf
        right = found.argmax(1) == owners
        return calibrated(best_two(found, right), best_two(strange, np.zeros(len(tried), np.bool_)))

    def _scores(self, counted: Flags, lines: Numbers, asked: Apart) -> Array:
        found = asked.pieces.times(self.said(counted)).astype(np.float64)
        found[:, lines] += asked.lines
        return found


def rows_of(questions: Sequence[Question]) -> Sparse:
    """As a matrix."""
    starts = np.append(0, np.cumsum([len(each.pieces) for each in questions]))
    columns = np.concatenate([each.pieces for each in questions]).astype(np.int32)
    return Sparse(starts, columns, np.concatenate([each.shares for each in questions]))
