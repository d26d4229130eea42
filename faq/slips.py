"""Which of a few words is meant by one with a single slip in it?"""

from collections.abc import Iterable, Iterator


class Slips:
    """Latin words; one letter left out, put in, changed or swapped is forgiven, but never the first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._least = min(map(len, self._words))
        self._near = {shorter: word for word in sorted(self._words) for shorter in _with_one_less(word)}

    def meant(self, seen: str) -> str | None:
        """The word itself, or the one it is a slip away from."""
        if seen in self._words:
            return seen
        if len(seen) < self._least - 1 or not seen.isascii():
            return None
        return next((self._near[each] for each in _with_one_less(seen) if each in self._near), None)


def _with_one_less(word: str) -> Iterator[str]:
    """The word, and all that is left of it when one letter after the first is taken out."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
