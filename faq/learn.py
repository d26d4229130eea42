"""What can be learnt from the phrasings of all articles?

Ridge regression on the cosines between phrasings: from an article's own phrasings to 1, from all others to 0.
Leaving a phrasing or a whole article out needs no second fit, the inverse tells (docs/matching.md).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from faq.calibrate import Array, Calibration, calibrated
from faq.holders import Floats, Holders, Numbers
from faq.index import Index, Question, bent
from faq.wording import NO_PIECES, pieces

RIDGE: Final = 0.2  # how little a single phrasing is believed
CROWD: Final = 0.5  # how much the middle of an article's phrasings says beside the single ones
LANDMARKS: Final = 2000  # beyond so many phrasings a sample speaks for all; building grows with the cube
_SLICE: Final = 500  # phrasings compared with all landmarks at a time
_NOBODY: Final = np.zeros((0, 3))

Rows = npt.NDArray[np.int64]


def learn(articles: Sequence[Sequence[str]], fingerprint: str) -> Index:
    """The index of these articles' phrasings, bare and normalised."""
    owners = np.repeat(np.arange(len(articles)), [len(phrasings) for phrasings in articles])
    vectors = _Vectors(text for phrasings in articles for text in phrasings)
    rows = _landmarks(owners)
    untaught = _untaught(vectors, rows, owners, len(articles), fingerprint)
    if not len(rows):
        return untaught
    near = _between(vectors, rows, untaught)
    wanted = _wanted(owners[rows], len(articles))
    crowd = _Crowd(near, wanted, owners[rows])
    if len(rows) == len(owners):
        inverse = _inverse(near)
        voices: Array = inverse @ wanted
        calibration = _calibration(inverse, voices, wanted, owners, crowd)
    else:
        calibration = _sampled(near, wanted, owners[rows])
        voices = _voices_of_all(vectors, untaught, near, owners, len(articles))
    return untaught.taught(voices.astype(np.float32), crowd.parts.astype(np.float32), calibration)


class _Vectors:
    """The phrasings as vectors, one after the other."""

    def __init__(self, texts: Iterable[str]) -> None:
        read = [pieces(text) for text in texts] or [NO_PIECES]
        self.numbers, held = np.unique(np.concatenate([each.numbers for each in read]), return_inverse=True)
        self.pieces: Numbers = held.astype(np.int32)
        self.ends = np.append(0, np.cumsum([len(each.numbers) for each in read]))
        self.weights = self._rarity(len(read))
        self.values = self._shares(np.concatenate([each.often for each in read]).astype(np.float32))

    def _rarity(self, many: int) -> Floats:
        """The last is that of pieces nobody holds."""
        held = np.bincount(self.pieces, minlength=len(self.numbers))
        rare = np.log((1 + many) / (1 + np.append(held, 0))) + 1
        # Over few phrasings the plain logarithm is mostly chance; its root did as well or better everywhere.
        return np.asarray(np.sqrt(rare), np.float32)

    def _shares(self, often: Floats) -> Floats:
        """All vectors of length one. In place where it can be: over thousands of phrasings they are long."""
        values: Floats = np.log(often, out=often)
        values += 1
        values *= self.weights[self.pieces]
        squares = np.append(0.0, np.cumsum(values * values, dtype=np.float64))
        lengths = np.sqrt(squares[self.ends[1:]] - squares[self.ends[:-1]]).astype(np.float32)
        values /= np.repeat(lengths, np.diff(self.ends))
        return np.asarray(values)

    def question(self, row: int) -> Question:
        """The phrasing as if it were asked."""
        at = slice(self.ends[row], self.ends[row + 1])
        return Question(self.pieces[at].astype(np.int64), self.values[at], 1.0)

    def holders(self, rows: Rows) -> Holders:
        """Who among `rows` holds what, counted within them."""
        sizes = self.ends[rows + 1] - self.ends[rows]
        at = np.arange(sizes.sum()) + np.repeat(self.ends[rows] - np.cumsum(sizes) + sizes, sizes)
        held = self.pieces[at]
        order = np.argsort(held, kind="stable")
        starts = np.append(0, np.cumsum(np.bincount(held, minlength=len(self.numbers))))
        phrasings = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
        return Holders(len(rows), starts, phrasings[order], self.values[at][order])


