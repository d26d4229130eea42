"""Is any text heard, however long and strange, the same way each time and in next to no time?"""

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Intent, intent_of
from faq.intent import ruled
from faq.typed import readings
from tests.starter import CORPUS

LONGEST = 10_000
LETTERS = st.integers(0, 0x10FFFF).map(chr)
# A few letters, repeated without end, are what slows a pattern down most.
STRANGE = st.builds(
    lambda few, times: (few * times)[:LONGEST],
    st.text(LETTERS, min_size=1, max_size=40),
    st.integers(1, LONGEST),
)
SLOW = [
    "ขอ",
    "a ",
    "คุยกับ",
    "!?",
    "ๆ",
    "ไม่ๆ ",
    "(a ",
    "i want to ",
    "ค่ะ ",
    "人",
    "เเ",
    "\u200b",
    "é",
    "-v86pdy[",
]
# What is one letter as it is typed and several once it is compared; and words nobody knows.
STRANGER = ["℻", "ﬃ ", "ﷺ", "ab", "กำ", "bqxzk ", "㏕㏒"]


def seconds(text: str, hear: Callable[[str], object] = intent_of) -> float:
    """The least of a few tries: what else the machine does only adds."""

    def once() -> float:
        start = process_time()
        hear(text)
        return process_time() - start

    return min(once() for _ in range(3))


@settings(max_examples=40, deadline=None)
@given(STRANGE)
def test_any_text_of_ten_thousand_letters_is_heard_twice_the_same(text: str) -> None:
    assert intent_of(text) is intent_of(text)


@pytest.mark.parametrize("few", SLOW)
def test_ten_thousand_letters_take_no_time_worth_speaking_of(few: str) -> None:
    assert seconds((few * LONGEST)[:LONGEST]) < 0.05


@pytest.mark.parametrize("few", SLOW + STRANGER)
def test_nor_does_it_take_long_to_look_for_their_article(few: str) -> None:
    CORPUS.get_ready()

    assert seconds((few * LONGEST)[:LONGEST], CORPUS.match) < 0.1


def test_asked_how_it_was_the_ear_adds_nothing_but_doubts_as_ever() -> None:
    added, doubted = "ขอสายเคาน์เตอร์พยาบาลหน่อยค่ะ มีเรื่องจะถามเอง", "หนังสือ how to talk to anyone ราคาเท่าไหร่"

    for text, by_rules in ((added, None), (doubted, Intent.PERSON)):
        assert ruled(readings(text), asks=False)[0] is by_rules
    assert (intent_of(added), intent_of(added, is_telling=True)) == (Intent.PERSON, None)
    assert (intent_of(doubted), intent_of(doubted, is_telling=True)) == (None, None)
