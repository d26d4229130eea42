"""What can be learnt from the phrasings of all articles?

Ridge regression on the cosines between phrasings: from an article's own phrasings to 1, from all others to 0.
Leaving a phrasing or a whole article out needs no second fit, the inverse tells (docs/matching.md).
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from faq.calibrate import Array
from faq.holders import Floats, Holders, Numbers
from faq.index import Index, Question
from faq.leaving import NOBODY, Asked, Crowd, left_out
from faq.lines import Lines
from faq.plenty import Apart, Plenty, Sparse, is_plenty, rows_of
from faq.telling import Weights, weights
from faq.wording import NO_PIECES, pieces

ANSWER: Final = 2.5  # the most all lines of an answer say beside a phrasing; a single one says as much as one
RIDGE: Final = 0.08  # how little a single phrasing is believed
BENT: Final = 0.15  # how much of the nearness between phrasings counts as its square, while learning
LANDMARKS: Final = 2000  # beyond so many phrasings a sample speaks for all; building grows with the cube
_SLICE: Final = 500  # phrasings compared with all landmarks at a time

Rows = npt.NDArray[np.int64]


class Held(NamedTuple):
    """Which row holds which piece, and how much of it; the rows in their order."""

    rows: Numbers
    pieces: Numbers
    values: Floats

    def beside(self, other: "Held") -> "Held":
        """Both, the rows of the other after these."""
        return Held(*(np.concatenate(both) for both in zip(self, other, strict=True)))


NOTHING: Final = Held(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))


def learn(articles: Sequence[Sequence[str]], fingerprint: str, lines: Sequence[Lines] = ()) -> Index:
    """The index of these articles' phrasings, bare and normalised, and of what is heard of their answers."""
    owners = np.repeat(np.arange(len(articles)), [len(phrasings) for phrasings in articles])
    vectors = _Vectors((text for phrasings in articles for text in phrasings), owners, lines)
    rows = _landmarks(owners)
    untaught = _untaught(vectors, rows, owners, len(articles), fingerprint)
    if not len(rows):
        return untaught
    if len(rows) < len(owners) and is_plenty(len(owners), int(vectors.ends[len(owners)]), len(articles)):
        return _learnt_of_plenty(vectors, rows, owners, untaught)
    near = _between(map(vectors.question, rows.tolist()), untaught)
    wanted = _wanted(owners[rows], len(articles))
    # Of a sample every other phrasing is still plenty to calibrate by, in a quarter of the room.
    every = 1 if len(rows) == len(owners) else 2
    inverse = _inverse(near[::every, ::every])
    voices: Array = (
        inverse @ wanted if every == 1 else _voices_of_all(vectors, untaught, near, owners, len(articles))
    )
    crowd = Crowd(near, wanted)
    voices += crowd.voices
    hearing = untaught.hearing(vectors.holders(rows, vectors.middles))
    calibration = left_out(
        inverse,
        wanted[::every],
        crowd if every == 1 else Crowd(near[::every, ::every], wanted[::every]),
        vectors.answers,
        *(
            Asked(asked[:, : len(rows) : every], asked[:, len(rows) :])
            for article in (False, True)
            for asked in (
                _between((vectors.left_out(row, article=article) for row in rows[::every]), hearing),
            )
        ),
    )
    of_answers = _wanted(vectors.answers.astype(np.int64), len(articles))
    taught = np.concatenate([voices, of_answers]).astype(np.float32)
    return hearing.taught(taught, calibration, len(vectors.answers))


def _learnt_of_plenty(vectors: "_Vectors", rows: Rows, owners: Rows, untaught: Index) -> Index:
    """The sample shows which phrasing is nearest; what all of them say is told piece by piece."""
    articles, every = len(untaught.bounds) - 1, np.arange(len(owners))
    wanted = _wanted(owners, articles)
    plenty = Plenty(vectors.sparse(len(owners)), vectors.holders(every), owners, wanted)
    tried = rows[::2]
    asked = [[vectors.left_out(row, article=article) for row in tried] for article in (False, True)]
    heard = untaught.hearing(vectors.holders(rows, vectors.middles))
    of_lines = [_between(questions, heard)[:, len(rows) :] for questions in asked]
    alone, without = (
        Apart(rows_of(questions), near) for questions, near in zip(asked, of_lines, strict=True)
    )
    calibration = plenty.left_out(tried, vectors.answers, alone, without)
    said = _held(plenty.said(np.ones(len(owners), np.bool_)), len(vectors.answers))
    of_answers = _wanted(vectors.answers.astype(np.int64), articles)
    voices = np.concatenate([np.zeros((len(rows), articles)), of_answers, np.eye(articles)])
    hearing = untaught.hearing(vectors.holders(rows, vectors.middles.beside(said)))
    return hearing.taught(voices.astype(np.float32), calibration, len(vectors.answers))


def _held(said: Floats, first: int) -> Held:
    """What is said for each article as a row of its own, from row `first` on. Half the figures are exact
    enough and stored in half the room."""
    article, held = np.nonzero(said.T)
    values = said.T[article, held].astype(np.float16).astype(np.float32)
    return Held((first + article).astype(np.int32), held.astype(np.int32), values)


