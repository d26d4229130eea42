"""Which of a few words is meant by one with a slip in it?"""

from collections.abc import Iterable, Iterator
from typing import Final

_LONGEST: Final = 30  # letters; in longer ones slips are without number, and keys were rather held down


class Slips:
    """Latin words; one letter left out, put in, changed or swapped is forgiven, but never the first.

    Two such slips are forgiven in words of `twice_from` letters or more, where that is given.
    """

    def __init__(self, words: Iterable[str], *, twice_from: int = 0) -> None:
        self._words = frozenset(words)
        some = sorted(word for word in self._words if len(word) <= _LONGEST)
        self._least, self._most = min(map(len, some), default=0), max(map(len, some), default=0)
        self._near = {shorter: word for word in some for shorter in _with_one_less(word)}
        long = [word for word in some if twice_from and len(word) >= twice_from]
        self._twice_from = twice_from
        self._twice = {shorter: word for word in reversed(long) for shorter in _with_two_less(word)}

    def meant(self, seen: str) -> str | None:
        """The word itself, or the one it is a slip or two away from."""
        if seen in self._words:
            return seen
        if not self._least - 1 <= len(seen) <= self._most + 2 or not seen.isascii():
            return None
        found = next((self._near[each] for each in _with_one_less(seen) if each in self._near), None)
        if found or not self._twice or len(seen) < self._twice_from - 1:
            return found
        near = (self._twice.get(each) for each in (*_with_one_less(seen), *_with_two_less(seen)))
        return next(filter(None, near), None)


def _with_one_less(word: str) -> Iterator[str]:
    """The word, and all that is left of it when one letter after the first is taken out."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _with_two_less(word: str) -> Iterator[str]:
    """All that is left of it when two letters after the first are taken out."""
    for last in range(2, len(word)):
        rest = word[:last] + word[last + 1 :]
        for at in range(1, last):
            yield rest[:at] + rest[at + 1 :]
