"""In line, and back at the menu: the bot answers as in any talk, the place is kept, and it is said once."""

from dataclasses import replace

import pytest

from handlers.acts import AgentClaimed
from handlers.effects import Mark, Say, Show, Tell
from handlers.events import (
    ChoiceTapped,
    Event,
    FlowAsked,
    MenuAsked,
    MessageWanted,
    NoChoiceFitted,
    PersonAskedFor,
    QueueLeft,
    TextReceived,
)
from handlers.messages import LEAVE_OPTION, LINE_OPTIONS, PERSON, TAKEN_OPTIONS
from handlers.state import Decision, Phase, State
from tests.handlers.given import (
    EXACT,
    FEE,
    HOURS,
    IDLE,
    NOK,
    NOTHING,
    NOW,
    QUEUED,
    SURE,
    TORN,
    facts,
    happens,
    queued,
    spoke,
)

BROWSING = replace(QUEUED, is_browsing=True)


def keys(decision: Decision) -> list[str]:
    return [each.key for each in decision.effects if isinstance(each, Say)]


def last_options(decision: Decision) -> list[str]:
    said = [each for each in decision.effects if isinstance(each, Say | Tell | Show)][-1]
    return [each.data for each in said.options]


def test_back_to_the_menu_shows_it_and_says_that_the_place_is_kept() -> None:
    decision = happens(QUEUED, MenuAsked(), facts(ahead=3))

    assert keys(decision) == ["handoff.kept", "welcome.menu"]
    assert decision.state == spoke(QUEUED, is_browsing=True, has_menu=True)
    assert {"how-long", "leave-message", "leave-queue", PERSON} <= set(last_options(decision))
    assert len(last_options(decision)) == len(set(last_options(decision))) <= 13


def test_that_it_is_kept_is_said_once() -> None:
    first = happens(QUEUED, MenuAsked())
    answered = happens(first.state, TextReceived("ask fee"), facts(matches=SURE))

    assert keys(happens(answered.state, MenuAsked())) == ["welcome.menu"]
    assert [type(each) for each in answered.effects] == [Tell]
    assert last_options(answered) == [each.data for each in LINE_OPTIONS]


def test_who_left_a_message_may_go_to_the_menu_too() -> None:
    decision = happens(replace(QUEUED, is_follow_up=True), MenuAsked())

    assert keys(decision) == ["handoff.kept", "welcome.menu"]
    assert {each.data for each in TAKEN_OPTIONS} <= set(last_options(decision))


@pytest.mark.parametrize("matches", [SURE, EXACT])
def test_the_bot_answers_what_it_is_sure_of(matches: object) -> None:
    decision = happens(BROWSING, TextReceived("ask fee"), facts(matches=matches))

    (answer,) = decision.effects
    assert isinstance(answer, Tell)
    assert answer.text == "Answer fee"
    assert (decision.state.phase, decision.state.queued_at) == (Phase.QUEUED, QUEUED.queued_at)


def test_torn_between_two_it_asks_and_takes_a_typed_number() -> None:
    torn = happens(BROWSING, TextReceived("ask"), facts(matches=TORN))

    chosen = happens(torn.state, TextReceived("1"), facts(article=FEE))

    assert keys(torn) == ["answers.did_you_mean"]
    assert torn.state.choices[0] == "fee"
    assert isinstance(chosen.effects[0], Tell)
    assert chosen.state.choices == ()


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (BROWSING, TextReceived("ราคาเท่าไหร่คะ")),
        (replace(BROWSING, choices=("fee", "hours")), NoChoiceFitted()),
    ],
)
def test_what_it_does_not_know_is_left_to_the_person_and_said_once(state: State, event: Event) -> None:
    decision = happens(state, event, facts(matches=NOTHING))

    assert keys(decision) == ["handoff.for_team"]
    assert decision.state == spoke(QUEUED)
    assert happens(decision.state, TextReceived("อันสีแดง"), facts(matches=NOTHING)).effects == ()


def test_a_number_after_the_menu_is_a_choice_from_it() -> None:
    shown = happens(QUEUED, MenuAsked()).state

    answered = happens(shown, TextReceived("1"), facts(article=HOURS))

    assert isinstance(answered.effects[0], Tell)
    assert answered.state.queued_at == QUEUED.queued_at


def test_a_flow_waits_for_the_person_and_the_place_stays() -> None:
    decision = happens(BROWSING, FlowAsked("claim"))

    assert keys(decision) == ["flow.in_line"]
    assert decision.state.phase is Phase.QUEUED


def test_the_place_is_told_whenever_it_is_asked_for() -> None:
    assert happens(BROWSING, PersonAskedFor(), facts(ahead=2)).effects == (
        queued("handoff.still_queued", ahead=2),
    )


@pytest.mark.parametrize("event", [AgentClaimed(NOK, "Nok"), QueueLeft(), MessageWanted()])
def test_out_of_the_line_nothing_of_it_is_left(event: Event) -> None:
    assert not happens(BROWSING, event).state.is_browsing


def test_out_of_writing_a_message_the_menu_leads_back_to_the_place_that_was_kept() -> None:
    writing = happens(QUEUED, MessageWanted()).state

    decision = happens(writing, MenuAsked())

    assert (decision.state.phase, decision.state.queued_at) == (Phase.QUEUED, QUEUED.queued_at)
    assert keys(decision) == ["handoff.kept", "welcome.menu"]


def test_who_only_came_to_leave_a_message_stands_in_no_line() -> None:
    writing = happens(IDLE, MessageWanted()).state
    assert writing.phase is Phase.TAKING_MESSAGE

    decision = happens(writing, MenuAsked())

    assert decision.state.phase is Phase.BOT
    assert Mark("left_queue") in decision.effects


def test_every_offer_in_line_names_the_menu_before_the_way_out() -> None:
    for options in (LINE_OPTIONS, TAKEN_OPTIONS):
        assert [each.data for each in options][-2:] == ["menu:list", LEAVE_OPTION.data]


def test_an_answer_while_browsing_starts_no_new_wait() -> None:
    decision = happens(BROWSING, ChoiceTapped("fee"), facts(article=FEE))

    assert decision.state.waiting_since == QUEUED.waiting_since
    assert decision.state.last_contact_at == NOW
