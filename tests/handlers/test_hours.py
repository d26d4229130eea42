"""Open now, opens next, closes at, and open time between two moments: do they agree with the wall?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.hours import (
    ALL_DAY,
    ALWAYS,
    Day,
    Hours,
    Window,
    after,
    closes_at,
    is_open,
    open_between,
    problem,
)
from handlers.hours import opens_next as next_opening

MINUTE, HOUR = 60_000, 3_600_000
MORNING, AFTERNOON = Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60)
OFFICE: Day = (MORNING, AFTERNOON)
NIGHT = Window(22 * 60, 26 * 60)
SHOP = Hours((OFFICE,) * 5 + ((NIGHT,), ()))  # a bar on Saturday, closed on Sunday
QUICKLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def at(written: str, zone: str = "Asia/Bangkok") -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


# 2026-11-27 is a Friday.
@pytest.mark.parametrize(
    ("now", "opens", "closes"),
    [
        ("2026-11-27 08:59", "2026-11-27 09:00", None),
        ("2026-11-27 09:00", None, "2026-11-27 12:00"),
        ("2026-11-27 12:00", "2026-11-27 13:00", None),
        ("2026-11-27 12:59", "2026-11-27 13:00", None),
        ("2026-11-27 17:59", None, "2026-11-27 18:00"),
        ("2026-11-27 18:00", "2026-11-28 22:00", None),
        ("2026-11-28 23:30", None, "2026-11-29 02:00"),
        ("2026-11-29 01:59", None, "2026-11-29 02:00"),
        ("2026-11-29 02:00", "2026-11-30 09:00", None),
    ],
)
def test_the_wall_says_when_it_opens_and_closes(now: str, opens: str | None, closes: str | None) -> None:
    assert is_open(SHOP, at(now)) is (opens is None)
    assert next_opening(SHOP, at(now)) == at(opens or now)
    assert closes_at(SHOP, at(now)) == at(closes or now)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-27 10:00", "2026-11-27 14:00", 3),
        ("2026-11-27 17:00", "2026-11-30 10:00", 1 + 4 + 1),
        ("2026-11-28 23:00", "2026-11-29 01:00", 2),
        ("2026-11-29 03:00", "2026-11-30 08:00", 0),
        ("2026-11-30 10:00", "2026-11-27 10:00", 0),
    ],
)
def test_only_open_time_counts(start: str, end: str, hours: int) -> None:
    assert open_between(SHOP, at(start), at(end)) == hours * HOUR


def test_two_open_hours_after_five_on_a_friday_end_in_the_bar() -> None:
    assert after(SHOP, at("2026-11-27 17:00"), 2 * HOUR) == at("2026-11-28 23:00")


def test_a_holiday_is_closed_but_the_night_before_it_goes_on() -> None:
    sunday = date(2026, 11, 29)
    hours = Hours((OFFICE,) * 5 + ((NIGHT,), OFFICE), holidays={sunday: "วันหยุด"})

    assert is_open(hours, at("2026-11-29 01:00"))
    assert next_opening(hours, at("2026-11-29 02:00")) == at("2026-11-30 09:00")


def test_a_day_of_its_own_beats_the_week_and_the_holiday() -> None:
    friday = date(2026, 11, 27)
    half = Hours((OFFICE,) * 7, special={friday: (MORNING,)}, holidays={friday: "วันหยุด"})
    shut = Hours((OFFICE,) * 7, special={friday: ()})

    assert closes_at(half, at("2026-11-27 10:00")) == at("2026-11-27 12:00")
    assert next_opening(half, at("2026-11-27 12:00")) == at("2026-11-28 09:00")
    assert next_opening(shut, at("2026-11-27 10:00")) == at("2026-11-28 09:00")


def test_windows_that_meet_at_midnight_are_one() -> None:
    late = Hours(((Window(18 * 60, 24 * 60), Window(0, 2 * 60)),) * 7)

    assert closes_at(late, at("2026-11-27 23:00")) == at("2026-11-28 02:00")


def test_what_was_never_set_is_always_open() -> None:
    now = at("2026-11-29 03:00")

    assert ALWAYS.is_always
    assert (is_open(ALWAYS, now), closes_at(ALWAYS, now), next_opening(ALWAYS, now)) == (True, None, now)
    assert (open_between(ALWAYS, now, now + 5), after(ALWAYS, now, 7)) == (5, now + 7)


def test_a_shop_that_never_opens_promises_nothing() -> None:
    gone = Hours(((),) * 7)

    assert (is_open(gone, 0), next_opening(gone, 0), after(gone, 0, 1)) == (False, None, None)


def test_summer_time_shortens_and_lengthens_the_night() -> None:
    night = Hours(((Window(60, 4 * 60),),) * 7, zone="Europe/Berlin")

    spring = open_between(
        night, at("2026-03-29 00:00", "Europe/Berlin"), at("2026-03-29 12:00", "Europe/Berlin")
    )
    autumn = open_between(
        night, at("2026-10-25 00:00", "Europe/Berlin"), at("2026-10-25 12:00", "Europe/Berlin")
    )

    assert (spring, autumn) == (2 * HOUR, 4 * HOUR)


@pytest.mark.parametrize(
    ("windows", "why"),
    [
        (OFFICE, ""),
        ((NIGHT,), ""),
        (ALL_DAY, ""),
        ((Window(600, 600),), "backwards"),
        ((Window(600, 500),), "backwards"),
        ((Window(600, 600 + 1441),), "backwards"),
        ((Window(540, 720), Window(700, 800)), "overlapping"),
        ((NIGHT, Window(25 * 60, 26 * 60)), "backwards"),
    ],
)
def test_what_cannot_be_a_day_is_named(windows: Day, why: str) -> None:
    assert problem(windows) == why


@st.composite
def days(draw: st.DrawFn) -> Day:
    edges = sorted(draw(st.sets(st.integers(0, 95), min_size=0, max_size=4)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    windows = [Window(a * 15, b * 15) for a, b in pairs]
    if windows and draw(st.booleans()):
        last = windows.pop()
        windows.append(Window(last.opens, last.closes + draw(st.integers(0, 20)) * 15))
    return tuple(each for each in windows if not problem((each,)))


MONDAY = date(2026, 11, 23)
WEEKS = st.builds(
    Hours,
    st.tuples(*[days()] * 7),
    st.dictionaries(st.integers(0, 9).map(lambda n: MONDAY + timedelta(days=n)), days(), max_size=2),
    st.dictionaries(st.integers(0, 9).map(lambda n: MONDAY + timedelta(days=n)), st.just("x"), max_size=2),
    st.sampled_from(["Asia/Bangkok", "Europe/Berlin", "America/New_York"]),
)
MOMENTS = st.integers(0, 10 * 24 * 4).map(lambda n: at("2026-11-23 00:00") + n * 15 * MINUTE)


def by_counting(hours: Hours, start: int, end: int) -> int:
    """The same, quarter of an hour by quarter of an hour, straight from the definition."""
    zone, total = ZoneInfo(hours.zone), 0
    for moment in range(start, end, 15 * MINUTE):
        wall = datetime.fromtimestamp(moment / 1000, zone)
        minute = wall.hour * 60 + wall.minute
        today, yesterday = hours.on(wall.date()), hours.on(wall.date() - timedelta(days=1))
        total += any(w.opens <= minute < w.closes for w in today) or any(
            w.opens <= minute + 1440 < w.closes for w in yesterday
        )
    return total * 15 * MINUTE


@QUICKLY
@given(WEEKS, MOMENTS, MOMENTS)
def test_open_time_is_what_counting_gives(hours: Hours, one: int, other: int) -> None:
    start, end = min(one, other), max(one, other)

    assert open_between(hours, start, end) == by_counting(hours, start, end)


@QUICKLY
@given(WEEKS, MOMENTS)
def test_open_and_closed_follow_one_another(hours: Hours, now: int) -> None:
    opens = next_opening(hours, now)
    if opens is None:
        assert not is_open(hours, now)
        return
    closes = closes_at(hours, opens)

    assert is_open(hours, opens)
    assert open_between(hours, now, opens) == 0
    if closes is not None:
        assert not is_open(hours, closes)
        assert open_between(hours, opens, closes) == closes - opens


@QUICKLY
@given(WEEKS, MOMENTS, st.integers(1, 3000))
def test_the_moment_after_so_much_open_time_is_the_first_such(hours: Hours, now: int, minutes: int) -> None:
    moment = after(hours, now, minutes * MINUTE)
    if moment is None:
        assert open_between(hours, now, now + 300 * 24 * HOUR) < minutes * MINUTE
        return

    assert open_between(hours, now, moment) == minutes * MINUTE
    assert open_between(hours, now, moment - 1) == minutes * MINUTE - 1
