"""Are slips put right where a text parts from the shop's letters, without a list of words?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.letters import Letters

PHRASINGS = [
    "ค่าส่งเท่าไร",
    "ส่งของกี่วันถึง",
    "อยากเปลี่ยนที่อยู่จัดส่ง",
    "ขอใบกำกับภาษีได้ไหม",
    "how firm is the mattress",
    "can i return an order",
]
SHOP = Letters(PHRASINGS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("อยากเปลี่นที่อยู่จัดส่ง", "อยากเปลี่ยนที่อยู่จัดส่ง"),  # left out
        ("อยากเปลี่ยนทฟี่อยู่จัดส่ง", "อยากเปลี่ยนที่อยู่จัดส่ง"),  # put in
        ("ขอใบกำกัขภาษีได้ไหม", "ขอใบกำกับภาษีได้ไหม"),  # changed
        ("ส่งขอกงี่วันถึง", "ส่งของกี่วันถึง"),  # swapped
        ("อยกเปลี่ยนที่อู่จัดส่ง", "อยากเปลี่ยนที่อยู่จัดส่ง"),
        ("hoq firm is the mattrss", "how firm is the mattress"),
        ("can i retrun an ordr", "can i return an order"),
    ],
)
def test_a_slip_is_put_right_where_it_stands(typed: str, meant: str) -> None:
    assert SHOP.mended(typed) == meant


@pytest.mark.parametrize("typed", [*PHRASINGS, "ส่งของเท่าไร", "0812345678", "", "漢字", "zzzzzz"])
def test_what_is_usual_and_what_is_strange_throughout_stays(typed: str) -> None:
    assert SHOP.mended(typed) == typed


def test_a_shop_without_phrasings_mends_nothing() -> None:
    assert Letters([]).mended("matress") == "matress"


@given(
    st.text(alphabet="abcก่ข 1", max_size=30), st.lists(st.text(alphabet="abcก่ข1 ", max_size=12), max_size=5)
)
def test_numbers_stay_whatever_is_mended(text: str, phrasings: list[str]) -> None:
    told = " ".join(text.split())

    mended = Letters(" ".join(each.split()) for each in phrasings).mended(told)

    assert mended.count("1") == told.count("1")
