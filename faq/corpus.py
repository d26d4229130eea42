"""Which articles do these words ask for?"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from faq.artefact import FORMAT
from faq.article import Article
from faq.asked import Asked, asked, remembered
from faq.calibrate import TOLERABLE, Cut, Judged
from faq.courtesy import is_vague
from faq.explain import Explanation, explained
from faq.holders import Floats
from faq.index import Index, Question, likeness
from faq.keyboard import looks_garbled, undo_layout
from faq.learn import learn
from faq.lines import heard
from faq.matching import Match
from faq.mending import Mending
from faq.normalize import normalize
from faq.tones import Tones, are_left_out

READ: Final = 400  # characters; what follows tells the story again and would only cost time
NEAR: Final = 95  # of a hundred letters as in a phrasing: the rest is a slip of the finger
STRANGE: Final = 0.35  # below this known share the other keyboard layout is tried
GARBLED: Final = 0.7  # the same where signs stand within words: others may be typed as they are meant
SLIPPED: Final = 0.8  # the same where it is read once more as it was probably meant
LEAD: Final = 0.4  # and of the first over the second, where that may still change which is first
SHORT: Final = 80  # pieces; of fewer a slip takes more away, so both bounds are wider
SHORT_SLIPPED, SHORT_LEAD = 0.9, 0.5
MEANT: Final = 0.7  # so much say the words as meant then, the rest those typed
SPOKE: Final = 0.1  # of a score; what an answer adds below that decides nothing
DIGITS: Final = 6  # of a confidence; further ones differ from machine to machine
_VERSION: Final = 9  # raised when the same phrasings would teach something else


class Corpus:
    """An immutable index of articles by every phrasing; building costs time once, matching hardly any.

    `index` is what was learnt from the same phrasings before; without it that is learnt now. `tolerable` is
    the share of wrong answers among answers, `outcomes` what became of real questions.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        index: Index | None = None,
        tolerable: float = TOLERABLE,
        outcomes: Sequence[Judged] = (),
    ) -> None:
        self.articles: Mapping[str, Article] = MappingProxyType(
            {article.slug: article for article in sorted(articles, key=lambda article: article.slug)}
        )
        self._listed = tuple(filter(phrasings_of, self.articles.values()))
        texts = [phrasings_of(article) for article in self._listed]
        read = [[remembered(text) for text in asking] for asking in texts]
        told = [[each.told for each in phrasings] for phrasings in read]
        self._lines = tuple(map(heard, self._listed))
        lines = (line.told for lines in self._lines for line in lines)
        self._mending = Mending(chain(chain.from_iterable(told), lines))
        wanted = fingerprint(self._listed)
        if index is None or index.fingerprint != wanted or not index.fits(list(map(len, texts))):
            index = learn(told, wanted, self._lines)
        self.index: Index = index
        index.get_ready()
        self._sure, self._known = index.calibration.confidence, index.calibration.known
        chosen = [index.chosen_of(at) for at in range(len(texts))]
        self._told = [[own[n] for n in some] for own, some in zip(told, chosen, strict=True)]
        self._written = [[own[n] for n in some] for own, some in zip(texts, chosen, strict=True)]
        self.outcomes = tuple(outcomes)
        self.cut: Cut = index.calibration.cut(tolerable, outcomes)
        self._exact = _by_key(self._listed, texts, read)

    def get_ready(self) -> None:
        """Learn beforehand what only doubtful questions need; else the first of them waits for it."""
        self._mending.get_ready()
        _ = self._tones

    def tuned(self, tolerable: float, outcomes: Sequence[Judged] = ()) -> "Corpus":
        """The same articles and index, answering by another tolerable share of wrong answers."""
        other = copy(self)
        other.outcomes = tuple(outcomes)
        other.cut = self.index.calibration.cut(tolerable, outcomes)
        return other

    def match(self, text: str, limit: int = 4) -> tuple[Match, ...]:
        """The likeliest articles, best first, each once with its likeliest phrasing."""
        read, question = self._read(text[:READ])
        found = self._likely(read.told, question, limit)
        if exactly := self._exactly(read):
            found = [each for each in found if each.article.slug not in exactly]
            found += [Match(self.articles[slug], 1.0, text, True, self.cut) for slug, text in exactly.items()]
        found.sort(key=lambda match: (not match.exact, -match.confidence, match.article.slug))
        return tuple(found[:limit])

    def _exactly(self, read: Asked) -> Mapping[str, str]:
        """The articles of which it is a phrasing, word for word."""
        for key in read.keys:
            if key in self._exact:
                return self._exact[key]
        return {}

    def explain(self, text: str, limit: int = 4) -> Explanation:
        """What `match` found and `verdict` says of it, and why; takes as long as some dozens of matches."""
        matches = self.match(text, limit)
        read, question = self._read(text[:READ])
        is_other_layout = read != self._asked(text[:READ])
        at = self._listed.index(matches[0].article) if matches else 0

        def score_of(told: str) -> float:
            return float(self.index.scores(self.index.read(told))[at])

        found = explained(
            matches, self.cut, read.told, question.known, is_other_layout, self.index.holds, score_of
        )
        return replace(found, line=self._line(at, question)) if matches and not matches[0].exact else found

    def _line(self, at: int, question: Question) -> str:
        """The nearest line of the article's answer, "" where its answer did not count."""
        if self.index.of_answer(at, question) < SPOKE:
            return ""
        lines = self._lines[at]
        return max(lines, key=lambda line: likeness(question, self.index.read(line.told))).written

    def _read(self, text: str) -> tuple[Asked, Question]:
        """What the text asks, on the keyboard layout on which it is made of known pieces."""
        read = self._asked(text)
        question = self._question(read)
        if question.known >= GARBLED or not self._exact.keys().isdisjoint(read.keys):
            return read, question
        if question.known >= STRANGE and not looks_garbled(text):
            return read, question
        other = asked(undo_layout(text, self._mending.knows))
        other_question = self._question(other)
        is_better = other_question.known > 2 * question.known or (
            1 - other_question.known < (1 - question.known) / 2
        )
        return (other, other_question) if is_better else (read, question)

    def _asked(self, text: str) -> Asked:
        """As it was typed; Thai without a single tone mark as if it had those that were left out."""
        read = asked(text)
        if not are_left_out(text) or not self._exact.keys().isdisjoint(read.keys):
            return read
        return asked(self._tones.restored(normalize(text)))

    @cached_property
    def _tones(self) -> Tones:
        """Learnt when it is first needed, from phrasings as they are written: particles bear marks, too."""
        return Tones(normalize(text) for article in self._listed for text in phrasings_of(article))

    def _question(self, read: Asked) -> Question:
        return self.index.read(self._mending.mended(read.told))

    def _likely(self, told: str, question: Question, limit: int) -> list[Match]:
        """The articles that phrasings like this speak for."""
        if not len(question.pieces) or not question.known:
            return []
        scores = self.index.scores(question)
        best = self.index.best(scores.copy(), max(2, limit))
        found = [
            self._match(at, told, score, not rank or score >= self._known)
            for rank, (at, score) in enumerate(best)
        ]
        lead = found[0].confidence - found[1].confidence if len(found) > 1 else 1.0
        return self._reread(told, scores, found) if _is_doubtful(lead, question) else found

    def _reread(self, told: str, scores: Floats, found: list[Match]) -> list[Match]:
        """The articles that are likeliest by the words as they were probably meant, and some by those typed.

        How likely, the words as they were typed tell: strangers' come nearer by mending, too.
        """
        meant = self._mending.guessed(told)
        if meant == self._mending.mended(told):
            return found
        scores += MEANT * (self.index.scores(self.index.read(meant)) - scores)
        best = self.index.best(scores, len(found))
        sure = sorted((match.confidence for match in found), reverse=True)
        return [
            replace(self._match(at, meant, 0, not rank or each >= self.cut.known), confidence=each)
            for rank, ((at, _), each) in enumerate(zip(best, sure, strict=True))
        ]

    def _match(self, at: int, told: str, score: float, is_named: bool) -> Match:
        phrasing = ""
        if is_named:
            _, likeness, nearest = process.extractOne(told, self._told[at], scorer=fuzz.ratio)
            phrasing = self._written[at][nearest]
            if likeness >= NEAR:
                score = max(score, likeness / 100)
        confidence = self._sure(score)
        if confidence > (most := self.cut.answer * 0.99) and is_vague(told):
            confidence = most
        return Match(self._listed[at], round(confidence, DIGITS), phrasing, False, self.cut)


