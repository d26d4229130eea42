"""Which pieces of a text are compared?"""

import re
from operator import add
from typing import Final

from faq.normalize import strip_tones
from faq.spelling import respell

_CHUNK: Final = re.compile(r"[a-z0-9\u00df-\u024f]+|[^a-z0-9\u00df-\u024f\s]+")
_STRETCHED: Final = re.compile(r"(\D)\1+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SPACE_IN_THAI: Final = re.compile(r"(?<=[\u0e01-\u0e5b]) +(?=[\u0e01-\u0e5b])")


def skeleton(words: str) -> str:
    """Normalised words in one spelling, without tone marks and without spaces inside Thai."""
    return respell(_SPACE_IN_THAI.sub("", words))


def key(words: str) -> str:
    """What must be equal for an exact hit."""
    return _STRETCHED.sub(r"\1", strip_tones(words).replace(" ", ""))


def grams(words: str) -> frozenset[str]:
    """The letter groups of a skeleton, two to four letters each, and its whole Latin words.

    Pairs survive typing errors, fours carry words; the edges of a word count as letters. Empty where there
    are no letters: numbers alone ask for nothing, and "555" is laughter.
    """
    if not _LETTER.search(words):
        return frozenset()
    found: set[str] = set()
    for chunk in _CHUNK.findall(words):
        edged = f" {chunk} "
        pairs = list(map(add, edged, edged[1:]))
        triples = list(map(add, pairs, edged[2:]))
        found.update(pairs, triples, map(add, triples, edged[3:]))
        if chunk.isascii():
            found.add(edged)
    return frozenset(found)
