"""Which articles do these words ask for?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from operator import truediv
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from faq.article import Article
from faq.courtesy import bare, is_vague
from faq.groups import DIGITS, EPSILON, Group, groups_of, leading, unseen
from faq.matching import VAGUE, Match, confidence
from faq.normalize import normalize, undo_layout
from faq.wording import grams, key, skeleton

READ: Final = 400  # characters; what follows tells the story again and would only cost time
COMPARED: Final = 4  # articles compared phrasing by phrasing, more only when more are wanted
STRANGE: Final = 0.35  # below this known share the other keyboard layout is tried


@dataclass(frozen=True)
class _Asked:
    """A text as it is compared: what may be equal, its skeleton, and the letter groups of that."""

    keys: tuple[str, ...]
    skeleton: str
    grams: frozenset[str]
    most: float  # confidence it can reach without being exact


@dataclass(frozen=True)
class _Phrasings:
    """All phrasings of one article, by number."""

    article: Article
    texts: tuple[str, ...]
    skeletons: tuple[str, ...]
    lengths: tuple[float, ...]  # as vectors of letter groups


_Written = Mapping[str, Mapping[str, _Asked]]  # slug, phrasing


class Corpus:
    """An immutable index of articles by every phrasing; building costs time once, matching hardly any."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: Mapping[str, Article] = MappingProxyType(
            {article.slug: article for article in articles}
        )
        written = {slug: _written(article) for slug, article in self.articles.items()}
        self._slugs = tuple(self.articles)
        self._exact = _by_key(written)
        self._groups = groups_of([[asked.grams for asked in each.values()] for each in written.values()])
        self._unseen = unseen(len(self.articles))
        self._phrasings = tuple(
            _phrasings(self.articles[slug], each, self._groups) for slug, each in written.items()
        )

    def match(self, text: str, limit: int = 4) -> tuple[Match, ...]:
        """The likeliest articles, best first, each once with its likeliest phrasing."""
        asked, groups = self._read(text[:READ])
        exactly = next((self._exact[key] for key in asked.keys if key in self._exact), {})
        found = [match for match in self._likely(asked, groups, limit) if match.article.slug not in exactly]
        found += [Match(self.articles[slug], 1.0, question, exact=True) for slug, question in exactly.items()]
        found.sort(key=lambda match: (not match.exact, -match.confidence, match.article.slug))
        return tuple(found[:limit])

    def _read(self, text: str) -> tuple[_Asked, list[Group]]:
        """What the text asks, on the keyboard layout on which it is made of known letter groups."""
        asked, groups, known = self._known(text)
        if known >= STRANGE or not asked.grams or not self._exact.keys().isdisjoint(asked.keys):
            return asked, groups
        other, other_groups, other_known = self._known(undo_layout(text))
        return (other, other_groups) if other_known > 2 * known else (asked, groups)

    def _known(self, text: str) -> tuple[_Asked, list[Group], float]:
        """What the text asks, its letter groups that articles use, and their share."""
        asked = _asked(text)
        groups = [group for group in map(self._groups.get, asked.grams) if group]
        return asked, groups, len(groups) / max(1, len(asked.grams))

    def _likely(self, asked: _Asked, groups: list[Group], limit: int) -> list[Match]:
        total = sum([group.tells for group in groups])
        total += self._unseen * (len(asked.grams) - len(groups))
        return [
            self._compared(at, votes / total, asked, groups, sqrt(total))
            for at, votes in leading(groups, self._slugs, max(limit, COMPARED))
        ]

    def _compared(self, at: int, votes: float, asked: _Asked, groups: list[Group], length: float) -> Match:
        phrasings = self._phrasings[at]
        best, cosine = _likeliest(at, phrasings, groups)
        likeness = fuzz.ratio(asked.skeleton, phrasings.skeletons[best]) / 100
        sure = round(min(asked.most, confidence(cosine / length, votes, likeness)), DIGITS)
        return Match(phrasings.article, sure, phrasings.texts[best], exact=False)


def _likeliest(at: int, phrasings: _Phrasings, groups: list[Group]) -> tuple[int, float]:
    """The first phrasing with most in common, and how much, divided by its length as a vector."""
    shared = [0.0] * len(phrasings.texts)
    for tells, holders, _, _ in groups:
        if at in holders:
            for phrasing in holders[at]:
                shared[phrasing] += tells
    cosines = list(map(truediv, shared, phrasings.lengths))
    most = max(cosines) - EPSILON
    best = next(number for number, cosine in enumerate(cosines) if cosine >= most)
    return best, cosines[best]


def _asked(text: str) -> _Asked:
    words = normalize(text)
    told = bare(words)
    keys = tuple([found for found in map(key, dict.fromkeys((words, told))) if found])
    plain = skeleton(told)
    return _Asked(keys, plain, grams(plain), VAGUE if is_vague(told) else 1.0)


def _written(article: Article) -> dict[str, _Asked]:
    """Every phrasing of the article, its titles among them, as a question would be read."""
    texts = [text for texts in article.questions.values() for text in texts]
    return {text: _asked(text) for text in (*texts, *article.title.values())}


def _by_key(written: _Written) -> dict[str, dict[str, str]]:
    exact: dict[str, dict[str, str]] = defaultdict(dict)
    for slug, phrasings in written.items():
        for text, asked in phrasings.items():
            for reading in asked.keys:
                exact[reading].setdefault(slug, text)
    return dict(exact)


def _phrasings(article: Article, written: Mapping[str, _Asked], groups: Mapping[str, Group]) -> _Phrasings:
    lengths = [sqrt(sum(groups[gram].tells for gram in asked.grams)) or 1.0 for asked in written.values()]
    skeletons = tuple(asked.skeleton for asked in written.values())
    return _Phrasings(article, tuple(written), skeletons, tuple(lengths))
