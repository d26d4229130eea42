"""Do the figures say what their definitions promise?"""

import pytest

from faq import measures
from faq.measures import Tried, correlation


def asked(label: str | None, best: str | None, confidence: float, answered: bool) -> Tried:
    return Tried(label, best, confidence, answered)


SOME = [
    asked("a", "a", 0.9, True),
    asked("a", "b", 0.8, True),
    asked("b", "b", 0.3, False),
    asked("b", "b", 0.7, True),
    asked(None, "a", 0.3, False),
    asked(None, "b", 0.75, True),
]


def test_accuracy_leaves_the_threshold_aside_and_questions_without_an_answer_out() -> None:
    assert measures.accuracy(SOME) == 3 / 4


def test_holding_back_counts_as_wrong_at_the_threshold() -> None:
    assert measures.accuracy_at_threshold(SOME) == 2 / 4


def test_wrong_answers_are_counted_among_answers_alone() -> None:
    assert measures.wrong_among_answered(SOME) == 2 / 4


def test_what_nothing_answers_is_recalled_when_it_is_held_back() -> None:
    assert measures.oos_recall(SOME) == 1 / 2


def test_ties_count_half_in_the_area_under_the_curve() -> None:
    # 0.9 and 0.8 beat both; 0.7 beats one of two; 0.3 ties with one and loses to the other.
    assert measures.auroc(SOME) == pytest.approx((2 + 2 + 1 + 0.5) / 8)


def test_figures_about_questions_without_an_answer_are_missing_when_there_are_none() -> None:
    inside = [each for each in SOME if each.label is not None]

    assert (measures.auroc(inside), measures.mcc(inside), measures.oos_recall(inside)) == (None, None, None)
    assert measures.wrong_among_answered([]) is None


def test_the_correlation_of_two_classes_is_the_known_one() -> None:
    # 6 true positives, 1 false positive, 2 false negatives, 3 true negatives.
    truth = "y" * 6 + "n" * 1 + "y" * 2 + "n" * 3
    said = "y" * 7 + "n" * 5

    assert correlation(truth, said) == pytest.approx((6 * 3 - 1 * 2) / (7 * 8 * 4 * 5) ** 0.5)
    assert correlation("yyn", "yyn") == 1.0
    assert correlation("yyn", "yyy") == 0.0
