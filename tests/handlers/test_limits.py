"""When is it quiet, and which limits make no sense?"""

import pytest

from handlers.campaigns import MOVES, Move, Status, moved, moves_from, spoken_in
from handlers.limits import Limits, is_quiet, out_of_bounds
from handlers.state import Refused


@pytest.mark.parametrize(
    ("minute", "quiet"), [(0, True), (539, True), (540, False), (1259, False), (1260, True), (1439, True)]
)
def test_quiet_hours_may_go_over_midnight(minute: int, quiet: bool) -> None:
    assert is_quiet(Limits(quiet_from=21 * 60, quiet_to=9 * 60), minute) is quiet


@pytest.mark.parametrize(("minute", "quiet"), [(719, False), (720, True), (779, True), (780, False)])
def test_quiet_hours_may_lie_within_a_day(minute: int, quiet: bool) -> None:
    assert is_quiet(Limits(quiet_from=12 * 60, quiet_to=13 * 60), minute) is quiet


def test_the_same_hour_twice_means_no_quiet_hours() -> None:
    assert not any(is_quiet(Limits(quiet_from=60, quiet_to=60), minute) for minute in range(1440))


def test_every_value_out_of_bounds_is_named_with_its_bounds() -> None:
    assert out_of_bounds({"per_day": 0, "per_week": 3, "quiet_to": 1440}) == {
        "per_day": (1, 20),
        "quiet_to": (0, 1439),
    }


def test_what_has_ended_stays_ended() -> None:
    assert moves_from(Status.DONE) == moves_from(Status.CANCELLED) == frozenset()


@pytest.mark.parametrize("move", list(Move))
def test_a_move_leads_where_the_table_says_and_is_refused_from_anywhere_else(move: Move) -> None:
    sources, target = MOVES[move]

    assert {moved(each, move) for each in sources} == {target}
    for other in set(Status) - sources:
        with pytest.raises(Refused):
            moved(other, move)


def test_a_contact_gets_their_own_language_else_the_shops_else_what_there_is() -> None:
    assert spoken_in(("th", "en"), "en", "th") == "en"
    assert spoken_in(("th", "en"), "ja", "th") == "th"
    assert spoken_in(("en",), "th", "th") == "en"
