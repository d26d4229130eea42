"""How much does each piece say for each article?

What phrasings say is added up beforehand, so that a question reads a row for each of its pieces and asks
no phrasing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from faq.holders import Floats, Holders, Places

_SLICE: Final = 16  # pieces added up at a time: what they need stays near the processor
_FINEST: Final = 32767  # a row is kept in whole numbers of a unit of its own: exact enough in half the room


class Leanings:
    """For each piece a figure for each article, and a last row of nothing. Never changed once made."""

    def __init__(self, holders: Holders, voices: Floats) -> None:
        """`voices` is what each phrasing says for each article."""
        pieces, starts = len(holders.starts) - 1, holders.starts.tolist()
        self._units = np.zeros((pieces + 1, 1), np.float32)
        self._rows: npt.NDArray[np.int16] = np.zeros((pieces + 1, voices.shape[1]), np.int16)
        whose = np.repeat(np.arange(pieces), np.diff(holders.starts))
        for first in range(0, pieces, _SLICE):
            last = min(first + _SLICE, pieces)
            some = slice(starts[first], starts[last])
            held = np.zeros((last - first, some.stop - some.start), np.float32)
            held[whose[some] - first, np.arange(held.shape[1])] = holders.values[some]
            said = held @ voices[holders.phrasings[some]]
            units = np.maximum(np.abs(said).max(1, keepdims=True), 1e-9) / _FINEST
            self._units[first:last], self._rows[first:last] = units, np.rint(said / units)

    def scores(self, pieces: Places, shares: Floats) -> Floats:
        """What they say together, each by its share; -1 is a piece that nobody holds."""
        said = self._rows.take(pieces, 0).astype(np.float32)
        return np.asarray((shares * self._units.take(pieces)).dot(said))
