"""By which numbers do words and groups of letters go?

The groups of a text are numbered all at once, without a string for each: that is most of what reading costs.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

# What the letters of a pair, of three and of four are multiplied by before they are summed up. The figures
# are arbitrary; in one shop of some ten thousand million two pieces get the same number.
_TIMES: Final = np.array(
    [
        [-0x61C8864680B583EB, 0x3C6EF372FE94F82B, 0, 0],
        [0x2545F4914F6CDD1D, -0x4B47D0C5A4F3B1E5, 0x14057B7EF767814F, 0],
        [-0x2E3A8E5D6A3B1F47, 0x5851F42D4C957F2D, -0x106689D45497FDB5, 0x6C62272E07BB0143],
    ],
    np.int64,
)
_REST: Final = 0x6A09E667F3BCC91D  # a prime
_CODE: Final = np.dtype("<i4")
_BORDER: Final = "\U00100000"  # no text holds it; four other letters sum up to less
_PARTED: Final = f" {_BORDER} "  # between chunks: each keeps its edges, and no group reaches across
_LEAST_WITH_BORDER: Final = ord(_BORDER)
_TIMES_AND_SUMS: Final[Numbers] = np.vstack([_TIMES, _TIMES != 0])


def numbers_of_groups(words: str) -> Numbers:
    """Those of two to four letters in each chunk between spaces; its edges are letters too."""
    edged = f" {words.replace(' ', _PARTED)} {_BORDER * 3}".encode("utf-32-le", "surrogatepass")
    letters: npt.NDArray[np.int32] = np.ndarray((4, len(edged) // 4 - 3), _CODE, edged, 0, (4, 4))
    found: Numbers = np.matmul(_TIMES_AND_SUMS, letters)
    return found[:3][found[3:] < _LEAST_WITH_BORDER]


def number_of_group(letters: str) -> int:
    """That of one group."""
    codes = [*map(ord, letters), 0, 0][:4]
    return int(_TIMES[len(letters) - 2] @ np.array(codes))


def number_of_word(word: str) -> int:
    """That of a word, or of anything else that stands for itself."""
    return int.from_bytes(word.encode("utf-8", "surrogatepass"), "little") % _REST
