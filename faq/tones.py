"""Which tone marks did hurried Thai typing leave out?

As the letters around them are written in the shop's phrasings, so they were probably meant.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

_MARK: Final = re.compile(r"[\u0e47-\u0e4c]")
_BEARS: Final = re.compile(r"[\u0e01-\u0e3a]")  # consonants, and the vowels written above and below them
_ENOUGH: Final = 8  # letters that bear a mark now and then: in so many of them at least one would stand
_AROUND: Final = ((1, 3), (0, 2), (0, 1))  # so many letters before and after: the first that are known tell
_EDGE: Final = " " * 3
_FIRST: Final = 0x0E46  # marks are counted from here on; 0 stands for none
_MARKS: Final = 8
_THAI, _LETTERS = 0x0E00, 0x60
_NO_VIEW: Final = 1 << 62

Codes = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]


def are_left_out(text: str) -> bool:
    """Has this Thai text no tone mark, shortener or silencer at all, though it is long enough for one?"""
    return not text.isascii() and not _MARK.search(text) and len(_BEARS.findall(text)) >= _ENOUGH


class Tones:
    """Which mark follows which letter between which others. Never changed once made."""

    def __init__(self, texts: Iterable[str]) -> None:
        codes = _codes(_EDGE.join(texts))
        is_mark = (codes >= ord("\u0e47")) & (codes <= ord("\u0e4c"))
        plain, bearer = codes[~is_mark], np.cumsum(~is_mark)[is_mark] - 1
        marks = np.zeros(len(plain), np.int64)
        marks[bearer[::-1]] = codes[is_mark][::-1] - _FIRST  # where two follow, the first counts
        bearers = _bearers(plain)
        self._usual = [_usual(views, marks[bearers]) for views in _views(plain, bearers)]

    def restored(self, words: str) -> str:
        """Normalised words without any marks, with those that were probably meant."""
        plain = _codes(words)
        bearers = _bearers(plain)
        marks, is_open = np.zeros(len(bearers), np.int64), np.ones(len(bearers), np.bool_)
        for views, (known, usual) in zip(_views(plain, bearers), self._usual, strict=True):
            at = known.searchsorted(views)
            is_known = is_open & (known[at] == views)
            marks[is_known] = usual[at[is_known]]
            is_open &= ~is_known
        told = list(f"{_EDGE}{words}{_EDGE}")
        for at, mark in zip(bearers[marks > 0].tolist(), marks[marks > 0].tolist(), strict=True):
            told[at] += chr(_FIRST + mark)
        return "".join(told).strip()


def _codes(text: str) -> Codes:
    return np.frombuffer(f"{_EDGE}{text}{_EDGE}".encode("utf-32-le", "surrogatepass"), "<i4")


def _bearers(plain: Codes) -> Places:
    return np.flatnonzero((plain >= ord("\u0e01")) & (plain <= ord("\u0e3a")))


def _views(plain: Codes, bearers: Places) -> Iterator[Places]:
    """The number of the letters around each that bears marks, the widest view first. What is not Thai is
    all the same."""
    letters = np.where((plain > _THAI) & (plain < _THAI + _LETTERS), plain - _THAI, 0).astype(np.int64)
    for before, after in _AROUND:
        found = np.zeros(len(bearers), np.int64)
        for off in range(-before, after + 1):
            found = found * _LETTERS + letters[bearers + off]
        yield found


def _usual(views: Places, marks: Places) -> tuple[Places, Places]:
    """Each view that occurs, the mark that is written there most often, and a last view that never occurs."""
    seen, often = np.unique(views * _MARKS + marks, return_counts=True)
    views = seen // _MARKS
    order = np.lexsort((often, views))
    is_last = np.append(views[1:] != views[:-1], True)[: len(views)]
    return np.append(views[is_last], _NO_VIEW), np.append(seen[order][is_last] % _MARKS, 0)
