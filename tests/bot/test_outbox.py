"""What each answer of LINE means for a delivery: decision 5, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attempts import NOBODY_KNOWS, NOT_BEGUN, judge, vehicle
from bot.line.errors import KEY_LIFE_MS, Answer, Kind
from bot.store.database import Database
from bot.store.outbox import FAILED, IN_DOUBT, PUSH, REPLY, SENT, WAITING, Claimed
from bot.tokens import REPLY_LIFE_MS
from tests.rig import START, HandClock, Mouth, Rig, text, webhook


def claimed(
    token: str | None = "t",
    *,
    uncertain: bool = False,
    arrived_at: int = START,
    attempts: int = 1,
    pushed_at=None,
    via="",
    lease_until: int = START + 2 * REPLY_LIFE_MS,
) -> Claimed:
    arrived = arrived_at if token else None
    way = via or ("" if token else PUSH)
    return Claimed(
        1, 1, "U1", "[]", token, arrived, "key", attempts, uncertain, pushed_at, "bot", way, lease_until
    )


@pytest.mark.parametrize(
    ("kind", "uncertain", "state"),
    [
        (Kind.ACCEPTED, False, SENT),
        (Kind.ACCEPTED, True, SENT),
        (Kind.TOKEN_INVALID, True, SENT),  # our own earlier attempt used it
        (Kind.TOKEN_INVALID, False, WAITING),  # nobody did: the same bubbles once as a push
        (Kind.UNKNOWN, False, WAITING),
        (Kind.NOT_SENT, False, WAITING),
        (Kind.TOO_FAST, False, WAITING),
        (Kind.REFUSED, False, FAILED),
    ],
)
def test_a_reply_is_judged_by_what_is_certain(kind: Kind, uncertain: bool, state: int) -> None:
    outcome = judge(claimed(uncertain=uncertain), REPLY, Answer(kind, "why"), START)

    assert outcome.state == state


def test_only_an_attempt_of_unknown_fate_makes_a_reply_uncertain() -> None:
    made = {kind: judge(claimed(), REPLY, Answer(kind), START).is_uncertain for kind in Kind}

    assert {kind for kind, uncertain in made.items() if uncertain} == {Kind.UNKNOWN}


def test_an_uncertain_reply_that_outlives_its_token_is_in_doubt_and_never_pushed() -> None:
    late = START + REPLY_LIFE_MS

    assert vehicle(claimed(uncertain=True), late) == NOBODY_KNOWS
    assert judge(claimed(uncertain=True), NOBODY_KNOWS, Answer(Kind.NOT_SENT), late).state == IN_DOUBT


def test_a_token_that_grew_old_in_our_hands_is_not_tried_and_the_next_claim_makes_a_push(
    database: Database, clock: HandClock
) -> None:
    assert vehicle(claimed(), START + REPLY_LIFE_MS - 1) == REPLY
    assert vehicle(claimed(), START + REPLY_LIFE_MS) == NOT_BEGUN
    assert judge(claimed(), NOT_BEGUN, Answer(Kind.NOT_SENT), START).state == WAITING
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ")))
    rig.decide()

    clock.advance(seconds=REPLY_LIFE_MS / 1000)
    rig.sender.deliver_all()

    assert [how for how, _, _ in mouth.said] == ["push"]


def test_a_push_that_was_accepted_before_counts_as_sent() -> None:
    outcome = judge(claimed(None), PUSH, Answer(Kind.ALREADY_ACCEPTED), START)

    assert (outcome.state, outcome.counted) == (SENT, 1)


def test_a_push_gives_up_when_its_key_is_forgotten_rather_than_send_twice() -> None:
    old = claimed(None, pushed_at=START)

    assert judge(old, PUSH, Answer(Kind.UNKNOWN), START + KEY_LIFE_MS - 1).state == WAITING
    assert judge(old, PUSH, Answer(Kind.TOO_FAST), START + KEY_LIFE_MS).state == FAILED
    assert judge(old, PUSH, Answer(Kind.UNKNOWN), START + KEY_LIFE_MS).state == IN_DOUBT


def test_the_monthly_limit_fails_a_push_with_the_reason() -> None:
    outcome = judge(
        claimed(None), PUSH, Answer(Kind.OVER_QUOTA, "429 You have reached your monthly limit."), START
    )

    assert outcome.state == FAILED
    assert "monthly limit" in outcome.reason


@given(st.integers(1, 60), st.sampled_from(list(Kind)), st.booleans(), st.booleans())
def test_every_answer_leads_somewhere_and_waiting_has_a_moment(
    attempts: int, kind: Kind, uncertain: bool, is_reply: bool
) -> None:
    delivery = claimed("t" if is_reply else None, uncertain=uncertain, attempts=attempts)

    outcome = judge(delivery, REPLY if is_reply else PUSH, Answer(kind), START)

    assert outcome.state in (WAITING, SENT, FAILED)
    assert outcome.state != WAITING or outcome.due_at >= START


def test_a_refused_token_is_followed_by_one_push_with_the_same_bubbles(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth(answers=[Answer(Kind.TOKEN_INVALID, "400 Invalid reply token")])
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ")))

    rig.settle()

    assert [how for how, _, _ in mouth.said] == ["reply", "push"]
    assert mouth.said[0][2] == mouth.said[1][2]


def test_an_unknown_reply_is_tried_again_with_the_same_bytes_until_it_is_known(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth(answers=[Answer(Kind.UNKNOWN), Answer(Kind.NOT_SENT), Answer(Kind.TOKEN_INVALID)])
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ")))

    for _ in range(5):
        rig.settle()
        clock.advance(seconds=3)

    assert [how for how, _, _ in mouth.said] == ["reply"] * 3
    assert len({said for _, _, said in mouth.said}) == 1


def test_a_later_bubble_waits_for_an_earlier_one_of_the_same_contact(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth(answers=[Answer(Kind.UNKNOWN)])
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ", at=START), text("ร้านเปิดกี่โมงคะ", at=START + 1)))

    rig.settle()
    assert len(mouth.said) == 1
    clock.advance(seconds=1)
    rig.settle()

    first, second, third = (said for _, _, said in mouth.said)
    assert first == second != third