def _is_doubtful(lead: float, question: Question) -> bool:
    """May the words as they were probably meant still change which article is the likeliest?"""
    if len(question.pieces) < SHORT:
        return lead < SHORT_LEAD and question.known < SHORT_SLIPPED
    return lead < LEAD and question.known < SLIPPED


def phrasings_of(article: Article) -> tuple[str, ...]:
    """Every way to ask for it, its titles among them."""
    texts = [text for texts in article.questions.values() for text in texts]
    return tuple(dict.fromkeys((*texts, *article.title.values())))


def fingerprint(articles: Iterable[Article]) -> str:
    """Equal exactly for equal phrasings, and equal lines beside them: what was learnt from the one then holds
    for the other. Another version that keeps an index otherwise has names of its own: two side by side would
    throw away each other's for ever."""
    listed = sorted(filter(phrasings_of, articles), key=lambda article: article.slug)
    told: list[object] = [_VERSION, FORMAT.decode()]
    for each in listed:
        told.append([each.slug, *phrasings_of(each), *([line.told, line.loud] for line in heard(each))])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _by_key(
    articles: Sequence[Article], texts: Sequence[Sequence[str]], phrasings: Sequence[Sequence[Asked]]
) -> dict[str, dict[str, str]]:
    """For every text that is exactly a phrasing: the articles, and which phrasing."""
    exact: dict[str, dict[str, str]] = {}
    for article, written, read in zip(articles, texts, phrasings, strict=True):
        for text, each in zip(written, read, strict=True):
            for reading in each.keys:
                exact.setdefault(reading, {}).setdefault(article.slug, text)
    return exact
