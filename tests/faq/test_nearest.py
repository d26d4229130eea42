"""Is a strange Latin word read as the nearest, by slips, how often it is written, and its neighbours?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.nearest import Nearest

SHOP = Nearest(
    ["how firm is the mattress", "compare the king size", "the side of it", "a live agent", "ค่าส่ง ems"],
    ["late", "thanks"],
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is the attress soft", "is the mattress soft"),  # the first letter
        ("cmparr the size", "compare the size"),  # two slips, for it stands where it is written
        ("is it cmparr size", "is it cmparr size"),  # but not elsewhere
        ("tanks", "thanks"),  # everyday words are near, too
        ("pate", "late"),
        ("king zize", "king size"),
        ("king sixe", "king size"),  # its neighbour tells: side is as near
        ("ค่าส่ง esm", "ค่าส่ง ems"),
        ("how firm is the mattress", "how firm is the mattress"),
        ("fi", "fi"),
        ("xqzvkwpjxq ค่าสง", "xqzvkwpjxq ค่าสง"),
        ("", ""),
    ],
)
def test_a_strange_word_is_read_as_the_nearest(typed: str, meant: str) -> None:
    assert SHOP.mended(typed) == meant


def test_a_shop_without_words_mends_nothing() -> None:
    assert Nearest([], []).mended("matress") == "matress"


@given(st.lists(st.text(alphabet="abcdef ก่1", max_size=20), max_size=6), st.text(alphabet="abcdef ก่1"))
def test_mending_twice_changes_nothing_more_and_takes_no_word_away(texts: list[str], typed: str) -> None:
    shop = Nearest(texts, ["abcd"])
    once = shop.mended(typed)

    assert shop.mended(once) == once
    assert once.count(" ") == typed.count(" ")