def _untaught(vectors: _Vectors, rows: Rows, owners: Rows, articles: int, fingerprint: str) -> Index:
    """It knows how near a question is, not yet what follows."""
    bounds = np.searchsorted(owners[rows], np.arange(articles + 1))
    first_of = np.searchsorted(owners, np.arange(articles))
    return Index(
        fingerprint,
        vectors.numbers,
        vectors.weights,
        vectors.holders(rows),
        bounds.astype(np.int32),
        (rows - first_of[owners[rows]]).astype(np.int32),
        np.zeros((len(rows), articles), np.float32),
        np.zeros(articles, np.float32),
        calibrated(_NOBODY, _NOBODY),
    )


def _landmarks(owners: Rows) -> Rows:
    """All phrasings, or evenly spaced ones: each article its share of them and at least one."""
    if len(owners) <= LANDMARKS:
        return np.arange(len(owners))
    kept = LANDMARKS / len(owners)
    chosen = []
    for article in np.unique(owners):
        own = np.flatnonzero(owners == article)
        at = np.linspace(0, len(own) - 1, max(1, round(len(own) * kept)))
        chosen.append(own[at.astype(np.int64)])
    return np.concatenate(chosen)


def _inverse(near: Floats) -> Floats:
    """Single figures are exact enough here, and the largest thing in memory is half as large."""
    held = bent(near)
    held.flat[:: len(held) + 1] += RIDGE
    return np.asarray(np.linalg.inv(held), np.float32)


def _between(vectors: _Vectors, rows: Iterable[int], index: Index) -> Floats:
    """Cosines, row x phrasing of the index."""
    return np.stack([index.nearness(vectors.question(row)) for row in rows])


def _wanted(owners: Rows, articles: int) -> Array:
    """1 for the own article, 0 for all others."""
    wanted = np.zeros((len(owners), articles))
    wanted[np.arange(len(owners)), owners] = 1
    return wanted


def _voices_of_all(vectors: _Vectors, index: Index, near: Floats, owners: Rows, articles: int) -> Array:
    """What the landmarks must say so that all phrasings, not only they, come nearest to what is wanted."""
    pull = RIDGE * bent(near).astype(np.float64)
    pull.flat[:: len(pull) + 1] += 1e-3
    push = np.zeros((len(near), articles))
    for first in range(0, len(owners), _SLICE):
        some = np.arange(first, min(first + _SLICE, len(owners)))
        beside = bent(_between(vectors, some, index))
        pull += beside.T @ beside
        push += beside.T @ _wanted(owners[some], articles)
    return np.asarray(np.linalg.solve(pull, push))


class _Crowd:
    """How near each phrasing is to the middle of each article's phrasings, and without itself among them."""

    def __init__(self, near: Floats, wanted: Array, owners: Rows) -> None:
        sums: Array = near @ wanted
        own = np.arange(len(owners)), owners
        lengths = np.sqrt(np.maximum(np.bincount(owners, sums[own], wanted.shape[1]), 1e-12))
        self.parts: Array = CROWD / lengths
        self.scores: Array = CROWD * sums / lengths
        self.alone = self.scores.copy()
        itself = np.diag(near)
        rest = np.maximum(lengths[owners] ** 2 - 2 * sums[own] + itself, 1e-12)
        self.alone[own] = np.where(rest > 1e-6, CROWD * (sums[own] - itself) / np.sqrt(rest), 0.0)


def _sampled(near: Floats, wanted: Array, owners: Rows) -> Calibration:
    """From every other landmark: half as many are still plenty to calibrate by, in a quarter of the room."""
    near, wanted, owners = near[::2, ::2], wanted[::2], owners[::2]
    inverse = _inverse(near)
    return _calibration(inverse, inverse @ wanted, wanted, owners, _Crowd(near, wanted, owners))


def _calibration(inverse: Floats, voices: Array, wanted: Array, owners: Rows, crowd: _Crowd) -> Calibration:
    """Every phrasing asked of an index without it, and of one without its article."""
    if wanted.shape[1] < 2:
        return calibrated(_NOBODY, _NOBODY)
    alone = wanted - voices / np.diag(inverse)[:, None] + crowd.alone
    right = alone.argmax(1) == owners
    without = np.empty_like(wanted)
    for article in np.unique(owners):
        own = np.flatnonzero(owners == article)
        without[own] = wanted[own] - np.linalg.solve(inverse[np.ix_(own, own)], voices[own])
        without[own] += crowd.scores[own]
        without[own, article] = -np.inf
    return calibrated(_tried(alone, right), _tried(without, np.zeros(len(owners), bool)))


def _tried(scores: Array, right: npt.NDArray[np.bool_]) -> Array:
    """Best score, second score, was it right."""
    ordered = np.partition(scores, -2, axis=1)
    second = np.maximum(ordered[:, -2], -1.0)
    return np.stack([ordered[:, -1], second, right], 1)
