"""What became of a question is told from the next thing that happened, and from nothing later."""

import pytest

from faq.aftermath import AGAIN_SECONDS, WATCHED_SECONDS, Handoff, Outcome, Question, Said, became

FEE = Question(0, Said.ANSWER, "ค่าส่งเท่าไหร่คะ", "fee")
UNKNOWN = Question(0, Said.UNKNOWN, "มีที่จอดรถไหม")
TORN = Question(0, Said.CLARIFY, "ส่ง", "fee")


def later(seconds: int, said: str, text: str = "", slug: str = "") -> Question:
    return Question(seconds * 1000, said, text, slug)


@pytest.mark.parametrize(
    ("asked", "steps", "outcome"),
    [
        (FEE, [], Outcome.DONE),
        (FEE, [later(60, Said.ANSWER, "เปิดกี่โมง", "hours")], Outcome.DONE),
        (FEE, [later(60, Said.UNKNOWN, "ค่าส่งเท่าไร")], Outcome.REPHRASED),
        (FEE, [later(60, Said.ANSWER, "delivery price?", "fee")], Outcome.REPHRASED),
        (FEE, [later(AGAIN_SECONDS + 1, Said.ANSWER, "ค่าส่งเท่าไหร่", "fee")], Outcome.DONE),
        (FEE, [Handoff(5_000)], Outcome.HANDED_OFF),
        (FEE, [later(60, Said.ANSWER, "เปิดกี่โมง", "hours"), Handoff(90_000)], Outcome.DONE),
        (FEE, [Handoff((WATCHED_SECONDS + 1) * 1000)], Outcome.DONE),
        (UNKNOWN, [], Outcome.LEFT),
        (UNKNOWN, [Handoff(0)], Outcome.HANDED_OFF),
        (UNKNOWN, [later(9, Said.ANSWER, "จอดรถ", "parking")], Outcome.REPHRASED),
        (TORN, [later(3, Said.CHOSEN, "เรื่อง hours", "hours")], Outcome.CHOSE),
        (TORN, [later(3, Said.NO_CHOICE)], Outcome.NONE_FITTED),
        (TORN, [later(3, Said.ANSWER, "ค่าส่งเท่าไหร่", "fee")], Outcome.REPHRASED),
        (TORN, [], Outcome.LEFT),
    ],
)
def test_the_next_thing_that_happened_tells_how_it_ended(
    asked: Question, steps: list[Question | Handoff], outcome: Outcome
) -> None:
    assert became(asked, steps)[0] is outcome


def test_the_article_chosen_instead_is_told() -> None:
    assert became(TORN, [later(3, Said.CHOSEN, "เรื่อง hours", "hours")]) == (Outcome.CHOSE, "hours")
