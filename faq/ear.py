"""How much does this sound like a wish for a person, or like anger?

The rules hear the wordings they know; this ear was taught by examples (`python -m faq.lessons`) and hears
new ones. A message is its letter groups, and those again with the words that matter replaced by what they
stand for: somebody to talk to, talking, asking, a bot. Each group has a weight; the sum tells.
"""

import math
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from faq.courtesy import WORDS, bare
from faq.english import is_english
from faq.normalize import normalize, undo_layout
from faq.request import without_slips
from faq.spelling import any_of, respell

__all__ = ["BUCKETS", "FILE", "Heard", "as_meant", "groups", "hear", "packed", "unpacked"]

BUCKETS: Final = 1 << 16
FILE: Final = "ear.bin"
FORMAT: Final = b"saphan-ear 1 "
_LONGEST: Final = 5  # letters in a group
_LONGEST_MEANT: Final = 4  # the same, where words stand as what they mean

# Signs that no normalised text holds; each stands for all words under these names.
_MEANS: Final = {
    "Ⓟ": ("persons", "people", "surely", "hito", "person_zh", "somebody"),
    "Ⓣ": ("talking", "speaking"),
    "Ⓐ": ("asking", "wishing", "getting", "letting"),
    "Ⓑ": ("bots", "robots", "bots_zh", "automatic"),
    "Ⓡ": ("replying", "helping", "calling", "assisting"),
    "Ⓞ": ("others", "things"),
}
_SIGN_OF: Final = {
    respell(normalize(word)): sign
    for sign, names in reversed(_MEANS.items())
    for name in names
    for word in WORDS["REQUEST"].get(name, WORDS["EAR"].get(name, ()))
    if len(respell(normalize(word))) > 1
}
_MEANT: Final = any_of(_SIGN_OF)
_AROUND_SIGN: Final = re.compile(rf" *([{''.join(_MEANS)}]) *")


@dataclass(frozen=True)
class Heard:
    """About 1 for what was surely meant so, about -1 for what was surely not."""

    loudness: float  # a wish for a person or anger, whichever
    lean: float  # above 0 the wish, below it the anger


def hear(words: str) -> Heard:
    """Takes normalised words."""
    held = groups(words)
    if not len(held):
        return Heard(-1.0, 0.0)
    loudness, lean = _WEIGHTS[held].sum(0) * (_STEP / math.sqrt(len(held)))
    return Heard(float(loudness), float(lean))


def as_meant(typed: str) -> str:
    """Normalised, and read on the other keyboard layout where only that makes sense."""
    other = undo_layout(typed)
    was_thai = any("\u0e01" <= letter <= "\u0e5b" for letter in typed)
    is_han = any(letter > "\u2fff" for letter in typed)
    is_meant = not is_han and (is_english(other) if was_thai else not is_english(typed))
    return normalize(other if is_meant else typed)


def groups(words: str) -> npt.NDArray[np.int64]:
    """The buckets of a message's letter groups, each group once; ordered, so that sums come out the same."""
    plain = without_slips(respell(bare(words)))
    meant = _AROUND_SIGN.sub(r"\1", _MEANT.sub(lambda found: _SIGN_OF[found.group()], plain))
    found = set(_cut(plain, _LONGEST))
    if meant != plain:
        found.update(map("~".__add__, _cut(meant, _LONGEST_MEANT)))
    # A lone surrogate has no UTF-8; any bytes will do, as long as they are always the same.
    told = "\n".join(found).encode("utf-8", "surrogatepass").split(b"\n")
    return np.sort(np.fromiter(map(zlib.crc32, told), np.int64, len(told)) & (BUCKETS - 1))


def _cut(words: str, longest: int) -> Iterable[str]:
    edged = f"^{words}$"
    return chain.from_iterable(
        (edged[at : at + size] for at in range(len(edged) - size + 1)) for size in range(1, longest + 1)
    )


def packed(weights: npt.NDArray[np.int8], step: float, fingerprint: str) -> bytes:
    """The file `python -m faq.lessons` writes: its format and what it was learnt from, step, weights."""
    told = np.float64(step).tobytes() + weights.tobytes()
    return FORMAT + fingerprint.encode() + b"\n" + zlib.compress(told, 9)


def unpacked(content: bytes) -> tuple[npt.NDArray[np.float32], float]:
    told = zlib.decompress(content[content.index(b"\n") + 1 :])
    weights = np.frombuffer(told, np.int8, offset=8).reshape(BUCKETS, 2)
    return weights.astype(np.float32), float(np.frombuffer(told, np.float64, 1)[0])


_WEIGHTS, _STEP = unpacked(resources.files("faq").joinpath(FILE).read_bytes())
