"""Which words were typed without the spaces between them?"""

from collections.abc import Iterable
from typing import Final

from faq.english import everyday_words

_LEAST: Final = 7  # letters run together
_LONGEST: Final = 16  # letters of a word
_OURS, _OTHERS, _STRAY = 2, 3, 4  # the costs of a word of the shop's, an everyday word, and a lone letter
_STRAY_LETTERS: Final = 1 / 5  # at most
_LETTERS_A_WORD: Final = 2.5  # at least: shorter ones can be found in anything


class Glue:
    """Takes Latin words apart into the shop's and everyday ones: as few as can be, with little left over."""

    def __init__(self, ours: Iterable[str]) -> None:
        self._ours = frozenset(filter(_can_be_found, ours))
        self._words = self._ours | frozenset(filter(_can_be_found, everyday_words()))

    def apart(self, glued: str) -> str | None:
        """The words with spaces; None where they make no sense."""
        if len(glued) < _LEAST:
            return None
        starts = self._starts(glued)
        words, end = [], len(glued)
        while end:
            words.append(glued[starts[end] : end])
            end = starts[end]
        stray = sum(word not in self._words for word in words)
        if stray > len(glued) * _STRAY_LETTERS or len(words) * _LETTERS_A_WORD > len(glued):
            return None
        return " ".join(reversed(words))

    def _starts(self, glued: str) -> list[int]:
        """Where the word begins that ends here, for every place, so that the whole costs least."""
        costs, starts = [0], [0]
        for end in range(1, len(glued) + 1):
            cost, start = costs[-1] + _STRAY, end - 1
            for begin in range(max(0, end - _LONGEST), end):
                word = glued[begin:end]
                if word in self._words:
                    found = costs[begin] + (_OURS if word in self._ours else _OTHERS)
                    if found < cost:
                        cost, start = found, begin
            costs.append(cost)
            starts.append(start)
        return starts


def _can_be_found(word: str) -> bool:
    """Single letters stand everywhere, but these two are words."""
    return word.isascii() and word.isalpha() and (len(word) > 1 or word in "ai")
