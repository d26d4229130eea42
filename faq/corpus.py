"""Which articles do these words ask for?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from operator import truediv
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from faq.article import Article
from faq.courtesy import bare, is_vague
from faq.matching import VAGUE, Match, confidence
from faq.normalize import normalize, undo_layout
from faq.wording import grams, key, skeleton

READ: Final = 400  # characters; what follows tells the story again and would only cost time
COMPARED: Final = 4  # articles compared phrasing by phrasing, more only when more are wanted
STRANGE: Final = 0.35  # below this known share the other keyboard layout is tried
RARE: Final = 24  # articles; a letter group that more of them use says little about which is meant
DIGITS: Final = 9  # sets are summed in any order: the last digits differ from process to process
EPSILON: Final = 1e-9


@dataclass(frozen=True)
class _Asked:
    """A text as it is compared: what may be equal, its skeleton, and the letter groups of that."""

    keys: tuple[str, ...]
    skeleton: str
    grams: frozenset[str]
    most: float  # confidence it can reach without being exact


_Votes = dict[str, tuple[tuple[int, float], ...]]  # letter group: articles by number, and its vote for each
_Written = Mapping[str, dict[str, _Asked]]  # slug, phrasing


@dataclass(frozen=True)
class _Phrasings:
    """All phrasings of one article, by number."""

    texts: tuple[str, ...]
    skeletons: tuple[str, ...]
    lengths: tuple[float, ...]  # as vectors of letter groups
    using: Mapping[str, tuple[int, ...]]  # letter group: the phrasings that hold it


class Corpus:
    """An immutable index of articles by every phrasing; building costs time once, matching hardly any."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: Mapping[str, Article] = MappingProxyType(
            {article.slug: article for article in articles}
        )
        written = {slug: _written(article) for slug, article in self.articles.items()}
        uses = _uses(written)
        count = len(self.articles)
        self._exact = _by_key(written)
        # The fewer articles use a letter group, the more it tells. One that nobody uses weighs as much as the
        # most telling: it is the sign of an unknown subject.
        self._tells = {gram: log(1 + count / len(by)) ** 2 for gram, by in uses.items()}
        self._unseen = log(1 + count) ** 2
        self._slugs = tuple(self.articles)
        votes = _votes(uses, self._tells, {slug: at for at, slug in enumerate(self._slugs)})
        self._votes = {gram: each for gram, each in votes.items() if len(each) <= RARE}
        self._common = {gram: dict(each) for gram, each in votes.items() if len(each) > RARE}
        self._phrasings = {slug: _phrasings(phrasings, self._tells) for slug, phrasings in written.items()}

    def match(self, text: str, limit: int = 4) -> tuple[Match, ...]:
        """The likeliest articles, best first, each once with its likeliest phrasing."""
        asked = self._read(text[:READ])
        exactly = next((self._exact[key] for key in asked.keys if key in self._exact), {})
        found = [match for match in self._likely(asked, limit) if match.article.slug not in exactly]
        found += [Match(self.articles[slug], 1.0, question, exact=True) for slug, question in exactly.items()]
        found.sort(key=lambda match: (not match.exact, -match.confidence, match.article.slug))
        return tuple(found[:limit])

    def _read(self, text: str) -> _Asked:
        """What the text asks, on the keyboard layout on which it is made of known letter groups."""
        asked = _asked(text)
        known = self._known(asked)
        if known >= STRANGE or not self._exact.keys().isdisjoint(asked.keys):
            return asked
        other = _asked(undo_layout(text))
        return other if self._known(other) > 2 * known else asked

    def _known(self, asked: _Asked) -> float:
        return sum(map(self._tells.__contains__, asked.grams)) / max(1, len(asked.grams))

    def _likely(self, asked: _Asked, limit: int) -> list[Match]:
        total = sum([self._tells.get(gram, self._unseen) for gram in asked.grams])
        return [
            self._compared(slug, vote / total, asked, sqrt(total))
            for slug, vote in self._leading(asked, max(limit, COMPARED))
        ]

    def _leading(self, asked: _Asked, most: int) -> list[tuple[str, float]]:
        """The articles that what is asked points to, with its votes for them, most first."""
        votes = [0.0] * len(self._slugs)
        for gram in asked.grams:
            for at, vote in self._votes.get(gram, ()):
                votes[at] += vote
        if self._common:
            _add_common(votes, [self._common[gram] for gram in asked.grams if gram in self._common], most)
        voted = sorted(filter(None, votes), reverse=True)[:most]
        least = voted[-1] - EPSILON if voted else 0.0
        leading = [
            (-round(vote, DIGITS), self._slugs[at], vote)
            for at, vote in enumerate(votes)
            if vote and vote >= least
        ]
        return [(slug, vote) for _, slug, vote in sorted(leading)[:most]]

    def _compared(self, slug: str, votes: float, asked: _Asked, length: float) -> Match:
        phrasings = self._phrasings[slug]
        best, cosine = self._likeliest(phrasings, asked)
        cosine /= length
        likeness = fuzz.ratio(asked.skeleton, phrasings.skeletons[best]) / 100
        sure = round(min(asked.most, confidence(cosine, votes, likeness)), DIGITS)
        return Match(self.articles[slug], sure, phrasings.texts[best], exact=False)

    def _likeliest(self, phrasings: _Phrasings, asked: _Asked) -> tuple[int, float]:
        """The first phrasing with most in common, and how much, divided by its length as a vector."""
        shared = [0.0] * len(phrasings.texts)
        for gram in asked.grams:
            if holders := phrasings.using.get(gram):
                tells = self._tells[gram]
                for at in holders:
                    shared[at] += tells
        cosines = list(map(truediv, shared, phrasings.lengths))
        most = max(cosines)
        best = next(at for at, cosine in enumerate(cosines) if cosine >= most - EPSILON)
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


