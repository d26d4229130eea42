"""What happens when nobody speaks: the bot's own talks end, a person's never do."""

from dataclasses import replace

import pytest

from handlers.acts import HandedBack
from handlers.effects import CloseSession, SetTimer
from handlers.events import PersonAskedFor, QueueLeft, TimerFired
from handlers.policy import Policy
from handlers.state import Decision, State
from tests.handlers.given import BEFORE, DAY, IDLE, IN_TALK, NOK, NOW, QUEUED, SERVED, facts, happens

FIRED = TimerFired("quiet")


def test_a_day_of_quiet_ends_a_talk_with_the_bot() -> None:
    talking = replace(
        IN_TALK, last_contact_at=NOW - DAY, misses=1, choices=("fee",), priority=1, language="en"
    )

    decision = happens(talking, FIRED)

    assert decision == Decision(
        State(language="en", knows_bot=True, last_contact_at=NOW - DAY), (CloseSession("contained"),)
    )


@pytest.mark.parametrize(
    "returned",
    [
        happens(SERVED, HandedBack(NOK)).state,
        happens(QUEUED, QueueLeft()).state,
        happens(happens(IDLE, PersonAskedFor()).state, QueueLeft()).state,
    ],
    ids=["handed back", "left the line", "left it at once"],
)
def test_a_talk_that_people_were_asked_into_expires_and_does_not_count_as_contained(returned: State) -> None:
    decision = happens(returned, FIRED, facts(now=NOW + DAY))

    assert decision.effects == (CloseSession("expired"),)
    assert not decision.state.had_handoff


def test_words_since_then_put_the_end_off() -> None:
    talking = replace(IN_TALK, last_contact_at=NOW - DAY + 1)

    assert happens(talking, FIRED) == Decision(talking, (SetTimer("quiet", NOW + 1),))


@pytest.mark.parametrize("place", [QUEUED, SERVED])
def test_a_session_with_a_person_in_it_is_never_ended_by_silence(place: State) -> None:
    forgotten = replace(place, last_contact_at=NOW - 9 * DAY)

    assert happens(forgotten, FIRED) == Decision(forgotten, (SetTimer("quiet", NOW + DAY),))


def test_a_timer_of_a_closed_session_changes_nothing() -> None:
    assert happens(IDLE, FIRED) == Decision(IDLE)


def test_the_length_of_quiet_is_policy() -> None:
    hasty = facts(policy=Policy(quiet_ms=1000), now=BEFORE + 1000)

    assert happens(IN_TALK, FIRED, hasty).effects == (CloseSession("contained"),)
