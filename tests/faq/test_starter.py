"""Are the starter shop's articles complete, and does what they tell customers to type work?"""

import re

import pytest

from faq import Article, Intent, intent_of
from faq.matching import Verdict, verdict
from tests.starter import ARTICLES, CORPUS

TO_TYPE = re.compile(r"(?:พิมพ์|[Tt]ype) “(.+?)”")


def told_to_type(article: Article) -> list[str]:
    return [words for answer in article.answer.values() for words in TO_TYPE.findall(answer)]


def test_the_starter_shop_has_forty_articles_each_asked_for_in_many_ways() -> None:
    assert len(ARTICLES) == 40
    for article in ARTICLES:
        assert set(article.title) == set(article.answer) == {"th", "en"}
        assert len(article.questions["th"]) >= 8, article.slug
        assert len(article.questions["en"]) >= 6, article.slug
        assert all(2 <= len(text.splitlines()) <= 5 for text in article.answer.values()), article.slug
        assert all(len(text) <= 420 for text in article.answer.values()), article.slug


def test_no_way_to_ask_belongs_to_two_articles() -> None:
    for article in ARTICLES:
        for phrasing in (text for texts in article.questions.values() for text in texts):
            exact = [match.article.slug for match in CORPUS.match(phrasing) if match.exact]

            assert exact == [article.slug], phrasing


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_what_an_answer_says_to_type_leads_on(article: Article) -> None:
    for words in told_to_type(article):
        assert intent_of(words) is Intent.PERSON or verdict(CORPUS.match(words)) is Verdict.ANSWER, words


def test_both_languages_of_an_answer_say_to_type_the_same_things() -> None:
    for article in ARTICLES:
        thai, english = (TO_TYPE.findall(article.answer[language]) for language in ("th", "en"))
        assert len(thai) == len(english), article.slug


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("claims", {"แจ้งเคลม", "claim"}),
        ("warranty", {"แจ้งเคลม", "claim"}),
        ("returns", {"แจ้งเคลม", "claim"}),
        ("payment-slip", {"แจ้งโอนเงิน", "payment slip"}),
        ("payment-methods", {"แจ้งโอนเงิน", "payment slip"}),
        ("how-to-order", {"แจ้งโอนเงิน", "payment slip"}),
    ],
)
def test_damage_and_paying_point_to_the_claim_and_the_slip(slug: str, words: set[str]) -> None:
    assert words <= set(told_to_type(CORPUS.articles[slug]))


def test_nearly_every_article_says_what_to_type_next() -> None:
    silent = {article.slug for article in ARTICLES if not told_to_type(article)}

    assert silent <= {"hours", "jobs"}
