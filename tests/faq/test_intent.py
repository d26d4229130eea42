"""Are orders recognised however they are typed, and questions left alone?"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Intent, intent_of, normalize
from faq.article import starter
from faq.courtesy import bare
from faq.intent import without_greeting

TABLE = [line.split("\t") for line in (Path(__file__).parent / "intents.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("intent", list(Intent))
def test_every_order_of_the_table_is_recognised(intent: Intent) -> None:
    typed = [text for text, name in TABLE if name == intent.name]

    assert typed
    assert [(text, intent_of(text)) for text in typed if intent_of(text) is not intent] == []


def test_no_trap_of_the_table_is_taken_for_an_order() -> None:
    traps = [text for text, name in TABLE if not name]

    assert [(text, intent_of(text)) for text in traps if intent_of(text)] == []


def test_the_table_holds_enough_orders_and_about_as_many_traps() -> None:
    traps = sum(not name for _, name in TABLE)

    assert len(TABLE) >= 300
    assert 0.4 <= traps / len(TABLE) <= 0.6


def test_no_question_or_label_of_a_starter_article_is_taken_for_an_order() -> None:
    asked = [text for article in starter() for texts in article.questions.values() for text in texts]
    labels = [label for article in starter() for label in article.title.values()]

    assert [text for text in asked + labels if intent_of(text)] == []


@pytest.mark.parametrize("typed", ["ok", "ได้ค่ะ", "no", "ค่ะ", "เข้าใจแล้ว"])
def test_a_question_mark_makes_a_question_of_an_answer(typed: str) -> None:
    assert intent_of(typed) is not None
    assert intent_of(f"{typed}?") is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("สวัสดีค่ะ ค่าส่งเท่าไหร่คะ", "ค่าส่งเท่าไหร่คะ"),
        ("สวัสดีค่ะค่าส่งเท่าไหร่คะ", "ค่าส่งเท่าไหร่คะ"),
        ("สวัสดีครับแอดมิน ของส่งยังครับ", "ของส่งยังครับ"),
        ("Hi, how much is shipping?", "how much is shipping"),
        ("สวัสดีค่ะ", ""),
        ("ร้านเปิดกี่โมง", "ร้านเปิดกี่โมง"),
        ("History of my orders?", "History of my orders?"),
    ],
)
def test_a_leading_greeting_is_taken_off_and_only_that(text: str, rest: str) -> None:
    assert without_greeting(text) == rest


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ขอบคุณค่ะ แล้วคืนของยังไงคะ", "คืนของยังไง"),
        ("ขอบคุณมากค่ะแล้วส่งกี่วัน", "ส่งกี่วัน"),
        ("โอเคค่ะ แล้วค่าส่งเท่าไหร่", "ค่าส่งเท่าไหร่"),
        ("ได้ค่ะ แล้วก็ขอใบเสร็จด้วยนะคะ", "ขอใบเสร็จด้วย"),
        ("สวัสดีค่ะ ขอบคุณนะคะ แต่ยังไม่ได้ของเลย", "ยังไม่ได้ของเลย"),
        ("Thanks! And how do I return it?", "how do i return it"),
        ("ok thanks, where is my parcel", "where is my parcel"),
    ],
)
def test_thanks_before_a_question_are_no_part_of_it_and_no_thanks_either(text: str, question: str) -> None:
    assert intent_of(text) is None
    assert bare(normalize(text)) == question


@pytest.mark.parametrize("text", ["thank you card available", "ได้ของแล้ว", "ok size m", "แล้วแต่แอดมิน"])
def test_words_that_only_begin_like_thanks_are_kept(text: str) -> None:
    assert bare(normalize(text)) == text


@pytest.mark.parametrize("text", ["รับค่ะ", "รับเลยค่ะ", "รับครับ"])
def test_taking_what_is_offered_is_a_yes(text: str) -> None:
    assert intent_of(text) is Intent.YES


@pytest.mark.parametrize("text", ["!!!", "ตอบหน่อย!!!", "where is my order!!!", "แอดมิน?!!!!", "hello???!!!"])
def test_three_exclamation_marks_are_anger_where_something_is_wanted(text: str) -> None:
    assert intent_of(text) in (Intent.COMPLAINT, Intent.PERSON)


@pytest.mark.parametrize("text", ["สวยมาก!!!", "so cute!!!", "hi!!!", "ขอบคุณค่ะ!!!", "ค่าส่งเท่าไร!!", "!", "❗"])
def test_joy_and_one_or_two_exclamation_marks_are_no_anger(text: str) -> None:
    assert intent_of(text) not in (Intent.COMPLAINT, Intent.PERSON)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=80).map("".join))
def test_any_text_can_be_read(text: str) -> None:
    assert intent_of(text) in (None, *Intent)


@pytest.mark.parametrize(
    "text", ["ขอ" * 5000, "a " * 5000, "คุยกับ" * 13, "\ud800", "ๆ" * 80, "   ", "อยากจะ" * 40]
)
def test_long_or_broken_text_can_be_read(text: str) -> None:
    assert intent_of(text) is None
