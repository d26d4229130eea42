"""A chat in other hands, out of sight, or back from being resolved: who may, and what is owed then."""

from dataclasses import replace

import pytest

from handlers.acts import (
    AgentClaimed,
    AgentLeft,
    AgentReplied,
    HandedBack,
    Resolved,
)
from handlers.clicks import LanguageSet, PassedToPerson, PassedToTeam, Reopened, Snoozed, Unsnoozed
from handlers.effects import KeepNote, Mark, OpenSession, SetTimer
from handlers.events import Event, TextReceived, TimerFired
from handlers.shop import Routing, Shop
from handlers.state import Phase, Refused, State
from handlers.targets import Targets
from tests.handlers.given import BEN, DAY, IDLE, IN_TALK, NOK, NOW, QUEUED, SERVED, facts, happens

TO_BEN = PassedToPerson(NOK, "Nok", BEN, "Ben", "ลูกค้าส่งสลิปแล้ว")
ASLEEP = replace(SERVED, waiting_since=None, snoozed_until=NOW + DAY)
MET = replace(IDLE, knows_bot=True, last_contact_at=NOW - 1000, resolved_at=NOW - 1000)


def _refusal(state: State, event: object) -> str:
    with pytest.raises(Refused) as refused:
        happens(state, event)  # type: ignore[arg-type]
    return refused.value.key


def test_the_colleague_serves_and_finds_the_note() -> None:
    decision = happens(SERVED, TO_BEN)

    assert (decision.state.agent_id, decision.state.agent_name) == (BEN, "Ben")
    assert decision.state.waiting_since == SERVED.waiting_since
    assert KeepNote("ลูกค้าส่งสลิปแล้ว", NOK, (BEN,)) in decision.effects
    assert Mark("passed", reason="Ben", agent_id=NOK) in decision.effects


def test_whom_nobody_answered_waits_for_the_colleague_from_now_on() -> None:
    assert happens(replace(SERVED, waiting_since=None), TO_BEN).state.waiting_since == NOW


def test_only_its_owner_passes_a_chat_on_unless_somebody_leads() -> None:
    assert _refusal(SERVED, replace(TO_BEN, agent_id=BEN, to_id=99)) == "service.not_yours"
    assert _refusal(SERVED, PassedToTeam(BEN, 3, "เคลม")) == "service.not_yours"

    assert happens(SERVED, replace(TO_BEN, agent_id=99, is_lead=True)).state.agent_id == BEN
    assert happens(QUEUED, replace(TO_BEN, is_lead=True)).state.phase is Phase.WITH_AGENT


@pytest.mark.parametrize("state", [IDLE, IN_TALK, QUEUED])
def test_what_nobody_serves_cannot_be_passed_on(state: State) -> None:
    assert _refusal(state, TO_BEN) == "service.claim_first"


def test_passing_to_whoever_has_it_says_so() -> None:
    assert _refusal(SERVED, replace(TO_BEN, to_id=NOK, to_name="Nok")) == "service.already_theirs"


def test_a_teams_line_takes_it_where_the_wait_puts_it() -> None:
    decision = happens(SERVED, PassedToTeam(NOK, 3, "เคลม", "ดูรูปก่อน"))

    assert (decision.state.phase, decision.state.team_id, decision.state.agent_id) == (Phase.QUEUED, 3, None)
    assert decision.state.queued_at == SERVED.waiting_since
    assert decision.state.passed_by == NOK
    assert KeepNote("ดูรูปก่อน", NOK) in decision.effects


def test_a_hand_back_can_leave_a_note() -> None:
    assert KeepNote("ตอบเรื่องส่งแล้ว", NOK) in happens(SERVED, HandedBack(NOK, "ตอบเรื่องส่งแล้ว")).effects


def test_a_snooze_sets_its_clock_and_their_word_ends_it() -> None:
    decision = happens(SERVED, Snoozed(NOK, NOW + DAY))

    assert SetTimer("snooze", NOW + DAY) in decision.effects
    assert decision.state.snoozed_until == NOW + DAY
    assert happens(decision.state, TextReceived("hello")).state.snoozed_until is None


def test_a_snooze_until_they_write_needs_no_clock() -> None:
    decision = happens(SERVED, Snoozed(NOK, 0))

    assert decision.state.snoozed_until == 0
    assert not any(isinstance(each, SetTimer) and each.name == "snooze" for each in decision.effects)
    assert happens(decision.state, TimerFired("snooze")).state.snoozed_until == 0


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + 61 * DAY])
def test_a_moment_that_is_over_or_far_away_is_refused(until: int) -> None:
    assert _refusal(SERVED, Snoozed(NOK, until)) == "service.snooze_when"


def test_only_the_owner_snoozes() -> None:
    assert _refusal(SERVED, Snoozed(BEN, 0)) == "service.not_yours"
    assert _refusal(QUEUED, Snoozed(NOK, 0)) == "service.claim_first"


