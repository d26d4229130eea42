"""Which articles do these words ask for?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from faq.article import Article
from faq.courtesy import bare
from faq.matching import Match, confidence
from faq.normalize import normalize, undo_layout
from faq.wording import grams, key, skeleton

READ: Final = 600  # characters; what follows tells the story again and would only cost time
COMPARED: Final = 8  # phrasings compared letter by letter
STRANGE: Final = 0.35  # below this known share the other keyboard layout is tried


@dataclass(frozen=True)
class _Phrasing:
    article: Article
    text: str
    skeleton: str


class Corpus:
    """An immutable index of articles by every phrasing; building costs time once, matching hardly any."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: Mapping[str, Article] = MappingProxyType(
            {article.slug: article for article in articles}
        )
        self._phrasings = tuple(_phrasings(self.articles.values()))
        self._exact: dict[str, dict[str, str]] = defaultdict(dict)
        for phrasing in self._phrasings:
            for reading in _keys(phrasing.text):
                self._exact[reading].setdefault(phrasing.article.slug, phrasing.text)
        self._weights = _weights(self._phrasings)
        self._unseen = log(1 + 2 * max(1, len(self.articles)))
        self._postings = self._posted()

    def _posted(self) -> dict[str, list[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, phrasing in enumerate(self._phrasings):
            known = grams(phrasing.skeleton)
            norm = sqrt(sum(self._weights[gram] ** 2 for gram in known)) or 1.0
            for gram in known:
                postings[gram].append((at, self._weights[gram] ** 2 / norm))
        return dict(postings)

    def match(self, text: str, limit: int = 4) -> tuple[Match, ...]:
        """The likeliest articles, best first, each once with its likeliest phrasing."""
        text = text[:READ]
        found = {match.article.slug: match for match in self._likely(text)}
        for slug, question in self._exactly(text).items():
            found[slug] = Match(self.articles[slug], 1.0, question, exact=True)
        ranked = sorted(found.values(), key=lambda match: (-match.confidence, match.article.slug))
        return tuple(ranked[:limit])

    def _exactly(self, text: str) -> dict[str, str]:
        for reading in (*_keys(text), *_keys(undo_layout(text))):
            if reading in self._exact:
                return self._exact[reading]
        return {}

    def _likely(self, text: str) -> Iterable[Match]:
        words, known = self._read(text)
        if known < STRANGE:
            other, known_then = self._read(undo_layout(text))
            words = other if known_then > 2 * known else words
        best: dict[str, Match] = {}
        for at, cosine in self._nearest(words):
            phrasing = self._phrasings[at]
            sure = confidence(cosine, fuzz.ratio(words, phrasing.skeleton) / 100)
            slug = phrasing.article.slug
            if slug not in best or best[slug].confidence < sure:
                best[slug] = Match(phrasing.article, sure, phrasing.text, exact=False)
        return best.values()

    def _read(self, text: str) -> tuple[str, float]:
        """The text's skeleton, and which share of its letter groups any phrasing has."""
        words = skeleton(bare(normalize(text)))
        asked = grams(words)
        return words, sum(gram in self._weights for gram in asked) / max(1, len(asked))

    def _nearest(self, words: str) -> list[tuple[int, float]]:
        asked = grams(words)
        scores: dict[int, float] = defaultdict(float)
        norm = 0.0
        for gram in asked:
            norm += self._weights.get(gram, self._unseen) ** 2
            for at, weight in self._postings.get(gram, ()):
                scores[at] += weight
        ranked = sorted(scores.items(), key=lambda score: (-score[1], score[0]))[:COMPARED]
        return [(at, score / sqrt(norm)) for at, score in ranked]


def _phrasings(articles: Iterable[Article]) -> Iterable[_Phrasing]:
    for article in articles:
        for asked in (*article.questions.values(), article.title.values()):
            for text in asked:
                yield _Phrasing(article, text, skeleton(bare(normalize(text))))


def _keys(text: str) -> tuple[str, ...]:
    words = normalize(text)
    return tuple(found for found in (key(words), key(bare(words))) if found)


def _weights(phrasings: Iterable[_Phrasing]) -> dict[str, float]:
    """How telling each letter group is: the fewer articles use it, the more."""
    used_by: dict[str, set[str]] = defaultdict(set)
    for phrasing in phrasings:
        for gram in grams(phrasing.skeleton):
            used_by[gram].add(phrasing.article.slug)
    articles = len({phrasing.article.slug for phrasing in phrasings})
    used = Counter({gram: len(slugs) for gram, slugs in used_by.items()})
    return {gram: log(1 + articles / count) for gram, count in used.items()}
