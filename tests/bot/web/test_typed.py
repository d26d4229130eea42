"""Whole numbers as people and addresses write them; everything else is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.web.typed import MOST_ID, whole


@pytest.mark.parametrize("nonsense", [None, "", " 1", "-1", "+1", "1.0", "1e3", "0x1", "x", "๑", "²", "٣"])
def test_what_is_no_plain_number_is_none(nonsense: str | None) -> None:
    assert whole(nonsense) is None


def test_bounds_belong_to_what_may_be_typed() -> None:
    assert [whole(each, 3, 1) for each in ("0", "1", "3", "4")] == [None, 1, 3, None]
    assert whole(str(MOST_ID)) == MOST_ID
    assert whole(str(MOST_ID + 1)) is None


@given(some.text(max_size=40))
def test_no_text_whatever_makes_it_fail_or_leave_its_bounds(typed: str) -> None:
    found = whole(typed, 1_000)

    assert found is None or (0 <= found <= 1_000 and int(typed) == found)


@given(some.integers(0, MOST_ID))
def test_every_number_that_both_databases_hold_is_read_back(number: int) -> None:
    assert whole(str(number)) == number
