"""Do the promised shares add up, keep the promise, and grow with what is tolerated?"""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from faq import Article, Corpus
from faq.calibrate import Judged, outcomes
from faq.outlook import drawn, outlook
from tests.starter import CORPUS

CALIBRATION = CORPUS.index.calibration
SHARES = st.floats(0, 1)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.005, 0.3))
def test_the_shares_sum_to_one_and_the_promise_is_kept(tolerable: float) -> None:
    found = outlook(CALIBRATION, tolerable)

    assert abs(found.answered + found.asked_back + found.unknown - 1) < 1e-6
    assert found.wrong <= tolerable + 1e-9
    assert all(0 <= each <= 1 for each in (found.answered, found.asked_back, found.unknown))


def test_whoever_bears_more_wrong_answers_leaves_less_to_people() -> None:
    left = [outlook(CALIBRATION, each).left for each in (0.01, 0.03, 0.05, 0.1, 0.2)]

    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] > 0.3


def test_what_really_happened_moves_the_cut_and_never_answers_more_wrong_than_is_tolerated() -> None:
    bad = [Judged(0.9, 0.8, False)] * 40 + [Judged(0.95, 0.9, True)] * 160

    assert CALIBRATION.cut(0.05, bad).answer > CALIBRATION.cut(0.05).answer


def test_questions_answered_word_for_word_do_not_lower_the_bar_for_others() -> None:
    exact = [Judged(1.0, 0.9, True)] * 1000

    assert CALIBRATION.cut(0.05, exact) == CALIBRATION.cut(0.05)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES, st.booleans()), max_size=80), st.floats(0.005, 0.3))
@example([*[(0.0, 1.0, True)] * 3, *[(0.5, 1.0, False)] * 3], 0.09375)  # unsure ones right, surer ones wrong
def test_any_outcomes_give_an_outlook(told: list[tuple[float, float, bool]], tolerable: float) -> None:
    found = outlook(CALIBRATION, tolerable, outcomes(told))

    assert 0 <= found.wrong <= tolerable + 1e-9
    assert all(each.answered > 0 for each in drawn(CALIBRATION, outcomes(told)))


def test_the_curve_is_thinned_and_runs_from_strict_to_lenient() -> None:
    points = drawn(CALIBRATION)

    assert len(points) <= 250
    assert [each.threshold for each in points] == sorted((p.threshold for p in points), reverse=True)
    assert points[-1].answered > points[0].answered


def test_a_few_phrasings_promise_nothing() -> None:
    few = Corpus([Article("a", "", {}, {"en": ("one", "two")}, {}), Article("b", "", {}, {"en": ("x",)}, {})])

    assert few.index.calibration.is_thin()
    assert not CALIBRATION.is_thin()
    assert outlook(Corpus([]).index.calibration, 0.05).unknown == 1
