"""Does the ear hold what it was taught, hear the same thing twice, and never stumble?"""

from functools import cache
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import ear, lessons
from faq.hints import BUCKETS, SPOKEN
from faq.intent import ruled
from faq.typed import readings

taught = cache(lessons.lessons)


def heard(text: str) -> ear.Heard:
    asks = "?" in text
    found, read = ruled(readings(text), asks=asks)
    return ear.hear(read.bared, found and found.value, asks=asks)


def test_the_weights_were_learnt_from_the_lessons_as_they_are() -> None:
    told = resources.files("faq").joinpath(ear.FILE).read_bytes().partition(b"\n")[0]

    assert told == b"saphan-ear 4 " + lessons.fingerprint().encode(), "run: python -m faq.lessons"


def test_what_it_was_taught_it_hears() -> None:
    some = taught()[::53]
    wrong = [text for text, kind in some if (heard(text).loudness > 0) != bool(kind)]

    assert len(some) > 300
    assert len(wrong) <= 0.01 * len(some), wrong


def test_a_wish_leans_one_way_and_anger_the_other() -> None:
    assert heard("อยากคุยกับพี่พนักงานสักคน").lean > 0 > heard("ร้านนี้ห่วยแตกสิ้นดี").lean
    assert heard("is there some human i could talk to").lean > 0 > heard("your shop is a total disgrace").lean


@pytest.mark.parametrize(
    "text", ["ขอคุยกะพนังงาน", "tlak to a humann please", "-v86pdy[rofydko", "ขอคุยกับเจาหนาที"]
)
def test_slips_and_the_wrong_keyboard_take_little_away(text: str) -> None:
    assert heard(text).loudness > 0.35


def test_a_brace_stands_for_each_of_its_parts() -> None:
    rows = dict(taught())

    assert rows["admin where are you"] == rows["humans where are you all"] == "person"
    assert rows["you so nice"] == ""
    assert not any(set("{}") & set(text) for text, kind in rows.items() if kind)


def test_a_list_is_taught_word_by_word() -> None:
    wishes = " ".join(text for text, kind in taught() if kind == "person")

    assert [word for word in SPOKEN["th"]["somebody"] if word not in wishes] == []


def test_a_slip_is_one_and_the_same_each_time_and_spares_short_words() -> None:
    told = [text for text, _ in taught()[::50]]

    assert [lessons.slipped(text) for text in told] == [lessons.slipped(text) for text in told]
    assert all(abs(len(lessons.slipped(text)) - len(text)) <= 1 for text in told)
    assert sum(lessons.slipped(text) != text for text in told) > 0.8 * len(told)
    assert lessons.slipped("ขอคน") == "ขอคน"


def test_packed_weights_are_unpacked_as_they_were() -> None:
    weights = np.arange(2 * BUCKETS, dtype=np.int64).astype(np.int8).reshape(BUCKETS, 2)
    found, step = ear.unpacked(ear.packed(weights, 0.25, "x"))

    assert step == 0.25
    assert np.array_equal(found, weights)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=80).map("".join))
def test_any_text_is_heard_and_twice_the_same(text: str) -> None:
    assert heard(text) == heard(text)
    assert -5 < heard(text).loudness < 5
