"""Where do letters follow each other as in none of the shop's phrasings, and which slip explains that?

A letter left out, put in, changed or swapped with the next is put right where the letters around it are then
the shop's. Thai has no words to look up: this needs none.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_NAT: Final = 8  # what strangeness is counted in: eighths of the logarithm of a chance
_SLIP: Final = 6 * _NAT  # so much strangeness a slip must explain away
_STRAY: Final = _NAT  # and so much more where a letter is dropped, which explains anything
_UNHEARD: Final = 5 * _NAT  # of a letter that follows nothing of what stands before it
_CHANCE: Final = 0.01  # of any letter
_BEYOND: Final = 4  # letters that are looked at from the strange one on
_BEFORE: Final = 2  # letters before it that may be the wrong ones
_CONTEXT: Final = 3  # letters

Codes = npt.NDArray[np.integer[Any]]


class Letters:
    """Which letters follow up to three others within words; a space stands before and after each."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._after, self._costs = _followers(f" {' '.join(texts)} ")

    def mended(self, words: str) -> str:
        """Normalised words as they were probably meant: the same where no letter is strange."""
        asked, told, at, fixed = f"{words} ", " ", 0, 1
        after, context = self._after, " "
        while at < len(asked):
            letter = asked[at]
            followers = after.get(context)
            if followers is not None and letter not in followers and not letter.isdigit():
                found = self._put_right(told, asked, at, fixed)
                if found:
                    told, at = found
                    fixed = len(told)
                    context = _context(told)
                    continue
            told += letter
            at += 1
            context = " " if letter == " " else (context + letter)[-_CONTEXT:]
        return told.strip()

    def _put_right(self, told: str, asked: str, at: int, fixed: int) -> tuple[str, int] | None:
        """The text up to and with the likeliest slip, and where what was asked goes on.

        None where no slip explains enough. Nothing before `fixed` is touched again.
        """
        end = min(len(asked), at + _BEYOND)
        first = at - min(_BEFORE, len(told) - fixed)
        kept = told[: len(told) - (at - first)]
        context = _context(kept)
        least = self._strangeness(context, asked[first:end], 1 << 20) - _SLIP
        found, passed = None, 0
        for begin in range(first, at + 1):
            if least <= passed:
                break
            for cost, meant, rest in self._meant(context, asked, begin):
                cost += passed
                strange = cost + self._strangeness(context, meant + asked[rest:end], least - cost)
                if strange < least and rest <= end and not meant.isdigit():
                    least, found = strange, (told[: len(told) - at + begin] + meant, rest)
            letter = asked[begin]
            if begin < at:
                passed += self._strangeness(context, letter, least)
            context = " " if letter == " " else (context + letter)[-_CONTEXT:]
        return found

    def _meant(self, context: str, asked: str, begin: int) -> Iterator[tuple[int, str, int]]:
        """What a slip costs beyond others, what was meant by it, and where what was asked goes on.

        Only what makes the next letter usual is worth a look.
        """
        after = self._after
        followers = after.get(context, "")
        seen, last = asked[begin], len(asked) - 1
        tail = context[-2:] if context[-1] != " " else " "
        if begin < last and not seen.isdigit():
            coming = asked[begin + 1]
            if coming in followers:
                yield _STRAY, "", begin + 1
                if begin + 1 < last and coming != seen and seen in after.get(tail + coming, ""):
                    yield 0, coming + seen, begin + 2
            for other in followers:
                if coming in after.get(tail + other if other != " " else " ", ""):
                    yield 0, other, begin + 1
        for other in followers:
            if seen in after.get(tail + other if other != " " else " ", ""):
                yield 0, other, begin

    def _strangeness(self, context: str, letters: str, most: int) -> int:
        """How strange these letters are after `context`, or any figure from `most` on."""
        after, costs, total = self._after, self._costs, 0
        for letter in letters:
            near = context
            while (at := after.get(near, "").find(letter)) < 0:
                total += costs[near][-1] if near in costs else 0
                if len(near) == 1:
                    total += _UNHEARD
                    break
                near = near[1:]
            else:
                total += costs[near][at]
            if total >= most:
                return total
            context = " " if letter == " " else (context + letter)[-_CONTEXT:]
        return total


def _context(told: str) -> str:
    """The last letters; a word begins anew."""
    last = told[-_CONTEXT:]
    space = last.rfind(" ")
    return last[space:] if space > 0 else last


def _followers(told: str) -> tuple[dict[str, str], dict[str, bytes]]:
    """For one to three letters without a space after the first: those that follow, the most frequent first,
    and how strange each is there, the last figure for all others.

    Witten and Bell's estimate: as many others are expected as different ones were seen.
    """
    codes = np.frombuffer(told.encode("utf-32-le", "surrogatepass"), "<i4")
    alphabet, letters = np.unique(codes, return_inverse=True)
    space = int(np.searchsorted(alphabet, ord(" ")))
    follow: dict[str, str] = {}
    strange: dict[str, bytes] = {}
    shorter, chances = np.zeros(1, np.int64), np.full(1, _CHANCE)
    for size in range(1, _CONTEXT + 1):
        groups = _groups(letters, size + 1, len(alphabet), space)
        seen, often = np.unique(groups, return_counts=True)
        contexts, follower = np.divmod(seen, len(alphabet))
        heads, at, kinds = np.unique(contexts, return_inverse=True, return_counts=True)
        total = np.bincount(at, often, len(heads)) + kinds
        rest = chances[np.searchsorted(shorter, seen % len(alphabet) ** size)] if size > 1 else _CHANCE
        chance = (often + kinds[at] * rest) / total[at]
        order = np.lexsort((-often, contexts))
        ordered, figures = _text(alphabet[follower[order]]), _figures(chance[order])
        others = _figures(kinds / total)
        digits = [heads // len(alphabet) ** power % len(alphabet) for power in reversed(range(size))]
        written = _text(alphabet[np.stack(digits, 1)])
        ends = np.cumsum(kinds).tolist()
        first = 0
        for row, end in enumerate(ends):
            head = written[row * size : (row + 1) * size]
            follow[head] = ordered[first:end]
            strange[head] = figures[first:end] + others[row : row + 1]
            first = end
        shorter, chances = seen, chance
    return follow, strange


def _groups(letters: Codes, size: int, many: int, space: int) -> npt.NDArray[np.int64]:
    """The number of every run of so many letters that has no space within."""
    runs = max(0, len(letters) - size + 1)
    found, whole = np.zeros(runs, np.int64), np.ones(runs, np.bool_)
    for at in range(size):
        row = letters[at : at + runs]
        found = found * many + row
        if 0 < at < size - 1:
            whole &= row != space
    return found[whole]


def _figures(chances: npt.NDArray[np.float64]) -> bytes:
    """How strange what has this chance is."""
    found: bytes = np.clip(-_NAT * np.log(chances), 0, 255).astype(np.uint8).tobytes()
    return found


def _text(codes: Codes) -> str:
    return np.ascontiguousarray(codes, "<i4").tobytes().decode("utf-32-le", "surrogatepass")
