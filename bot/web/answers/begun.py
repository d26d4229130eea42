"""What does an article begin with that is made of questions nobody could answer?

Proposals, each to be looked over: the customers' own wordings, what people answered, the first words as its
title, and the topic of the article that is nearest.
"""

from collections.abc import Collection, Sequence
from typing import Any

import regex

from bot.store.database import AnyRow
from bot.web.answers.slug import free, slug_of
from faq import Corpus, language_of
from faq.article import ANSWER_UNITS, TITLE_GRAPHEMES
from faq.gist import gist_of
from faq.normalize import normalize

WAYS = 12  # to ask, that are enough to begin with
_LONGEST = 120  # letters of a way to ask; what is longer tells a story
_PERSONAL = regex.compile(r"\d{4}|@|https?:")  # an order, a telephone, an address: of one customer alone


def begun(
    words: str, asked: Sequence[AnyRow], told: Sequence[str], corpus: Corpus, taken: Collection[str]
) -> dict[str, Any]:
    """An article's JSON form. `words`: the most typical; `told`: what people answered, the best first."""
    nearest = corpus.match(words)
    answers: dict[str, str] = {}
    for text in told:
        answers.setdefault(_spoken(text), text[:ANSWER_UNITS])
    title = _title(words) if normalize(words) else ""
    return {
        "slug": free(slug_of(words) if _spoken(words) == "en" else "", taken),
        "topic": nearest[0].article.topic if nearest else "",
        "title": {_spoken(words): title} if title else {},
        "questions": _ways(words, [each.text for each in asked]),
        "answer": answers,
    }


def _spoken(text: str) -> str:
    return "en" if language_of(text) == "en" else "th"


def _title(words: str) -> str:
    """As long as LINE shows it on a button; English ends with a whole word."""
    letters = regex.findall(r"\X", words.strip(" ?!."))
    if len(letters) <= TITLE_GRAPHEMES:
        return "".join(letters)
    short = "".join(letters[:TITLE_GRAPHEMES])
    return short.rpartition(" ")[0] or short


def _ways(words: str, texts: Sequence[str]) -> dict[str, list[str]]:
    """Each wording once, the most typical first, by language; what holds no words is no way to ask."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for each in (words, *(each for each in texts if not _PERSONAL.search(each))):
        text, gist = " ".join(each.split()), gist_of(each)
        if normalize(text) and gist not in seen and len(text) <= _LONGEST and len(seen) < WAYS:
            seen.add(gist)
            found.setdefault(_spoken(text), []).append(text)
    return found
