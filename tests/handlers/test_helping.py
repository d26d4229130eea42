"""Now and then a customer is asked whether it helped: once a session, in one tap, in the same reply."""

from dataclasses import replace

import pytest

from faq import imprint
from handlers.effects import OpenSession, RecordHelp, Say, SetTimer, Tell
from handlers.events import ChoiceTapped, HelpAnswered, TextReceived
from handlers.flows.reading import shipped
from handlers.helping import _chance
from handlers.messages import PERSON_OPTION, helped_option, helped_wording
from handlers.policy import Policy
from handlers.state import Decision, Phase, State, back_to_bot, fresh
from handlers.taps import event_of_tap
from handlers.wording import fixed_label
from tests.handlers.given import (
    DAY,
    FEE,
    IDLE,
    IN_FLOW,
    IN_TALK,
    NOTHING,
    NOW,
    OFFER,
    QUEUED,
    SERVED,
    SURE,
    facts,
    happens,
    spoke,
    told,
)

ALWAYS = Policy(help_percent=100)
YES, NO = helped_option("fee", is_yes=True), helped_option("fee", is_yes=False)
ASKED = replace(IN_TALK, is_help_asked=True, help_for="fee", topic="fee")


def asks(decision: Decision) -> bool:
    return any(isinstance(each, Say) and each.key == "answers.did_it_help" for each in decision.effects)


def test_the_question_comes_with_the_answer_and_brings_all_the_taps() -> None:
    decision = happens(IN_TALK, TextReceived("ค่าส่ง"), facts(matches=SURE, policy=ALWAYS))

    tell, ask = decision.effects
    assert decision.state == spoke(ASKED, answered=imprint("ค่าส่ง"))
    assert isinstance(tell, Tell)
    assert (tell.text, tell.options) == (told("คำตอบ fee ค่ะ"), ())
    assert ask == Say("answers.did_it_help", options=(YES, NO, PERSON_OPTION))


def test_a_chosen_answer_is_asked_about_too() -> None:
    assert asks(happens(IN_TALK, ChoiceTapped("fee"), facts(article=FEE, policy=ALWAYS)))


CLAIM = shipped().by_name["claim"]


@pytest.mark.parametrize(
    "place",
    [
        IDLE,  # the first hello says enough
        replace(IN_TALK, is_help_asked=True),
        replace(IN_TALK, answered=imprint("ค่าส่ง")),  # asked again: a person is offered instead
        replace(IN_TALK, paused=IN_FLOW.flow),
        IN_FLOW,
        QUEUED,
        SERVED,
    ],
)
def test_where_it_is_not_asked(place: State) -> None:
    assert not asks(happens(place, TextReceived("ค่าส่ง"), facts(matches=SURE, policy=ALWAYS)))


def test_what_is_no_answer_is_not_asked_about() -> None:
    assert not asks(happens(IN_TALK, TextReceived("ฟหกด"), facts(matches=NOTHING, policy=ALWAYS)))


def test_as_often_as_policy_says() -> None:
    def share(percent: int) -> int:
        policy = Policy(help_percent=percent)
        known = [facts(now=NOW + n * 77, matches=SURE, policy=policy) for n in range(300)]
        return sum(asks(happens(IN_TALK, TextReceived("ค่าส่ง"), each)) for each in known)

    assert share(0) == 0
    assert 15 <= share(10) <= 50
    assert share(100) == 300
    assert {_chance(NOW + n) for n in range(5000)} == set(range(100))


def test_a_session_that_comes_back_to_the_bot_is_not_asked_again_but_the_next_one_may_be() -> None:
    assert back_to_bot(ASKED).is_help_asked
    assert not fresh(ASKED).is_help_asked


@pytest.mark.parametrize("words", ["ใช่", "ใช่ค่ะ", "👍 ตรงเลย", "ตรงเลยค่ะ", "yes"])
def test_a_typed_yes_is_a_yes(words: str) -> None:
    decision = happens(ASKED, TextReceived(words))

    assert decision.effects == (RecordHelp("fee", True), Say("answers.helped", options=OFFER))
    assert decision.state.help_for == ""


@pytest.mark.parametrize("words", ["ไม่", "ไม่ใช่", "ยังไม่ตรง", "ยังไม่ตรงค่ะ", "no", "Not really"])
def test_a_typed_no_offers_a_person_and_is_a_miss(words: str) -> None:
    decision = happens(ASKED, TextReceived(words))

    assert decision.effects == (RecordHelp("fee", False), Say("answers.not_helped", options=OFFER))
    assert (decision.state.misses, decision.state.has_offer) == (1, True)


def test_a_yes_to_the_offer_after_a_no_calls_the_person() -> None:
    after_no = happens(ASKED, HelpAnswered("fee", False)).state

    assert happens(after_no, TextReceived("ใช่")).state.phase is Phase.QUEUED


def test_the_question_is_good_for_the_very_next_word() -> None:
    later = happens(ASKED, TextReceived("ค่าส่ง"), facts(matches=SURE)).state

    assert later.help_for == ""
    assert happens(later, TextReceived("ใช่")).effects == ()


@pytest.mark.parametrize("place", [QUEUED, SERVED])
def test_with_a_person_on_the_way_or_here_it_counts_in_silence(place: State) -> None:
    assert happens(place, HelpAnswered("fee", False)) == Decision(place, (RecordHelp("fee", False),))


def test_in_a_flow_it_counts_and_the_step_is_asked_again() -> None:
    recorded, again = happens(IN_FLOW, HelpAnswered("fee", True)).effects

    assert recorded == RecordHelp("fee", True)
    assert isinstance(again, Tell)


def test_after_the_session_a_yes_opens_none_and_a_no_does() -> None:
    known = replace(IDLE, knows_bot=True)

    yes, no = happens(known, HelpAnswered("fee", True)), happens(known, HelpAnswered("fee", False))

    assert yes == Decision(known, (RecordHelp("fee", True), Say("answers.helped", options=OFFER)))
    assert no.effects[:2] == (OpenSession(), SetTimer("quiet", NOW + DAY))
    assert no.effects[2:] == (RecordHelp("fee", False), Say("answers.not_helped", options=OFFER))


def test_taps_come_back_as_what_they_say_and_are_shown_so() -> None:
    assert event_of_tap(YES.data) == HelpAnswered("fee", True)
    assert event_of_tap(NO.data) == HelpAnswered("fee", False)
    assert fixed_label(NO.data, "th") == "ยังไม่ตรง"
    assert helped_wording("helped:perhaps:fee") == ""
