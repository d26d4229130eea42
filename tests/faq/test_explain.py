"""Does the account of an answer name what decided, and which words counted?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Article, Corpus
from faq.explain import Why
from faq.matching import Verdict, verdict
from tests.starter import CORPUS


def asking(slug: str, *phrasings: str) -> Article:
    return Article(slug, "shop", {"en": slug}, {"en": phrasings}, {"en": "An answer."})


@pytest.mark.parametrize(
    ("text", "why", "said"),
    [
        ("ค่าส่งเท่าไหร่คะ", Why.EXACT, Verdict.ANSWER),
        ("how long does it take to ship to Chiang Mai", Why.SURE, Verdict.ANSWER),
        ("my order is purple", Why.UNSURE, Verdict.CLARIFY),
        ("เท่าไร", Why.VAGUE, Verdict.CLARIFY),
        ("quantum entanglement for beginners", Why.STRANGE, Verdict.UNKNOWN),
        ("", Why.EMPTY, Verdict.UNKNOWN),
    ],
)
def test_the_account_says_what_decided(text: str, why: Why, said: Verdict) -> None:
    found = CORPUS.explain(text)

    assert (found.why, found.verdict) == (why, said)


def test_a_phrasing_of_two_articles_is_named_as_such() -> None:
    corpus = Corpus([asking("a", "how much"), asking("b", "how much")])

    assert corpus.explain("how much?").why is Why.SHARED


def test_the_words_that_counted_are_named_and_their_shares_sum_to_one() -> None:
    found = CORPUS.explain("อยากเปลี่ยนไซส์เสื้อค่ะ")

    assert found.matches[0].article.slug == "exchange-size"
    assert "ไซส์" in found.counted[0].text
    assert sum(each.share for each in found.stretches) == pytest.approx(1)
    assert "".join(each.text for each in found.stretches) == found.told.replace(" ", "")


def test_words_no_phrasing_holds_speak_against_and_are_shown_as_strange() -> None:
    by_word = {each.text: each for each in CORPUS.explain("where is my zzgrbtz").stretches}

    assert by_word["zzgrbtz"].against
    assert by_word["zzgrbtz"].known < 0.5 < by_word["where"].known


def test_no_stretch_parts_a_vowel_from_the_consonant_it_is_written_before() -> None:
    for text in ("ส่งไปลาวไหม", "ขอไปดูแมวไหมเดือนเมษา", "อยากเปลี่ยนไซส์แต่โอนไปแล้ว"):
        found = CORPUS.explain(text)

        assert "".join(each.text for each in found.stretches) == found.told
        assert not [each.text for each in found.stretches if each.text[-1] in "เแโใไ"]


def test_what_was_typed_on_the_other_keyboard_is_explained_as_it_was_meant() -> None:
    found = CORPUS.explain("8jklj'gmjkwi")

    assert found.is_other_layout
    assert found.told == "ค่าส่งเท่าไร"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="กขคงจ่้๊์ัิีุูเแโใไำ? ", max_size=120))
def test_the_account_of_any_text_agrees_with_the_match(text: str) -> None:
    found = CORPUS.explain(text)

    assert found.matches == CORPUS.match(text)
    assert found.verdict is verdict(found.matches)
    assert all(0 <= each.share <= 1 and 0 <= each.known <= 1 for each in found.stretches)
    assert CORPUS.explain(text) == found
