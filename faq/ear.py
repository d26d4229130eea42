"""How much does this sound like a wish for a person, or like anger?

The rules hear the wordings they know; this ear was taught by examples (`python -m faq.lessons`) and hears
new ones. Each hint a message holds (`faq.hints`) has a weight; the sum tells.
"""

import math
import zlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from faq.hints import BUCKETS, hints

__all__ = ["FILE", "Heard", "hear", "packed", "unpacked"]

FILE: Final = "ear.bin"
# How much leaning counts: a little of both is neither a wish nor anger.
_LEANING: Final = 0.6
FORMAT: Final = b"saphan-ear 4 "


@dataclass(frozen=True)
class Heard:
    """About 1 for what was surely meant so, about -1 for what was surely not."""

    loudness: float  # a wish for a person or anger, whichever
    lean: float  # above 0 the wish, below it the anger


def hear(bared: str, ruled: str | None, *, asks: bool) -> Heard:
    """Takes respelled words without politeness, the order the rules found in them, and if there was a "?"."""
    if not bared:
        return Heard(-1.0, 0.0)
    held = hints(bared, ruled, asks=asks)
    either, lean = map(float, _WEIGHTS.take(held, 0, mode="clip").sum(0) * (_STEP / math.sqrt(len(held))))
    return Heard((either + _LEANING * (abs(lean) - 0.5)) / (1 + _LEANING / 2), lean)


def packed(weights: npt.NDArray[np.int8], step: float, fingerprint: str) -> bytes:
    """The file `python -m faq.lessons` writes: its format and what it was learnt from, step, weights."""
    told = np.float64(step).tobytes() + weights.tobytes()
    return FORMAT + fingerprint.encode() + b"\n" + zlib.compress(told, 9)


def unpacked(content: bytes) -> tuple[npt.NDArray[np.float32], float]:
    told = zlib.decompress(content[content.index(b"\n") + 1 :])
    weights = np.frombuffer(told, np.int8, offset=8).reshape(BUCKETS, 2)
    return weights.astype(np.float32), float(np.frombuffer(told, np.float64, 1)[0])


_WEIGHTS, _STEP = unpacked(resources.files("faq").joinpath(FILE).read_bytes())
