"""What is a customer told who asks for a person, and is it kept?"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.acts import AgentClaimed, AgentReplied
from handlers.collected import Brief
from handlers.effects import DropUnsent, Effect, Mark, Say, SetTimer, Tell
from handlers.events import (
    AttachmentReceived,
    Complained,
    Event,
    FlowAsked,
    Greeted,
    MenuAsked,
    MessageWanted,
    PersonAskedFor,
    QueueLeft,
    TextReceived,
    TimerFired,
    WaitAsked,
)
from handlers.facts import Facts
from handlers.hours import Hours, Window
from handlers.messages import LINE_OPTIONS, TAKEN_OPTIONS, TAKING_OPTIONS
from handlers.policy import MINUTE_MS
from handlers.shop import Shop
from handlers.state import Decision, Phase, State
from handlers.targets import Targets
from handlers.waits import Span
from tests.handlers.given import EXACT, IN_TALK, NOK, SURE, facts, happens

OFFICE = Shop(hours=Hours(((Window(9 * 60, 18 * 60),),) * 5 + ((), ())))
SPAN = Span(5, 10)


def at(written: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Bangkok")).timestamp() * 1000)


# 2026-11-27 is a Friday.
NOON, LATE, NIGHT = at("2026-11-27 12:00"), at("2026-11-27 17:55"), at("2026-11-27 20:00")
MONDAY = at("2026-11-30 09:00")


def known(now: int, **more: object) -> Facts:
    return facts(now=now, shop=OFFICE, **more)


def says(decision: Decision) -> list[Effect]:
    return [each for each in decision.effects if isinstance(each, Say | Tell)]


def asked(now: int, **more: object) -> State:
    return happens(IN_TALK, PersonAskedFor(), known(now, **more)).state


def timer(state: State, now: int, **more: object) -> Decision:
    return happens(state, TimerFired("promise"), known(now, **more))


@pytest.mark.parametrize(
    ("ahead", "key", "params"),
    [
        (2, "handoff.queued_wait", {"ahead": 2, "low": 5, "high": 10}),
        (0, "handoff.queued_next_wait", {"low": 5, "high": 10}),
    ],
)
def test_who_joins_the_line_hears_their_place_and_the_usual_wait(
    ahead: int, key: str, params: dict[str, int]
) -> None:
    decision = happens(IN_TALK, PersonAskedFor(), known(NOON, ahead=ahead, span=SPAN))

    assert says(decision) == [Say(key, params, options=LINE_OPTIONS)]
    assert decision.state.promised_at == NOON + 10 * MINUTE_MS
    assert decision.effects[-1] == SetTimer("promise", NOON + 6 * MINUTE_MS)


def test_nothing_is_promised_beyond_closing_time() -> None:
    assert asked(LATE).promised_at == at("2026-11-27 18:00")


def test_after_hours_the_next_opening_is_told_and_a_message_taken() -> None:
    closed = happens(IN_TALK, PersonAskedFor(), known(NIGHT))

    assert closed.state.phase is Phase.TAKING_MESSAGE
    assert closed.effects == (
        Mark("handoff_asked", reason="asked"),
        Mark("after_hours"),
        Say("handoff.closed", {"opens": "วันจันทร์ 09:00 น."}, options=TAKING_OPTIONS),
        SetTimer("promise", MONDAY),
    )

    taken = happens(closed.state, TextReceived("ของแตกมาค่ะ"), known(NIGHT, matches=SURE))

    assert (taken.state.phase, taken.state.is_follow_up) == (Phase.QUEUED, True)
    assert taken.effects[:2] == (
        Mark("message_taken"),
        Say("handoff.closed_taken", {"opens": "วันจันทร์ 09:00 น."}, options=TAKEN_OPTIONS),
    )
    assert taken.state.promised_at == MONDAY + 60 * MINUTE_MS


@pytest.mark.parametrize("event", [AttachmentReceived("image"), Complained("แย่มาก"), PersonAskedFor()])
def test_a_picture_or_anger_is_a_message_too(event: Event) -> None:
    taken = happens(asked(NIGHT), event, known(NIGHT)).state

    assert (taken.phase, taken.is_follow_up) == (Phase.QUEUED, True)
    assert taken.priority == int(isinstance(event, Complained))


def test_what_was_told_to_the_bot_need_not_be_written_again() -> None:
    told = replace(IN_TALK, brief=Brief("claim", "returns", {"th": "เคลม"}))

    decision = happens(told, PersonAskedFor(), known(NIGHT))

    assert (decision.state.phase, decision.state.is_follow_up) == (Phase.QUEUED, True)
    assert [each.key for each in says(decision) if isinstance(each, Say)] == ["handoff.closed_taken"]


def test_what_the_bot_is_certain_of_is_answered_and_no_away_text_comes_on_top() -> None:
    decision = happens(asked(NIGHT), TextReceived("ถาม fee"), known(NIGHT, matches=EXACT))

    assert decision.state.phase is Phase.TAKING_MESSAGE
    assert says(decision) == [Tell("คำตอบ fee ค่ะ"), Say("handoff.still_taking", options=TAKING_OPTIONS)]


def test_who_has_left_a_message_may_ask_the_bot_meanwhile() -> None:
    left = happens(asked(NIGHT), TextReceived("ของแตก"), known(NIGHT)).state

    answer = happens(left, TextReceived("ถาม fee"), known(NIGHT, matches=SURE))

    assert answer.state.phase is Phase.QUEUED
    assert says(answer)[0].text == "คำตอบ fee ค่ะ"  # type: ignore[union-attr]
    assert says(answer)[1] == Say("handoff.still_in_line", options=TAKEN_OPTIONS)


def test_who_asked_at_night_and_wrote_nothing_is_in_line_at_opening() -> None:
    decision = timer(asked(NIGHT), MONDAY)

    assert (decision.state.phase, decision.state.is_follow_up) == (Phase.QUEUED, True)
    assert says(decision) == []
    assert decision.state.promised_at == MONDAY + 60 * MINUTE_MS


@pytest.mark.parametrize("event", [QueueLeft(), MenuAsked(), FlowAsked("claim")])
def test_out_of_the_message_leads_one_tap(event: Event) -> None:
    decision = happens(asked(NIGHT), event, known(NIGHT))

    assert decision.state.phase in (Phase.BOT, Phase.FLOW)
    assert Mark("left_queue") in decision.effects
    assert decision.state.promised_at is None


@pytest.mark.parametrize("event", [WaitAsked(), Greeted(), MessageWanted()])
def test_no_message_yet_is_told_again_when_somebody_comes(event: Event) -> None:
    decision = happens(asked(NIGHT), event, known(NIGHT))

    assert decision.state.phase is Phase.TAKING_MESSAGE
    assert says(decision) == [Say("handoff.closed", {"opens": "วันจันทร์ 09:00 น."}, options=TAKING_OPTIONS)]


def test_who_would_rather_not_wait_leaves_a_message_and_keeps_the_place() -> None:
    waiting = asked(NOON)

    wished = happens(waiting, MessageWanted(), known(NOON + 1))
    taken = happens(wished.state, TextReceived("กล่องบุบมาค่ะ"), known(NOON + 2))

    assert says(wished) == [Say("handoff.leave_message", options=TAKING_OPTIONS)]
    assert says(taken) == [Say("handoff.taken", options=TAKEN_OPTIONS)]
    assert taken.state.queued_at == NOON


def test_who_waits_after_all_is_back_at_their_place() -> None:
    wished = happens(asked(NOON), MessageWanted(), known(NOON + 1)).state

    back = happens(wished, PersonAskedFor(), known(NOON + 2, ahead=1)).state

    assert (back.phase, back.is_follow_up, back.queued_at) == (Phase.QUEUED, False, NOON)


def test_a_message_out_of_any_talk_asks_for_it_at_once() -> None:
    decision = happens(IN_TALK, TextReceived("ฝากข้อความค่ะ"), known(NOON))

    assert decision.state.phase is Phase.TAKING_MESSAGE
    assert says(decision) == [Say("handoff.leave_message", options=TAKING_OPTIONS)]


def test_the_team_is_warned_before_a_promise_breaks_and_the_customer_hears_it_when_it_has() -> None:
    waiting = asked(NOON)

    warned = timer(waiting, NOON + 9 * MINUTE_MS)
    broken = timer(warned.state, NOON + 15 * MINUTE_MS)
    again = timer(broken.state, broken.state.promised_at or 0)

    assert warned.effects == (Mark("promise_at_risk"), SetTimer("promise", NOON + 15 * MINUTE_MS))
    assert broken.effects[0] == Mark("promise_broken")
    assert says(broken) == [Say("handoff.sorry_busy", options=TAKEN_OPTIONS)]
    assert (broken.state.phase, broken.state.is_follow_up, broken.state.queued_at) == (
        Phase.QUEUED,
        True,
        NOON,
    )
    assert again.effects == (Mark("promise_broken"),)
    assert timer(again.state, MONDAY).effects == ()


def test_when_closing_comes_first_the_apology_names_the_next_opening() -> None:
    waiting = asked(LATE)

    broken = timer(waiting, at("2026-11-27 18:00"))

    assert says(broken) == [Say("handoff.sorry_closed", {"opens": "วันจันทร์ 09:00 น."}, options=TAKEN_OPTIONS)]
    assert broken.state.promised_at == MONDAY + 60 * MINUTE_MS


def test_one_update_at_most_and_only_when_it_is_free() -> None:
    waiting = asked(NOON)
    soon, later = NOON + 2 * MINUTE_MS, NOON + 6 * MINUTE_MS

    assert says(happens(waiting, TextReceived("กล่องบุบ"), known(soon, can_reply_free=True))) == []
    assert says(happens(waiting, TextReceived("กล่องบุบ"), known(later))) == []
    told = happens(waiting, TextReceived("กล่องบุบ"), known(later, can_reply_free=True))
    assert [each.key for each in says(told) if isinstance(each, Say)] == ["handoff.still_queued_next"]
    assert says(happens(told.state, TextReceived("กล่องบุบ"), known(later + 1, can_reply_free=True))) == []


def test_a_claim_ends_the_promise() -> None:
    served = happens(asked(NOON), AgentClaimed(NOK, "Nok"), known(NOON + 1))

    assert served.effects == (DropUnsent(), Mark("claimed", agent_id=NOK))
    assert (served.state.promised_at, served.state.due_at) == (None, None)
    assert timer(served.state, NOON + 15 * MINUTE_MS).effects == ()


def test_who_carries_the_tag_goes_ahead_and_ahead_of_all_when_upset() -> None:
    vip = happens(IN_TALK, PersonAskedFor(), known(NOON, is_vip=True)).state
    upset = happens(vip, TextReceived("บริการแย่มาก"), known(NOON)).state
    still = happens(upset, TextReceived("บริการแย่มาก"), known(NOON)).state

    assert [each.priority for each in (vip, upset, still)] == [1, 2, 2]


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ((), "asked"),
        ((AttachmentReceived("image"),), "attachment"),
        ((TextReceived("ฟหกด"), TextReceived("ฟหกด")), "second_miss"),
        ((Complained("!"),), "complaint"),
        ((AttachmentReceived("image"), TextReceived("ถาม fee")), "asked"),
    ],
)
def test_the_reason_is_what_the_person_was_offered_for(before: tuple[Event, ...], reason: str) -> None:
    state = IN_TALK
    for event in before:
        is_question = event == TextReceived("ถาม fee")
        state = happens(state, event, known(NOON, matches=EXACT if is_question else ())).state

    assert Mark("handoff_asked", reason=reason) in happens(state, PersonAskedFor(), known(NOON)).effects


SLA = replace(OFFICE, targets=Targets(first=20, next=60))


def test_a_target_is_due_in_the_list_and_warned_of_and_what_is_missed_is_marked() -> None:
    talk = happens(IN_TALK, PersonAskedFor(), facts(now=NOON, shop=SLA, span=Span(60, 90)))
    state = talk.state

    assert (state.due_at, state.warn_at) == (NOON + 20 * MINUTE_MS, NOON + 15 * MINUTE_MS)
    assert SetTimer("target", NOON + 15 * MINUTE_MS) in talk.effects
    risk = happens(state, TimerFired("target"), facts(now=NOON + 15 * MINUTE_MS, shop=SLA))
    late = happens(risk.state, TimerFired("target"), facts(now=NOON + 20 * MINUTE_MS, shop=SLA))
    assert risk.effects == (
        Mark("target_at_risk", reason="first"),
        SetTimer("target", NOON + 20 * MINUTE_MS),
    )
    assert late.effects == (Mark("target_late", reason="first"),)


def test_once_answered_the_next_word_is_what_is_owed() -> None:
    sla = facts(now=NOON, shop=SLA)
    served = happens(asked(NOON), AgentClaimed(NOK, "Nok"), sla).state
    answer = happens(served, AgentReplied(NOK, "Nok", "สวัสดีค่ะ"), sla)
    answered = answer.state
    asks_on = happens(answered, TextReceived("แล้วเมื่อไหร่คะ"), facts(now=NOON + 1, shop=SLA)).state

    assert served.due_at == NOON + 20 * MINUTE_MS
    assert answered.due_at is None
    assert asks_on.due_at == NOON + 1 + 60 * MINUTE_MS
    assert answer.effects[-1] == Mark("target_kept", reason="first", agent_id=NOK)
    late = facts(now=NOON + 2 + 60 * MINUTE_MS, shop=SLA)
    assert happens(asks_on, AgentReplied(NOK, "Nok", "พรุ่งนี้ค่ะ"), late).effects[-1] == Mark(
        "target_missed", reason="next", agent_id=NOK
    )
