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
_NOT_THAI: Final = re.compile(r"[^\u0e01-\u0e5f]")
_ENOUGH: Final = 8  # letters that bear a mark now and then: in so many of them at least one would stand
_AROUND: Final = ((1, 3), (0, 2), (0, 1))  # so many letters before and after: the first that are known tell
_EDGE: Final = " " * 3
_FIRST: Final = 0x0E46  # marks are counted from here on; 0 stands for none
_MARKS: Final = 8
_THAI, _LETTERS = 0x0E00, 0x60

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
        self._usual = [
            (before, after + 1, _usual(views, marks[bearers], before + after + 1))
            for (before, after), views in zip(_AROUND, _views(plain, bearers), strict=True)
        ]

    def restored(self, words: str) -> str:
        """Normalised words without any marks, with those that were probably meant."""
        plain = f"{_EDGE}{_NOT_THAI.sub(' ', words)}{_EDGE}"
        told = []
        for at, letter in enumerate(words, len(_EDGE)):
            told.append(letter)
            for before, after, usual in self._usual if "\u0e01" <= letter <= "\u0e3a" else ():
                mark = usual.get(plain[at - before : at + after])
                if mark is not None:
                    told.append(mark)
                    break
        return "".join(told)


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


def _usual(views: Places, marks: Places, size: int) -> dict[str, str]:
    """For each view that occurs, so many letters long, the mark that is written there most often."""
    seen, often = np.unique(views * _MARKS + marks, return_counts=True)
    views = seen // _MARKS
    order = np.lexsort((often, views))
    is_last = np.append(views[1:] != views[:-1], True)[: len(views)]
    digits = np.stack([views[is_last] // _LETTERS**at % _LETTERS for at in reversed(range(size))], 1)
    letters = _text(np.where(digits, digits + _THAI, ord(" ")))
    told = [chr(_FIRST + mark) if mark else "" for mark in (seen[order][is_last] % _MARKS).tolist()]
    return {letters[at * size : (at + 1) * size]: mark for at, mark in enumerate(told)}


def _text(codes: Places) -> str:
    return np.ascontiguousarray(codes, "<i4").tobytes().decode("utf-32-le", "surrogatepass")
