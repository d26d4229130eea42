"""Are tone marks that hurried typing leaves out put where the shop's phrasings have them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.normalize import strip_tones
from faq.tones import Tones, are_left_out

PHRASINGS = ["ค่าส่งเท่าไรคะ", "ส่งของกี่วันถึง", "อยากเปลี่ยนที่อยู่จัดส่งค่ะ", "ขอใบกำกับภาษีได้ไหม", "คะแนนหมดอายุวันไหน"]
SHOP = Tones(PHRASINGS)


@pytest.mark.parametrize(
    "meant", [*PHRASINGS, "เปลี่ยนที่อยู่จัดส่ง", "ส่งกี่วัน", "order 12 กี่วันถึง", "how much", "", "zzz", "漢字"]
)
def test_marks_are_restored_as_phrasings_have_them(meant: str) -> None:
    assert SHOP.restored(strip_tones(meant)) == meant


def test_letters_no_phrasing_has_stay_bare() -> None:
    assert SHOP.restored("ฆฌฮ ฬฬฬ") == "ฆฌฮ ฬฬฬ"


def test_where_no_phrasing_has_marks_none_are_restored() -> None:
    assert Tones(map(strip_tones, PHRASINGS)).restored("คาสงเทาไร") == "คาสงเทาไร"
    assert Tones([]).restored("คาสงเทาไร") == "คาสงเทาไร"


@pytest.mark.parametrize(
    ("text", "missing"),
    [("คาสงไปภูเกตเทาไร", True), ("ค่าสงไปภูเกตเทาไร", False), ("ราคา", False), ("what is the price", False)],
)
def test_only_thai_of_some_length_without_a_single_mark_has_lost_them(text: str, missing: bool) -> None:
    assert are_left_out(text) is missing


@given(
    st.lists(st.text(alphabet="กขคาิี่้์ ab\ud800", max_size=20), max_size=5), st.text(alphabet="กขคาิี ab\ud800")
)
def test_nothing_but_marks_is_added(texts: list[str], typed: str) -> None:
    assert strip_tones(Tones(texts).restored(typed)) == typed
