"""Is a misspelt word read as the shop's own, and every real word left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.mending import Mending

SHOP = Mending(["how firm is the mattress", "do you take returns", "ค่าส่ง mattress เท่าไร"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("is the matress soft", "is the mattress soft"),
        ("mattrses", "mattress"),
        ("retunrs ok", "returns ok"),
        ("ส่ง matress กี่วัน", "ส่ง mattress กี่วัน"),
        ("mattress", "mattress"),
        ("battress", "battress"),  # never the first letter
        ("is it frim", "is it firm"),
        ("takee", "take"),
        ("firn", "firn"),  # too short: it could be anything
        ("fir", "fir"),
        ("matrees", "mattress"),  # two slips are forgiven in a long word
        ("howfirmisthemattress", "how firm is the mattress"),
        ("doyoutakereturns", "do you take returns"),
        ("xqzvkwpjxq", "xqzvkwpjxq"),
        ("ค่าสง", "ค่าสง"),
    ],
)
def test_slips_are_mended_and_words_run_together_are_parted(typed: str, meant: str) -> None:
    assert SHOP.mended(typed) == meant


def test_an_everyday_word_stays_what_it_is() -> None:
    assert Mending(["where is the shipment of thanes"]).mended("thanks") == "thanks"


def test_a_shop_without_latin_words_mends_nothing() -> None:
    assert Mending(["ค่าส่งเท่าไร"]).mended("matress") == "matress"


@given(st.text(alphabet="abcdefg ก่", max_size=60))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    shop = Mending(["abcdef abcdeg bcdefa gfedcb"])

    assert shop.mended(shop.mended(text)) == shop.mended(text)
