"""By which numbers do words and groups of letters go?

The groups of a text are numbered all at once, without a string for each: that is most of what reading costs.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

# What the letters of a pair, of three and of four are multiplied by before they are summed up: any figures
# from 3 * 2**40 to 2**42. In one shop of some hundred thousand two pieces get the same number.
_TIMES: Final = np.array(
    [
        [0x33A75FFC53D, 0x330C7BB69F7, 0, 0],
        [0x307FCF4C6B7, 0x3C9A3C77EBF, 0x3B863E968FD, 0],
        [0x3770E8E2329, 0x3B7BE84762B, 0x3FDE2E90529, 0x3F7309E6043],
    ],
    np.int64,
)
_REST: Final = 0x30A09E667F3BCCC1  # a prime
_CODE: Final = np.dtype("<i4")
# Stands between chunks and is no letter: it alone makes a sum larger than any four letters do.
_BORDER: Final = "\U0010ffff"
_PARTED: Final = f" {_BORDER} "
# Numbers from here on are no groups: they reach across a border.
TORN: Final = np.array(ord(_BORDER) * (3 << 40), np.int64)


def numbers_of_groups(words: str) -> Numbers:
    """Those of two to four letters in each chunk between spaces, its edges are letters too; and torn ones."""
    edged = f" {words.replace(' ', _PARTED)} {_BORDER}\0\0".encode("utf-32-le", "surrogatepass")
    letters: npt.NDArray[np.int32] = np.ndarray((4, len(edged) // 4 - 3), _CODE, edged, 0, (4, 4))
    found: Numbers = np.matmul(_TIMES, letters)
    return found.ravel()


def number_of_group(letters: str) -> int:
    """That of one group."""
    codes = [*map(ord, letters), 0, 0][:4]
    return int(_TIMES[len(letters) - 2] @ np.array(codes))


def number_of_word(word: str) -> int:
    """That of a word, or of anything else that stands for itself."""
    return int.from_bytes(word.encode("utf-8", "surrogatepass"), "little") % _REST
