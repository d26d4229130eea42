"""Are orders recognised however they are typed, and questions left alone?"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Intent, intent_of
from faq.article import starter
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


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=80).map("".join))
def test_any_text_can_be_read(text: str) -> None:
    assert intent_of(text) in (None, *Intent)


@pytest.mark.parametrize(
    "text", ["ขอ" * 5000, "a " * 5000, "คุยกับ" * 13, "\ud800", "ๆ" * 80, "   ", "อยากจะ" * 40]
)
def test_long_or_broken_text_can_be_read(text: str) -> None:
    assert intent_of(text) is None