def test_when_the_moment_comes_it_waits_for_its_owner() -> None:
    late = facts(now=NOW + DAY)

    woken = happens(ASLEEP, TimerFired("snooze"), late)

    assert (woken.state.snoozed_until, woken.state.waiting_since) == (None, NOW + DAY)
    assert Mark("woke", agent_id=NOK) in woken.effects


LED = Shop(targets=Targets(first=20, next=30), routing=Routing(is_on=True, answer_minutes=5))
ANSWERED = replace(SERVED, waiting_since=None, is_answered=True)


@pytest.mark.parametrize(
    ("asleep", "event"),
    [
        (replace(ANSWERED, snoozed_until=NOW + DAY), TimerFired("snooze")),
        (ANSWERED, TO_BEN),
        (ANSWERED, PassedToTeam(NOK, 3, "เคลม")),
        (ANSWERED, AgentLeft(NOK, "offline")),
    ],
)
def test_only_the_customers_words_start_the_clock_of_an_answer(asleep: State, event: Event) -> None:
    """It waits for us, so lists show it; but nobody wrote, so no target and no patience runs."""
    known = facts(now=NOW + DAY, shop=LED)

    woken = happens(asleep, event, known)

    assert (woken.state.waiting_since, woken.state.asked_since) == (NOW + DAY, None)
    assert not any(isinstance(each, SetTimer) and each.name == "target" for each in woken.effects)
    if woken.state.phase is Phase.WITH_AGENT:
        assert woken.state.due_at is None
        assert happens(woken.state, TimerFired("answer"), known).state == woken.state
        agent = woken.state.agent_id or 0
        answered = happens(woken.state, AgentReplied(agent, "Nok", "ได้แล้วค่ะ"), known)
        marks = [each.name for each in answered.effects if isinstance(each, Mark)]
        assert marks == ["agent_replied"]


def test_when_they_write_after_it_woke_the_wait_begins_with_their_words() -> None:
    later = NOW + DAY + 600_000
    woken = happens(
        replace(ANSWERED, snoozed_until=NOW + DAY), TimerFired("snooze"), facts(now=NOW + DAY, shop=LED)
    )

    asked = happens(woken.state, TextReceived("ถึงไหนแล้วคะ"), facts(now=later, shop=LED))

    assert (asked.state.waiting_since, asked.state.asked_since) == (later, later)
    assert asked.state.due_at == later + 30 * 60_000
    names = {each.name for each in asked.effects if isinstance(each, SetTimer)}
    assert {"target", "answer"} <= names


def test_who_had_written_before_the_snooze_goes_on_waiting_since_then() -> None:
    asleep = replace(SERVED, is_answered=True, snoozed_until=NOW + DAY)

    woken = happens(asleep, TimerFired("snooze"), facts(now=NOW + DAY, shop=LED))

    assert woken.state.asked_since == SERVED.waiting_since


def test_a_clock_of_a_snooze_that_was_moved_or_ended_means_nothing() -> None:
    assert happens(ASLEEP, TimerFired("snooze"), facts(now=NOW + DAY - 1)).state == ASLEEP
    assert happens(ASLEEP, Unsnoozed(NOK)).state.snoozed_until is None


def test_what_was_resolved_can_be_gone_on_with_for_a_day() -> None:
    decision = happens(MET, Reopened(BEN, "Ben"))

    assert (decision.state.phase, decision.state.agent_id) == (Phase.WITH_AGENT, BEN)
    assert decision.state.resolved_at is None
    assert OpenSession() in decision.effects
    assert _refusal(replace(MET, resolved_at=NOW - DAY - 1), Reopened(BEN, "Ben")) == "service.reopen_late"
    assert _refusal(IDLE, Reopened(BEN, "Ben")) == "service.nothing_open"


def test_reopening_what_the_customer_opened_meanwhile_is_taking_it() -> None:
    assert happens(QUEUED, Reopened(BEN, "Ben")).state == happens(QUEUED, AgentClaimed(BEN, "Ben")).state
    assert _refusal(SERVED, Reopened(BEN, "Ben")) == "service.already_claimed"


def test_a_topic_told_at_the_end_is_kept_with_the_moment() -> None:
    assert Mark("resolved", reason="fee", agent_id=NOK) in happens(SERVED, Resolved(NOK, topic="fee")).effects


def test_a_language_that_staff_chose_outlasts_what_is_written_until_it_is_let_go() -> None:
    chosen = happens(IN_TALK, LanguageSet(NOK, "en")).state

    said = happens(chosen, TextReceived("ค่าส่งเท่าไหร่")).state
    assert (said.language, said.is_language_set) == ("en", True)
    free = happens(said, LanguageSet(NOK, "")).state
    assert happens(free, TextReceived("ค่าส่งเท่าไหร่")).state.language == "th"
    assert _refusal(IN_TALK, LanguageSet(NOK, "xx")) == "service.no_such_language"
