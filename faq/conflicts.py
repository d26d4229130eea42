"""Which phrasings of different articles are one question, or so near that they are hardly told apart?"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from faq.article import Article
from faq.asked import remembered
from faq.corpus import phrasings_of
from faq.wording import skeleton

NEAR: Final = 0.9  # letters in common; a slip apart in ten letters
MOST: Final = 2_000  # pairs told; two articles with the same thousand phrasings would make a million
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


def conflicts(
    articles: Iterable[Article], near: float = NEAR, of: Container[str] | None = None
) -> list[Conflict]:
    """The same ones first, then the nearer the earlier; each pair once, and no more than `MOST` of them.

    `of`: slugs of the articles that were changed. What none of them takes part in is not even looked for.
    """
    phrasings = [Phrasing(article.slug, text) for article in articles for text in phrasings_of(article)]
    same: dict[tuple[Phrasing, Phrasing], float] = {}
    for one, other in islice(_same(phrasings, of), MOST):
        same.setdefault(_pair(one, other), 1.0)
    told = [(skeleton, each) for each in phrasings if (skeleton := _skeleton(each.text))]
    for one, other, likeness in islice(_near(told, near, of), MOST):
        same.setdefault(_pair(one, other), min(likeness, 0.999))
    return _sorted(same)[:MOST]


def clashes(slug: str, mine: Iterable[str], others: Mapping[str, Iterable[str]]) -> list[Conflict]:
    """The same for one article that is being written: its phrasings against {slug: phrasings} of the others.

    Asked again and again while somebody types, so what the others read as is remembered.
    """
    theirs = [Phrasing(other, text) for other, texts in others.items() if other != slug for text in texts]
    skeletons = [_skeleton(each.text) for each in theirs]
    by_key = _by_key(theirs)
    found: dict[tuple[Phrasing, Phrasing], float] = {}
    for text in mine:
        told = _skeleton(text)
        near = process.extract(told, skeletons, scorer=fuzz.ratio, score_cutoff=NEAR * 100, limit=None)
        for _, likeness, at in near if told else ():
            found[_pair(Phrasing(slug, text), theirs[at])] = min(likeness / 100, 0.999)
        for each in (same for name in remembered(text).keys for same in by_key[name]):
            found[_pair(Phrasing(slug, text), each)] = 1.0
        if len(found) > MOST:
            break
    return _sorted(found)[:MOST]


def _same(phrasings: Iterable[Phrasing], of: Container[str] | None) -> Iterator[tuple[Phrasing, Phrasing]]:
    """Pairs of different articles that are one question; what one article says twice makes none."""
    for alike in _by_key(phrasings).values():
        by_slug: dict[str, list[Phrasing]] = defaultdict(list)
        for each in alike:
            by_slug[each.slug].append(each)
        for mine, theirs in combinations(by_slug.values(), 2):
            if of is None or mine[0].slug in of or theirs[0].slug in of:
                yield from product(mine, theirs)


def _by_key(phrasings: Iterable[Phrasing]) -> dict[str, list[Phrasing]]:
    """Those that are one question stand together."""
    found: dict[str, list[Phrasing]] = defaultdict(list)
    for each in phrasings:
        for name in remembered(each.text).keys:
            found[name].append(each)
    return found


@lru_cache(maxsize=30_000)
def _skeleton(text: str) -> str:
    told = remembered(text).told
    return skeleton(told) if told else ""


def _sorted(found: Mapping[tuple[Phrasing, Phrasing], float]) -> list[Conflict]:
    apart = [Conflict(one, other, much) for (one, other), much in found.items() if one.slug != other.slug]
    return sorted(apart, key=lambda each: (-each.likeness, _spelled(each.one), _spelled(each.other)))


def _near(
    told: list[tuple[str, Phrasing]], near: float, of: Container[str] | None
) -> Iterator[tuple[Phrasing, Phrasing, float]]:
    """Pairs of different articles with this share of letters in common.

    What differs too much in length is not compared.
    """
    told.sort(key=lambda each: (len(each[0]), each[0]))
    texts = [text for text, _ in told]
    numbers: dict[str, int] = {}
    article = np.array([numbers.setdefault(each.slug, len(numbers)) for _, each in told], np.int32)
    lengths = np.array(list(map(len, texts)))
    longest = (2 - near) / near  # times the shorter one, at most
    is_mine = np.array([of is None or each.slug in of for _, each in told], np.bool_)
    mine = is_mine.nonzero()[0]
    for at in range(0, len(mine), _SLICE):
        rows = mine[at : at + _SLICE]
        first = 0 if of is not None else rows[0]
        start = max(first, int(np.searchsorted(lengths, lengths[rows[0]] / longest - 1e-9)))
        end = int(np.searchsorted(lengths, lengths[rows[-1]] * longest, "right"))
        likeness = process.cdist(
            [texts[row] for row in rows],
            texts[start:end],
            scorer=fuzz.ratio,
            score_cutoff=near * 100,
            dtype=np.float32,
        )
        likeness[article[rows][:, None] == article[None, start:end]] = 0
        for row, column in zip(*likeness.nonzero(), strict=True):
            one, other = rows[row], start + column
            if one < other or not is_mine[other]:  # two that both changed come once
                yield told[one][1], told[other][1], float(likeness[row, column]) / 100


def _pair(one: Phrasing, other: Phrasing) -> tuple[Phrasing, Phrasing]:
    return (one, other) if _spelled(one) <= _spelled(other) else (other, one)


def _spelled(phrasing: Phrasing) -> tuple[str, str]:
    return phrasing.slug, phrasing.text
