"""Does the matcher still answer what customers ask, and keep quiet otherwise?"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from faq import Corpus, intent_of, normalize
from faq.article import starter
from faq.matching import Match, Verdict, candidates, verdict

GOLDEN: Final = Path(__file__).parent / "golden"
CORPUS: Final = Corpus(starter())

# What is reached, less a small margin. Raise them with the matcher; a fall is a regression.
ANSWERED_RIGHT: Final = 0.75
ANSWERED_WRONG: Final = 0.02
NAMED: Final = 0.93  # answered right, or among those asked about
OTHERS_ANSWERED: Final = 0.03


def read(*names: str) -> list[tuple[str, str]]:
    """Questions with the slug of their article; no slug where nothing should be answered."""
    lines = [line for name in names for line in (GOLDEN / name).read_text("utf-8").splitlines()]
    return [(text, slug) for text, _, slug in (line.partition("\t") for line in lines)]


ASKED: Final = read("thai.tsv", "english.tsv")
NOT_OURS: Final = read("not-ours.tsv")


def share(of: Iterable[bool]) -> float:
    each = list(of)
    return sum(each) / len(each)


@cache
def matched(text: str) -> tuple[Match, ...]:
    return CORPUS.match(text)


def answered(text: str) -> str | None:
    matches = matched(text)
    return matches[0].article.slug if verdict(matches) is Verdict.ANSWER else None


def test_most_questions_are_answered_right() -> None:
    assert share(answered(text) == slug for text, slug in ASKED) >= ANSWERED_RIGHT


@pytest.mark.parametrize("name", ["thai.tsv", "english.tsv"])
def test_hardly_a_question_is_answered_wrong(name: str) -> None:
    assert share(answered(text) not in (slug, None) for text, slug in read(name)) <= ANSWERED_WRONG


def test_what_is_not_answered_is_nearly_always_among_those_asked_about() -> None:
    def named(text: str, slug: str) -> bool:
        return answered(text) == slug or slug in [match.article.slug for match in candidates(matched(text))]

    assert share(named(text, slug) for text, slug in ASKED) >= NAMED


def test_hardly_any_message_that_asks_the_shop_nothing_is_answered() -> None:
    assert share(answered(text) is not None for text, _ in NOT_OURS) <= OTHERS_ANSWERED


def test_the_golden_questions_are_enough_and_no_copies_of_phrasings() -> None:
    phrasings = {
        normalize(text)
        for article in CORPUS.articles.values()
        for asked in article.questions.values()
        for text in asked
    }

    assert len(ASKED) >= 150
    assert len(NOT_OURS) >= 60
    assert {slug for _, slug in ASKED} == set(CORPUS.articles)
    assert not [text for text, _ in ASKED if normalize(text) in phrasings]


def test_no_golden_question_is_taken_for_an_order() -> None:
    assert [text for text, _ in ASKED if intent_of(text)] == []
