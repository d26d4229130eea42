"""How much does each piece say for each article?

What phrasings say is added up beforehand, so that a question reads a row for each of its pieces and asks
no phrasing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from faq.holders import Floats, Holders, Places

_SLICE: Final = 64  # pieces added up at a time: what they need stays near the processor
_FINEST: Final = 32767  # a row is kept in whole numbers of a unit of its own: exact enough in half the room


class Leanings:
    """For each piece a figure for each article, and a last row of nothing. Never changed once made."""

    def __init__(self, holders: Holders, voices: Floats) -> None:
        """`voices` is what each phrasing says for each article."""
        pieces = len(holders.starts) - 1
        self._units = np.zeros((pieces + 1, 1), np.float32)
        self._rows: npt.NDArray[np.int16] = np.zeros((pieces + 1, voices.shape[1]), np.int16)
        for first in range(0, pieces, _SLICE):
            starts = holders.starts[first : first + _SLICE + 1]
            held = np.flatnonzero(np.diff(starts))
            if not len(held):
                continue
            some = slice(starts[0], starts[-1])
            said = voices[holders.phrasings[some]]
            said *= holders.values[some, None]
            rows = np.add.reduceat(said, starts[held] - starts[0], axis=0)
            units = np.maximum(np.abs(rows).max(1, keepdims=True), 1e-9) / _FINEST
            self._units[first + held], self._rows[first + held] = units, np.rint(rows / units)

    def scores(self, pieces: Places, shares: Floats) -> Floats:
        """What they say together, each by its share; -1 is a piece that nobody holds."""
        said = self._rows.take(pieces, 0).astype(np.float32)
        return np.asarray((shares * self._units.take(pieces)).dot(said))