def _uses(written: _Written) -> dict[str, Counter[str]]:
    """How often each article uses each letter group."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for slug, phrasings in written.items():
        for asked in phrasings.values():
            for gram in asked.grams:
                uses[gram][slug] += 1
    return uses


def _votes(uses: dict[str, Counter[str]], tells: Mapping[str, float], places: Mapping[str, int]) -> _Votes:
    """Each letter group shares what it tells among the articles by how often they use it."""
    return {
        gram: tuple((places[slug], tells[gram] * count / by.total()) for slug, count in by.items())
        for gram, by in uses.items()
    }


def _add_common(votes: list[float], common: list[dict[int, float]], most: int) -> None:
    """The votes of letter groups that many articles use, for those that may be among the first `most`.

    They tell little and cost most: rarer ones first, and only for articles still within reach of the first.
    """
    common.sort(key=len)
    largest = [max(by.values()) for by in common]
    near: Iterable[int] | None = None
    for done, by in enumerate(common):
        if near is None and done % 4 == 0:
            near = _within_reach(votes, sum(largest[done:]), most)
        for at in near or by:
            votes[at] += by.get(at, 0.0)


def _within_reach(votes: list[float], to_come: float, most: int) -> list[int] | None:
    """Those that can still be among the first `most`; None where an article without a vote yet can be."""
    ahead = nlargest(most, votes)
    if len(ahead) < most or ahead[-1] <= to_come + EPSILON:
        return None
    return [at for at, vote in enumerate(votes) if vote + to_come >= ahead[-1] - EPSILON]


def _phrasings(phrasings: dict[str, _Asked], tells: Mapping[str, float]) -> _Phrasings:
    using: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for at, asked in enumerate(phrasings.values()):
        for gram in asked.grams:
            using[gram] += (at,)
    return _Phrasings(
        tuple(phrasings),
        tuple(asked.skeleton for asked in phrasings.values()),
        tuple(sqrt(sum(tells[gram] for gram in asked.grams)) or 1.0 for asked in phrasings.values()),
        dict(using),
    )
