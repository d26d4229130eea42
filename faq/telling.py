"""How much does each piece weigh: how rare is it, and how well does it tell one article from another?

A piece that phrasings of all articles hold alike tells nothing, however rare it is; one that a single article
holds tells much. What few phrasings hold is believed less.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.integer[Any]]

MOST: Final = 2.0  # so much more weighs a piece that leaves no doubt which article is meant
_DOUBT: Final = 1.0  # phrasings; so many of no article in particular are taken to hold every piece as well


_NOBODY: Final = 1e-6  # of a holder; what is less has come of counting


class Weights(NamedTuple):
    """Of each piece, with a last figure for pieces that nobody holds.

    `alone` and `without` are those of each phrasing's pieces, one after the other, had that phrasing not been
    written, or nothing of its article: who is left out must not have had a say.
    """

    of_all: Floats
    alone: Floats
    without: Floats


def weights(
    pieces: Places, owners: Places, sizes: Places | Floats, many: int, loud: Floats | float = 1.0
) -> Weights:
    """`pieces` and `owners` say which of `many` pieces a phrasing of which article holds, in a row;
    `sizes` how many phrasings each article has, and `loud` for how much of one each holder counts.
    """
    if len(sizes) < 2:
        return Weights(np.ones(many + 1), np.ones(len(pieces)), np.ones(len(pieces)))
    articles = len(sizes)
    loud = np.broadcast_to(loud, pieces.shape)
    written: Floats = sizes.astype(np.float64)
    phrasings = float(written.sum())
    doubt = _DOUBT * written / phrasings

    def part(held: Floats, article: Places) -> Floats:
        """What an article with so many holders adds to how far a piece's articles are from all alike."""
        seen = held + doubt[article]
        return np.asarray(seen * np.log(seen / doubt[article]))

    pairs, at = np.unique(pieces.astype(np.int64) * articles + owners, return_inverse=True)
    piece, article = np.divmod(pairs, articles)
    held: Floats = np.bincount(pieces, loud, many).astype(np.float64)
    often: Floats = np.bincount(at, loud).astype(np.float64)
    far: Floats = np.bincount(piece, part(often, article), many).astype(np.float64)
    usual = _weights(held, far, phrasings, articles)
    stranger = _rare(np.zeros(1), phrasings) * (usual / _rare(held, phrasings)).mean()
    every, own = held[pieces], often[at]
    rest = far[pieces] - part(own, owners)
    alone = _weights(every - loud, rest + part(own - loud, owners), phrasings - loud, articles)
    without = _weights(every - own, rest, phrasings - written[owners], articles - 1, _DOUBT - doubt[owners])
    alone[every - loud < _NOBODY] = without[every - own < _NOBODY] = stranger
    return Weights(np.append(usual, stranger), alone, without)


def _weights(held: Floats, far: Floats, phrasings: Any, articles: int, doubt: Any = _DOUBT) -> Floats:
    total = held + doubt
    told = far / total - np.log(total / doubt)  # Kullback and Leibler's distance
    told /= np.log(max(2, articles))  # about 1 where a single article is left
    return np.asarray(_rare(held, phrasings) * (1 + MOST * told))


def _rare(held: Floats, phrasings: Any) -> Floats:
    """Over few phrasings the plain logarithm is mostly chance; its root did as well or better everywhere."""
    return np.asarray(np.sqrt(np.log((1 + phrasings) / (1 + held)) + 1))
