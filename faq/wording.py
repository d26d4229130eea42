"""Which pieces of a text are compared?"""

import re
import zlib
from collections import Counter
from itertools import pairwise
from operator import add
from typing import Final

from faq.normalize import normalize, strip_tones
from faq.spelling import respell

_STRETCHED: Final = re.compile(r"(\D)\1+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPACE_IN_THAI: Final = re.compile(r"(?<=[\u0e01-\u0e5b]) +(?=[\u0e01-\u0e5b])")
_WORD: Final = "="  # marks a whole word; no normalised text holds it


def skeleton(words: str) -> str:
    """Normalised words in one spelling, without tone marks and without spaces inside Thai."""
    return respell(_SPACE_IN_THAI.sub("", words))


def key(words: str) -> str:
    """What must be equal for an exact hit."""
    return _STRETCHED.sub(r"\1", strip_tones(words).replace(" ", ""))


def imprint(text: str) -> int:
    """Equal for texts that read the same, 0 for those without words; the words cannot be told from it."""
    return zlib.crc32(key(normalize(text)).encode("utf-8", "surrogatepass"))


def whole_word(word: str) -> str:
    """The piece that stands for a word."""
    return _WORD + word


def groups_within(words: str) -> list[str]:
    """The letter groups inside, without the edges: three letters, or fewer where there are no more."""
    size = min(3, len(words))
    return [words[at : at + size] for at in range(len(words) - size + 1)] if size else []


def pieces(told: str) -> Counter[str]:
    """The words, word pairs and letter groups of normalised words, and how often each occurs.

    Read twice, as typed and in one spelling without tone marks: what both readings share weighs more than a
    tone, which hurried Thai leaves out. Empty where there are no letters: numbers alone ask for nothing, and
    "555" is laughter.
    """
    if not _LETTER.search(told):
        return Counter()
    found, plain = _pieces(told), respell(told)
    return Counter(found if plain == told else found + _pieces(plain))


def _pieces(words: str) -> list[str]:
    """Two to four letters, the edges of a word among them: pairs survive typing errors, fours carry words.

    An ideograph says about as much as a short word and counts alone too.
    """
    chunks = words.split(" ")
    found = [_WORD + chunk for chunk in chunks]
    found += [f"{_WORD}{first} {second}" for first, second in pairwise(chunks)]
    found += _HAN.findall(words)
    for chunk in chunks:
        edged = f" {chunk} "
        pairs = list(map(add, edged, edged[1:]))
        triples = list(map(add, pairs, edged[2:]))
        found += pairs
        found += triples
        found += map(add, triples, edged[3:])
    return found