class _Vectors:
    """The phrasings as vectors, one after the other, and the lines of all answers after them."""

    def __init__(self, phrasings: Iterable[str], owners: Rows, lines: Sequence[Lines]) -> None:
        faint = [(at, line) for at, some in enumerate(lines) for line in some]
        read = [pieces(text) for text in chain(phrasings, (line.told for _, line in faint))] or [NO_PIECES]
        whose = np.array([at for at, _ in faint], np.int64)
        loud = np.array([line.loud for _, line in faint], np.float64)
        self.numbers, held = np.unique(np.concatenate([each.numbers for each in read]), return_inverse=True)
        self.pieces: Numbers = held.astype(np.int32)
        self.ends = np.append(0, np.cumsum([len(each.numbers) for each in read]))
        often = np.concatenate([each.often for each in read]).astype(np.float32)
        found = self._weighed(np.append(owners, whose), np.append(np.ones(len(owners)), loud))
        self.weights: Floats = found.of_all.astype(np.float32)
        self._alone, self._without = found.alone.astype(np.float32), found.without.astype(np.float32)
        self.values = self._shares(often)
        self.answers: Numbers = np.unique(whose).astype(np.int32)
        self.middles = self._middles(len(owners), np.searchsorted(self.answers, whose), loud)

    def _weighed(self, owners: Rows, loud: Array) -> Weights:
        """What is heard of answers has a say in it, as loud as it is heard."""
        sizes = np.diff(self.ends)[: len(owners)]
        holders, written = np.repeat(owners, sizes), np.bincount(owners, loud)
        return weights(self.pieces, holders, written, len(self.numbers), np.repeat(loud, sizes))

    def _middles(self, first: int, whose: Rows, loud: Array) -> Held:
        """The sum of each answer's lines, which come from row `first` on, each as long as it is loud."""
        sizes = np.diff(self.ends)[first : first + len(whose)]
        at = slice(self.ends[first], None)
        pairs, of = np.unique(
            np.repeat(whose, sizes) * len(self.numbers) + self.pieces[at], return_inverse=True
        )
        own, held = np.divmod(pairs, max(1, len(self.numbers)))
        shares = np.bincount(of, self.values[at] * np.repeat(loud, sizes)).astype(np.float64)
        loudest = np.zeros(len(self.answers))
        np.maximum.at(loudest, whose, loud)
        lengths = np.sqrt(np.bincount(own, shares * shares, len(self.answers)))
        heard = shares * np.minimum(1.0, ANSWER * loudest / lengths)[own]
        return Held(own.astype(np.int32), held.astype(np.int32), heard.astype(np.float32))

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

    def sparse(self, rows: int) -> Sparse:
        """The first so many of them as a matrix."""
        end = self.ends[rows]
        return Sparse(self.ends[: rows + 1], self.pieces[:end], self.values[:end])

    def left_out(self, row: int, *, article: bool) -> Question:
        """The phrasing as if it were asked where it, or its whole article, was never written."""
        at = slice(self.ends[row], self.ends[row + 1])
        held = self.pieces[at]
        now = (self._without if article else self._alone)[at]
        shares = self.values[at] / self.weights[held] * now
        shares /= np.sqrt(shares @ shares)
        return Question(held.astype(np.int64), np.asarray(shares, np.float32), 1.0)

    def holders(self, rows: Rows, more: Held = NOTHING) -> Holders:
        """Who among `rows` holds what, counted within them, and who among `more`, counted after those."""
        sizes = self.ends[rows + 1] - self.ends[rows]
        at = np.arange(sizes.sum()) + np.repeat(self.ends[rows] - np.cumsum(sizes) + sizes, sizes)
        held = np.append(self.pieces[at], more.pieces)
        order = np.argsort(held, kind="stable")
        starts = np.append(0, np.cumsum(np.bincount(held, minlength=len(self.numbers))))
        holding = np.append(np.repeat(np.arange(len(rows), dtype=np.int32), sizes), len(rows) + more.rows)
        many = len(rows) + (int(more.rows[-1]) + 1 if len(more.rows) else 0)
        return Holders(many, starts, holding[order], np.append(self.values[at], more.values)[order])


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
        NOBODY,
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


def _bent(near: Floats) -> Floats:
    """What is near counts more, and what is far less, than in proportion."""
    return np.asarray(near * (1 - BENT + BENT * near))


def _inverse(near: Floats) -> Floats:
    """Single figures are exact enough here, and the largest thing in memory is half as large."""
    held = _bent(near)
    held.flat[:: len(held) + 1] += RIDGE
    return np.asarray(np.linalg.inv(held), np.float32)


def _between(asked: Iterable[Question], index: Index) -> Floats:
    """Cosines, question x phrasing of the index."""
    return np.stack([index.nearness(question) for question in asked])


def _wanted(owners: Rows, articles: int) -> Array:
    """1 for the own article, 0 for all others."""
    wanted = np.zeros((len(owners), articles))
    wanted[np.arange(len(owners)), owners] = 1
    return wanted


def _voices_of_all(vectors: _Vectors, index: Index, near: Floats, owners: Rows, articles: int) -> Array:
    """What the landmarks must say so that all phrasings, not only they, come nearest to what is wanted."""
    pull = RIDGE * _bent(near).astype(np.float64)
    pull.flat[:: len(pull) + 1] += 1e-3
    push = np.zeros((len(near), articles))
    for first in range(0, len(owners), _SLICE):
        some = np.arange(first, min(first + _SLICE, len(owners)))
        beside = _between(map(vectors.question, some.tolist()), index)
        pull += beside.T @ beside
        push += beside.T @ _wanted(owners[some], articles)
    return np.asarray(np.linalg.solve(pull, push))
