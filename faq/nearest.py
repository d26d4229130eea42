"""Which word of the shop's, or of every day, is nearest to one that is neither?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[a-z]{3,}")
_TWICE: Final = 5  # letters, from which on two slips are forgiven
# What makes a word less likely or likelier, in slips:
_FIRST: Final = 0.5  # that the first letter would be the wrong one
_OFTEN: Final = 0.15  # how often it is written, for each power of e
_BESIDE: Final = 0.3  # that some phrasing has it beside the word before, and the word after
_MOST: Final = (
    1.6  # what is less likely than so many slips is a stranger's word: two need something in favour
)


class Nearest:
    """Latin words of three letters or more, with one or two slips in them.

    That is more than is safe where strangers' words must stay strange: it tells what may be meant, not how
    likely it is.
    """

    def __init__(self, texts: Iterable[str], everyday: Iterable[str]) -> None:
        phrasings = [text.split() for text in texts]
        often = Counter(word for words in phrasings for word in words if _is_latin(word))
        self._beside = {pair for words in phrasings for pair in pairwise(["", *words, ""])}
        self._bonus = {word: _OFTEN * log(1 + often[word]) for word in {*often, *everyday}}
        self._of_length: dict[int, list[str]] = {}
        for word in sorted(filter(_is_latin, self._bonus)):
            self._of_length.setdefault(len(word), []).append(word)

    def mended(self, told: str) -> str:
        """The same words, each strange one among them as the nearest, if any is near."""
        words = told.split(" ")
        for at, seen in enumerate(words):
            if seen not in self._bonus and _WORD.fullmatch(seen):
                before, after = "".join(words[at - 1 : at]), "".join(words[at + 1 : at + 2])
                _, words[at] = min(self._near(seen, before, after), default=(_MOST, seen))
        return " ".join(words)

    def _near(self, seen: str, before: str, after: str) -> Iterator[tuple[float, str]]:
        """The words a few slips away, and how many slips each is worth."""
        for word, slips in self._slipped(seen):
            is_beside = ((before, word) in self._beside) + ((word, after) in self._beside)
            worth = slips + _FIRST * (word[0] != seen[0]) - self._bonus[word] - _BESIDE * is_beside
            if worth < _MOST:
                yield worth, word

    def _slipped(self, seen: str) -> Iterator[tuple[str, int]]:
        """Each word from which so few slips lead here, and how many."""
        most = _slips(len(seen))
        for length in range(len(seen) - most, len(seen) + most + 1):
            some, few = self._of_length.get(length, ()), min(most, _slips(length))
            found = process.extract(seen, some, scorer=OSA.distance, score_cutoff=few, limit=None)
            yield from ((word, slips) for word, slips, _ in found)


def _is_latin(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha()


def _slips(length: int) -> int:
    return 1 if length < _TWICE else 2
