"""Which phrasings of different articles are one question, or so near that they are hardly told apart?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from faq.article import Article
from faq.asked import asked
from faq.corpus import phrasings_of
from faq.wording import skeleton

NEAR: Final = 0.9  # letters in common; a slip apart in ten letters
_SLICE: Final = 256  # phrasings compared at a time, shortest first


@dataclass(frozen=True)
class Phrasing:
    """One way to ask for an article."""

    slug: str
    text: str


@dataclass(frozen=True)
class Conflict:
    """Two phrasings of two articles. The same question is asked back, never answered; a near one may be."""

    one: Phrasing
    other: Phrasing
    likeness: float

    @property
    def is_same(self) -> bool:
        """Reads the same once tone marks, spaces and politeness are set aside."""
        return self.likeness == 1.0

    def concerns(self, slug: str) -> bool:
        """Is one of the two this article's?"""
        return slug in (self.one.slug, self.other.slug)


def conflicts(articles: Iterable[Article], near: float = NEAR) -> list[Conflict]:
    """The same ones first, then the nearer the earlier; each pair once."""
    phrasings = [
        (Phrasing(article.slug, text), asked(text)) for article in articles for text in phrasings_of(article)
    ]
    same: dict[tuple[Phrasing, Phrasing], float] = {}
    by_key: dict[str, list[Phrasing]] = defaultdict(list)
    for phrasing, read in phrasings:
        for each in read.keys:
            by_key[each].append(phrasing)
    for alike in by_key.values():
        for one, other in combinations(alike, 2):
            same.setdefault(_pair(one, other), 1.0)
    told = [(skeleton(read.told), phrasing) for phrasing, read in phrasings if read.told]
    for one, other, likeness in _near(told, near):
        same.setdefault(_pair(one, other), min(likeness, 0.999))
    return _sorted(same)


def clashes(slug: str, mine: Iterable[str], others: Mapping[str, Iterable[str]]) -> list[Conflict]:
    """The same for one article that is being written: its phrasings against {slug: phrasings} of the others.

    Asked again and again while somebody types, so what the others read as is remembered.
    """
    theirs = [Phrasing(other, text) for other, texts in others.items() if other != slug for text in texts]
    skeletons = [_read(each.text)[1] for each in theirs]
    by_key: dict[str, list[Phrasing]] = defaultdict(list)
    for each in theirs:
        for name in _read(each.text)[0]:
            by_key[name].append(each)
    found: dict[tuple[Phrasing, Phrasing], float] = {}
    for text in mine:
        keys, told = _read(text)
        near = process.extract(told, skeletons, scorer=fuzz.ratio, score_cutoff=NEAR * 100, limit=None)
        for _, likeness, at in near if told else ():
            found[_pair(Phrasing(slug, text), theirs[at])] = min(likeness / 100, 0.999)
        for each in (same for name in keys for same in by_key[name]):
            found[_pair(Phrasing(slug, text), each)] = 1.0
    return _sorted(found)


@lru_cache(maxsize=30_000)
def _read(text: str) -> tuple[tuple[str, ...], str]:
    read = asked(text)
    return read.keys, skeleton(read.told) if read.told else ""


def _sorted(found: Mapping[tuple[Phrasing, Phrasing], float]) -> list[Conflict]:
    apart = [Conflict(one, other, much) for (one, other), much in found.items() if one.slug != other.slug]
    return sorted(apart, key=lambda each: (-each.likeness, _spelled(each.one), _spelled(each.other)))


def _near(told: list[tuple[str, Phrasing]], near: float) -> Iterator[tuple[Phrasing, Phrasing, float]]:
    """Pairs with this share of letters in common; what differs too much in length is not compared."""
    told.sort(key=lambda each: (len(each[0]), each[0]))
    texts = [text for text, _ in told]
    lengths = np.array(list(map(len, texts)))
    longest = (2 - near) / near  # times the shorter one, at most
    for first in range(0, len(texts), _SLICE):
        last = min(first + _SLICE, len(texts))
        end = int(np.searchsorted(lengths, lengths[last - 1] * longest, "right"))
        likeness = process.cdist(
            texts[first:last], texts[first:end], scorer=fuzz.ratio, score_cutoff=near * 100, dtype=np.float32
        )
        for row, column in zip(*np.nonzero(likeness), strict=True):
            if row < column:
                yield (
                    told[first + row][1],
                    told[first + column][1],
                    float(likeness[row, column]) / 100,
                )


def _pair(one: Phrasing, other: Phrasing) -> tuple[Phrasing, Phrasing]:
    return (one, other) if _spelled(one) <= _spelled(other) else (other, one)


def _spelled(phrasing: Phrasing) -> tuple[str, str]:
    return phrasing.slug, phrasing.text
