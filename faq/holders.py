"""Which phrasings hold these pieces, and how near are they for that?"""

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

_PAIR: Final = 8  # bytes of a phrasing and a value


class Holders:
    """Pieces and phrasings go by number. Never changed once made.

    `starts` says where each piece's holders begin, and where the last ones end; `values` is the piece's share
    of the phrasing's vector, which has length one; `many` are the phrasings in all.
    """

    def __init__(self, many: int, starts: Places, phrasings: Numbers, values: Floats) -> None:
        self.starts, self.phrasings, self.values, self._many = starts, phrasings, values, many
        self._often = np.append(np.diff(starts), 0)

    def nearness(self, pieces: Places, shares: Floats) -> Floats:
        """The cosine of every phrasing to a vector with these shares; -1 is a piece that nobody holds."""
        held = b"".join(map(self._held.__getitem__, pieces.tolist()))
        shared = np.frombuffer(held, np.float32)[1::2] * shares.repeat(self._often.take(pieces))
        found = np.bincount(np.frombuffer(held, np.int32)[::2], shared, self._many)
        return found.astype(np.float32)

    @cached_property
    def _held(self) -> list[bytes]:
        return _as_bytes(self.starts, self.phrasings, self.values)


def _as_bytes(starts: Places, phrasings: Numbers, values: Floats) -> list[bytes]:
    """For each piece who holds it and how much: those of a question are joined in one go."""
    pairs = np.empty((len(values), 2), np.int32)
    pairs[:, 0], pairs[:, 1] = phrasings, values.view(np.int32)
    told, ends = pairs.tobytes(), (starts * _PAIR).tolist()
    found = [b""] * len(starts)
    # Made in this order, what questions need most lies side by side in memory.
    for piece in np.argsort(-np.diff(starts), kind="stable").tolist():
        found[piece] = told[ends[piece] : ends[piece + 1]]
    return found
