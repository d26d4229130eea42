"""By when is something owed, and how long will it take?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.hours import ALWAYS, Hours, Window
from handlers.targets import Due, Targets, due, is_kept, out_of_bounds
from handlers.waits import ENOUGH, Span, Wait, expected

MINUTE, HOUR = 60_000, 3_600_000
OFFICE = Hours(((Window(9 * 60, 18 * 60),),) * 5 + ((), ()))
ALL = Targets(first=20, next=60, resolve=480)


def at(written: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Bangkok")).timestamp() * 1000)


FRIDAY = at("2026-11-27 17:50")


def test_the_first_answer_is_due_in_open_time_and_warned_of_before() -> None:
    owed = due(ALL, OFFICE, FRIDAY, FRIDAY, is_answered=False)

    assert owed == Due("first", at("2026-11-30 09:10"), at("2026-11-30 09:05"))


def test_after_the_first_answer_the_next_one_and_the_end_are_due() -> None:
    monday = at("2026-11-30 10:00")

    assert due(ALL, OFFICE, FRIDAY, monday, is_answered=True) == Due(
        "next", monday + HOUR, monday + 45 * MINUTE
    )
    assert due(ALL, OFFICE, FRIDAY, None, is_answered=True) == Due(
        "resolve", at("2026-11-30 16:50"), at("2026-11-30 14:50")
    )


def test_nothing_is_due_without_targets_or_without_anything_owed() -> None:
    assert due(Targets(), OFFICE, FRIDAY, FRIDAY, is_answered=False) is None
    assert due(ALL, OFFICE, None, None, is_answered=False) is None
    assert due(Targets(next=5), ALWAYS, FRIDAY, None, is_answered=True) is None


def test_kept_is_measured_in_open_time() -> None:
    monday = at("2026-11-30 09:10")

    assert is_kept(OFFICE, 20, FRIDAY, monday)
    assert not is_kept(OFFICE, 20, FRIDAY, monday + 1)


def test_targets_that_cannot_be_are_named() -> None:
    assert out_of_bounds({"first": 0, "next": None, "resolve": 60 * 24 * 31}) == ["first", "resolve"]


NOON = at("2026-11-27 12:00")
DAY = 24 * HOUR


def waits(*minutes: float, hour: float = 12, day: int = 1) -> list[Wait]:
    return [Wait(NOON - day * DAY + int((hour - 12) * HOUR), int(each * MINUTE)) for each in minutes]


@pytest.mark.parametrize(
    ("known", "span"),
    [
        ([], None),
        (waits(*[4] * (ENOUGH - 1)), None),
        (waits(1, 2, 3, 4, 4, 6, 9, 30), Span(5, 10)),
        (waits(*[4] * ENOUGH), Span(5, 10)),
        (waits(*[4] * ENOUGH, hour=18), None),
        (waits(*[4] * ENOUGH, hour=12.9), Span(5, 10)),
        (waits(*[4] * ENOUGH, day=1) + waits(*[25] * ENOUGH, hour=10, day=0), Span(30, 45)),
        (waits(*[600] * ENOUGH), None),
        (waits(*[0] * ENOUGH), Span(1, 2)),
    ],
)
def test_the_wait_told_is_the_median_to_the_slowest_fifth_or_nothing(
    known: list[Wait], span: Span | None
) -> None:
    assert expected(known, NOON, "Asia/Bangkok") == span


def test_around_midnight_the_clock_goes_round() -> None:
    midnight = at("2026-11-28 00:10")
    late = [Wait(midnight - DAY - 30 * MINUTE, 4 * MINUTE)] * ENOUGH

    assert expected(late, midnight, "Asia/Bangkok") == Span(5, 10)
