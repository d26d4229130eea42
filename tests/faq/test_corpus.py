"""Does a corpus find the article that is asked for, whatever is typed?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Article, Corpus, Match
from faq.matching import Verdict, verdict
from tests.starter import CORPUS

ANYTHING = st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=100).map("".join)  # surrogates too
FEE = CORPUS.articles["delivery-fee"]
HOURS = CORPUS.articles["hours"]


def asking(slug: str, *phrasings: str) -> Article:
    return Article(slug, "shop", {"en": slug}, {"en": phrasings}, {"en": "An answer."})


def certain(article: Article, confidence: float, exact: bool = False) -> Match:
    return Match(article, confidence, "asked", exact)


def test_every_phrasing_finds_its_own_article_exactly() -> None:
    for article in CORPUS.articles.values():
        for phrasing in (text for texts in article.questions.values() for text in texts):
            matches = CORPUS.match(phrasing)

            assert matches[0] == Match(article, 1.0, matches[0].question, exact=True), phrasing
            assert verdict(matches) is Verdict.ANSWER, phrasing


@pytest.mark.parametrize(
    "typed",
    [
        "ค่าส่งเท่าไร",
        "คาสงเทาไร",
        "ค่าส่ง เท่าไร ครับ",
        "สวัสดีค่ะ ค่าส่งเท่าไรคะ",
        "ค่าส่งเท่าไรรรร???",
        "8jklj'gmjkwi",
        "แอดคะ ค่าส่งเท่าไรค้าบบ",
    ],
)
def test_tones_spaces_politeness_and_layout_do_not_matter(typed: str) -> None:
    best = CORPUS.match(typed)[0]

    assert (best.article, best.exact) == (FEE, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ต้องเสีย่าส่งมั้ยค", "delivery-fee"),
        ("ค่ส่งไปภููเก็ตเท่าไหร่", "delivery-fee"),
        ("พร่งนี้เปูิดรึป่าวคะ", "hours"),
        ("รอมา 5 วันแ้วยังไม่ไดของ", "tracking"),
    ],
)
def test_slips_in_thai_are_mended_where_it_would_be_doubtful_else(typed: str, meant: str) -> None:
    assert CORPUS.match(typed)[0].article.slug == meant


def test_each_article_is_named_once_and_best_first() -> None:
    matches = CORPUS.match("ส่งของวันไหน", limit=3)

    assert len(matches) == 3
    assert len({match.article.slug for match in matches}) == 3
    assert [match.confidence for match in matches] == sorted((m.confidence for m in matches), reverse=True)


@settings(max_examples=40, deadline=None)
@given(ANYTHING | st.text(alphabet="กขคงจชซ่้๊์ัิีุูเแโใไำ? ", max_size=200))
def test_any_text_can_be_matched_with_sane_confidence(text: str) -> None:
    assert all(0.0 <= match.confidence <= 1.0 for match in CORPUS.match(text))


@pytest.mark.parametrize(
    "text", ["ก" * 10_000, "ค่าส่ง " * 1400, "a\u0301" * 5000, "\ud800", "\x00", "😂" * 9000, ""]
)
def test_long_or_broken_text_can_be_matched(text: str) -> None:
    assert len(CORPUS.match(text)) <= 4


def test_marks_that_hurried_thai_leaves_out_are_restored_before_politeness_is_taken_off() -> None:
    typed, meant = "สอบถามหนอยคะ สงดวนถึงวันไหน", "สอบถามหน่อยค่ะ ส่งด่วนถึงวันไหน"

    found = [(match.article, match.confidence) for match in CORPUS.match(typed)]

    assert found == [(match.article, match.confidence) for match in CORPUS.match(meant)]
    assert not CORPUS.explain(typed).is_other_layout


def test_latin_words_with_two_slips_or_the_first_letter_wrong_are_still_understood() -> None:
    shop = Corpus(
        [
            asking("compare", "compare the beds", "what is the difference between the products"),
            asking("fee", "how much is delivery", "what does delivery of the products cost"),
        ]
    )

    assert shop.match("cmparr the prodcts")[0].article.slug == "compare"


def test_matching_twice_gives_the_same() -> None:
    again = Corpus(reversed(list(CORPUS.articles.values())))

    assert CORPUS.match("ส่งของกี่วันคะ") == again.match("ส่งของกี่วันคะ")


def test_a_phrasing_of_digits_alone_is_found_by_those_digits() -> None:
    corpus = Corpus([*CORPUS.articles.values(), asking("hotline", "1771")])

    assert verdict(corpus.match("1771")) is Verdict.ANSWER
    assert corpus.match("1771")[0].article.slug == "hotline"


def test_an_empty_corpus_knows_nothing() -> None:
    assert verdict(Corpus([]).match("ค่าส่งเท่าไร")) is Verdict.UNKNOWN


def test_a_corpus_of_one_article_answers_only_its_own_question() -> None:
    corpus = Corpus([asking("parking", "where can I park")])

    assert verdict(corpus.match("where can i park my car")) is Verdict.ANSWER
    assert verdict(corpus.match("do you like music")) is Verdict.UNKNOWN


def test_two_articles_with_one_phrasing_are_asked_about_and_not_guessed() -> None:
    corpus = Corpus([asking("a", "how much"), asking("b", "how much")])

    assert verdict(corpus.match("how much?")) is Verdict.CLARIFY


def test_laughter_and_pictures_match_nothing() -> None:
    assert CORPUS.match("555") == ()
    assert CORPUS.match("😂👍") == ()


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ((), Verdict.UNKNOWN),
        ((certain(FEE, 0.1),), Verdict.UNKNOWN),
        ((certain(FEE, 0.4),), Verdict.CLARIFY),
        ((certain(FEE, 0.9),), Verdict.ANSWER),
        ((certain(FEE, 0.9), certain(HOURS, 0.85)), Verdict.CLARIFY),
        ((certain(FEE, 1.0, exact=True), certain(HOURS, 0.95)), Verdict.ANSWER),
    ],
)
def test_a_clear_lead_is_answered_and_a_near_tie_is_asked_about(
    matches: tuple[Match, ...], expected: Verdict
) -> None:
    assert verdict(matches) is expected


@pytest.mark.parametrize("typed", ["เท่าไร", "ยังไงคะ", "ได้ไหม", "how much?", "where is it"])
def test_a_question_without_a_subject_is_never_answered(typed: str) -> None:
    assert verdict(CORPUS.match(typed)) is not Verdict.ANSWER


def test_the_label_of_an_article_chosen_from_a_menu_answers_it() -> None:
    for article in CORPUS.articles.values():
        for label in article.title.values():
            assert verdict(CORPUS.match(label)) is Verdict.ANSWER, label


# All of Unicode, surrogates included: a few stretches repeated, for 10 000 single letters take long to draw.
LONG = st.builds(
    lambda parts, times: "".join(parts * times)[:10_000], st.lists(ANYTHING, max_size=8), st.integers(1, 2000)
)


@settings(max_examples=25, deadline=None)
@given(LONG)
def test_any_text_of_ten_thousand_characters_is_matched_and_twice_the_same(text: str) -> None:
    assert CORPUS.match(text) == CORPUS.match(text)


@settings(max_examples=15, deadline=None)
@given(ANYTHING | st.text(alphabet="abc ค่าสง่?", max_size=40), st.sampled_from(sorted(CORPUS.articles)))
def test_adding_a_phrasing_never_breaks_the_exact_hits_of_its_article(added: str, slug: str) -> None:
    own = asking("own", "where can i park", "ที่จอดรถอยู่ไหน")
    grown = asking("own", "where can i park", "ที่จอดรถอยู่ไหน", added)
    other = CORPUS.articles[slug]

    before, after = Corpus([own, other]), Corpus([grown, other])

    for phrasing in own.questions["en"]:
        assert before.match(phrasing)[0].article.slug == "own"
        assert after.match(phrasing)[0].exact
        assert {m.article.slug for m in after.match(phrasing) if m.exact} >= {"own"}
