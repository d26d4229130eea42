"""Which pieces of a text are compared?"""

import re
import zlib
from itertools import pairwise
from operator import eq
from typing import Final, NamedTuple

import numpy as np

from faq.groups import TORN, Numbers, number_of_group, number_of_word, numbers_of_groups
from faq.normalize import normalize, strip_tones
from faq.spelling import respell

_STRETCHED: Final = re.compile(r"(\D)\1+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPACE_IN_THAI: Final = re.compile(r"(?<=[\u0e01-\u0e5b]) +(?=[\u0e01-\u0e5b])")
_FIRST: Final = -1  # smaller than any number
_WORD: Final = "="  # marks a whole word; no normalised text holds it


def skeleton(words: str) -> str:
    """Normalised words in one spelling, without tone marks and without spaces inside Thai."""
    return respell(_SPACE_IN_THAI.sub("", words))


def key(words: str) -> str:
    """What must be equal for an exact hit."""
    told = strip_tones(words).replace(" ", "")
    return _STRETCHED.sub(r"\1", told) if any(map(eq, told, told[1:])) else told


def imprint(text: str) -> int:
    """Equal for texts that read the same, 0 for those without words; the words cannot be told from it."""
    return zlib.crc32(key(normalize(text)).encode("utf-8", "surrogatepass"))


def number_within(words: str) -> int:
    """The number of the piece that stands for these words as a whole."""
    return number_of_word(_WORD + words)


def numbers_within(words: str) -> list[int]:
    """Those of the letter groups inside, without the edges: three letters, or fewer where there are fewer."""
    size = min(3, len(words))
    if size < 2:
        return [number_of_word(words)] if words else []
    return [number_of_group(words[at : at + size]) for at in range(len(words) - size + 1)]


class Pieces(NamedTuple):
    """What a text is made of, by number, the smallest first; and how often each occurs."""

    numbers: Numbers
    often: Numbers


NO_PIECES: Final = Pieces(np.zeros(0, np.int64), np.zeros(0, np.int64))


def pieces(told: str) -> Pieces:
    """The words, word pairs and letter groups of normalised words: pairs of letters survive typing errors,
    fours carry words.

    Read twice, as typed and in one spelling without tone marks: what both readings share weighs more than a
    tone, which hurried Thai leaves out. NO_PIECES where there are no letters: numbers alone ask for nothing,
    and "555" is laughter.
    """
    if not _LETTER.search(told):
        return NO_PIECES
    plain = respell(told)
    if plain == told:
        return _counted(numbers_of_groups(told), _words(told))
    return _counted(numbers_of_groups(f"{told} {plain}"), _words(told) + _words(plain))


def _words(words: str) -> list[str]:
    """An ideograph says about as much as a short word and counts as one."""
    chunks = words.split(" ")
    found = [_WORD + chunk for chunk in chunks]
    if len(chunks) > 1:
        found += [f"{_WORD}{first} {second}" for first, second in pairwise(chunks)]
    found += _HAN.findall(words)
    return found


def _counted(groups: Numbers, words: list[str]) -> Pieces:
    """Sorted, and put between a smaller and a larger one, every run of equal numbers ends at a change."""
    found = np.concatenate((groups, [_FIRST, *map(number_of_word, words)]))
    found.sort()
    found = found[: found.searchsorted(TORN) + 1]
    ends = (found[1:] != found[:-1]).nonzero()[0]
    return Pieces(found.take(ends[1:]), ends[1:] - ends[:-1])
