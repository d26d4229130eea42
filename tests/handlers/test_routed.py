"""What does routing do to a chat: given, taken back, left alone?"""

from dataclasses import replace

import pytest

from handlers.acts import AgentClaimed, Assigned
from handlers.effects import DropUnsent, Mark, SetTimer, TakePlace
from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.policy import MINUTE_MS
from handlers.shop import Routing, Shop
from handlers.state import Decision, Phase, State
from tests.handlers.given import (
    BEFORE,
    BEN,
    IDLE,
    IN_FLOW,
    IN_TALK,
    NOK,
    NOW,
    QUEUED,
    SERVED,
    TAKING,
    facts,
    happens,
)

ON = Shop(routing=Routing(True, 10))
ANSWER = TimerFired("answer")


def routed(**known: object) -> Facts:
    return facts(shop=ON, **known)


def test_a_chat_in_line_is_given_with_a_place_and_a_clock_for_the_answer() -> None:
    decision = happens(QUEUED, Assigned(NOK, "Nok"), routed())

    assert decision == Decision(
        SERVED,
        (
            TakePlace(NOK),
            DropUnsent(),
            Mark("claimed", reason="assigned", agent_id=NOK),
            SetTimer("answer", NOW + 10 * MINUTE_MS),
        ),
    )


@pytest.mark.parametrize("place", [IDLE, IN_TALK, IN_FLOW, TAKING, SERVED], ids=lambda place: place.phase)
def test_what_is_no_longer_in_line_is_not_given(place: State) -> None:
    assert happens(place, Assigned(BEN, "Ben"), routed()).effects == ()


def test_who_takes_a_chat_by_hand_has_the_same_clock_and_none_while_routing_is_off() -> None:
    clock = SetTimer("answer", NOW + 10 * MINUTE_MS)

    assert clock in happens(QUEUED, AgentClaimed(NOK, "Nok"), routed()).effects
    assert clock not in happens(QUEUED, AgentClaimed(NOK, "Nok")).effects


def test_an_unanswered_chat_is_back_in_line_with_its_age_and_for_somebody_else() -> None:
    back = happens(SERVED, ANSWER, routed())

    assert (back.state.phase, back.state.queued_at, back.state.passed_by) == (Phase.QUEUED, BEFORE, NOK)
    assert (back.state.agent_id, back.state.agent_name) == (None, "")
    assert back.effects[0] == Mark("returned", reason="unanswered", agent_id=NOK)


def test_an_answered_chat_stays_and_so_does_every_chat_once_routing_is_off() -> None:
    answered = replace(SERVED, waiting_since=None)

    assert happens(answered, ANSWER, routed()) == Decision(answered)
    assert happens(SERVED, ANSWER) == Decision(SERVED)


def test_a_chat_put_aside_is_left_alone_until_it_comes_back() -> None:
    aside = replace(SERVED, snoozed_until=NOW + 60 * MINUTE_MS)

    assert happens(aside, ANSWER, routed()) == Decision(aside, (SetTimer("answer", NOW + 70 * MINUTE_MS),))
