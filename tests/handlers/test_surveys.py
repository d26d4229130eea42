"""The effort question: asked once, at a good moment, for free where possible, and never in the way."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import hear
from handlers.acts import Resolved
from handlers.daytime import next_within
from handlers.effects import (
    AskSurvey,
    CloseSession,
    Mark,
    PlanSurvey,
    RecordReason,
    RecordScore,
    Say,
    SetTimer,
    Show,
    Tell,
)
from handlers.events import (
    PersonAskedFor,
    ScoreGiven,
    SurveySkipped,
    TextReceived,
    Thanked,
    TimerFired,
)
from handlers.messages import PERSON_OPTION, skip_option
from handlers.policy import HOUR_MS
from handlers.rich import Panel
from handlers.state import Decision, Phase, State
from handlers.surveying import REASON, SCORE, SURVEY
from tests.handlers.given import (
    BEFORE,
    DAY,
    IDLE,
    IN_TALK,
    NOK,
    NOTHING,
    NOW,
    QUEUED,
    SERVED,
    SURE,
    facts,
    happens,
)

KEY = "k1"
FREE = facts(can_reply_free=True, fresh_key=KEY)
COUNTED = facts(can_reply_free=False, fresh_key=KEY)
MORNING = replace(COUNTED, now=NOW + 15 * HOUR_MS)  # a little before noon in Bangkok
BANGKOK = "Asia/Bangkok"
KNOWN = replace(IDLE, knows_bot=True, last_contact_at=BEFORE)
ASKED = replace(KNOWN, survey=KEY, survey_step=SCORE, surveyed_at=NOW - 1000)
WHY = replace(KNOWN, survey=KEY, survey_step=REASON, surveyed_at=NOW - 1000, last_contact_at=NOW - 500)


def kinds(decision: Decision) -> list[type]:
    return [type(each) for each in decision.effects]


def said(decision: Decision) -> list[str]:
    return [each.key for each in decision.effects if isinstance(each, Say)]


def test_a_resolved_need_is_asked_about_at_once_where_that_is_free() -> None:
    decision = happens(replace(SERVED, topic="returns"), Resolved(NOK), FREE)

    asked = replace(KNOWN, survey=KEY, survey_step=SCORE, surveyed_at=NOW)
    assert decision.state == replace(asked, last_agent_id=NOK, resolved_at=NOW)
    assert decision.effects[:4] == (
        Mark("resolved", agent_id=NOK),
        CloseSession("resolved", agent_id=NOK),
        PlanSurvey(KEY, "returns", "person", NOK),
        AskSurvey(KEY),
    )
    (question,) = decision.effects[4:]
    assert isinstance(question, Show)
    assert isinstance(question.what, Panel)
    assert [each.data for each in question.what.scale] == [f"ces:k1:{score}" for score in range(1, 8)]
    assert [each.data for each in question.options] == [f"ces:k1:{score}" for score in range(1, 8)]


def test_without_a_free_reply_the_question_waits_for_a_decent_hour() -> None:
    evening = int(datetime(2026, 11, 20, 21, 30, tzinfo=ZoneInfo(BANGKOK)).timestamp() * 1000)
    morning = int(datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo(BANGKOK)).timestamp() * 1000)

    decision = happens(SERVED, Resolved(NOK), replace(COUNTED, now=evening))

    assert decision.effects[2:] == (PlanSurvey(KEY, "", "person", NOK), SetTimer(SURVEY, morning))
    assert decision.state.surveyed_at is None


def test_the_waiting_question_is_asked_as_a_message_that_needs_a_place_in_the_ledger() -> None:
    decision = happens(replace(KNOWN, survey=KEY), TimerFired(SURVEY), MORNING)

    assert kinds(decision) == [AskSurvey, Show]
    assert decision.effects[0] == AskSurvey(KEY, is_proactive=True)
    assert decision.state.surveyed_at == MORNING.now


def test_a_question_that_comes_due_at_night_waits_for_the_morning() -> None:
    night = int(datetime(2026, 11, 21, 2, 0, tzinfo=ZoneInfo(BANGKOK)).timestamp() * 1000)
    morning = int(datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo(BANGKOK)).timestamp() * 1000)

    decision = happens(replace(KNOWN, survey=KEY), TimerFired(SURVEY), replace(COUNTED, now=night))

    assert decision.effects == (SetTimer(SURVEY, morning),)


@pytest.mark.parametrize("place", [IN_TALK, QUEUED, SERVED], ids=lambda place: place.phase)
def test_a_waiting_question_is_dropped_when_a_new_need_came_first(place: State) -> None:
    decision = happens(replace(place, survey=KEY), TimerFired(SURVEY), COUNTED)

    assert decision.effects == ()


@pytest.mark.parametrize(
    "change",
    [{"is_blocked": True}, {"surveyed_at": NOW - 7 * DAY + 1}],
    ids=["blocked", "asked this week"],
)
def test_whoever_blocked_us_or_was_asked_this_week_is_left_in_peace(change: dict[str, object]) -> None:
    resolved = happens(replace(SERVED, **change), Resolved(NOK), FREE)
    waited = happens(replace(KNOWN, survey=KEY, **change), TimerFired(SURVEY), COUNTED)

    assert kinds(resolved) == [Mark, CloseSession]
    assert waited.effects == ()


def test_nobody_is_asked_while_a_case_is_open() -> None:
    resolved = happens(SERVED, Resolved(NOK), replace(FREE, has_open_case=True))
    waited = happens(replace(KNOWN, survey=KEY), TimerFired(SURVEY), replace(COUNTED, has_open_case=True))

    assert kinds(resolved) == [Mark, CloseSession]
    assert waited.effects == ()


def test_a_week_later_the_question_may_be_asked_again() -> None:
    decision = happens(replace(SERVED, surveyed_at=NOW - 7 * DAY), Resolved(NOK), FREE)

    assert AskSurvey(KEY) in decision.effects


def test_thanks_after_an_answer_are_the_moment_to_ask_about_the_bot() -> None:
    decision = happens(replace(IN_TALK, topic="fee"), Thanked(), FREE)

    assert decision.effects[:3] == (Say("welcome.thanks"), PlanSurvey(KEY, "fee", "bot"), AskSurvey(KEY))
    assert kinds(decision)[3:] == [Show]
    assert decision.state.phase is Phase.BOT


def test_thanks_for_nothing_in_particular_are_only_answered() -> None:
    decision = happens(IN_TALK, Thanked(), FREE)

    assert decision.effects == (Say("welcome.thanks", options=(PERSON_OPTION,)),)


def test_thanks_after_the_need_was_met_open_no_new_one_and_leave_the_question_open() -> None:
    decision = happens(ASKED, TextReceived("ขอบคุณค่ะ"))

    assert decision.effects == (Say("welcome.thanks", options=(PERSON_OPTION,)),)
    assert happens(decision.state, TextReceived("6"), facts(is_score_open=True)).effects[0] == RecordScore(
        KEY, 6
    )


@pytest.mark.parametrize("score", [4, 5, 6, 7])
def test_a_score_is_recorded_and_a_reason_is_welcome(score: int) -> None:
    decision = happens(ASKED, ScoreGiven(KEY, score), facts(is_score_open=True))

    assert decision.effects == (
        RecordScore(KEY, score),
        Mark("scored", reason=str(score)),
        Say("surveys.thanks_why", options=(skip_option(KEY),)),
    )
    assert decision.state.survey_step == REASON


@pytest.mark.parametrize("score", [1, 2, 3])
def test_a_low_score_is_sorry_offers_a_person_and_is_marked_as_work(score: int) -> None:
    decision = happens(ASKED, ScoreGiven(KEY, score), facts(is_score_open=True))

    assert Mark("low_score", reason=str(score)) in decision.effects
    assert decision.effects[-1] == Say("surveys.sorry_why", options=(skip_option(KEY), PERSON_OPTION))


def test_a_second_score_replaces_nothing() -> None:
    decision = happens(ASKED, ScoreGiven(KEY, 1), facts(is_score_open=False))

    assert decision.effects == (Say("surveys.already", options=(PERSON_OPTION,)),)


@pytest.mark.parametrize("typed", ["7", "๗", "7 ค่ะ", "7."])
def test_a_typed_number_counts_right_after_the_question(typed: str) -> None:
    decision = happens(ASKED, TextReceived(typed), facts(is_score_open=True))

    assert decision.effects[0] == RecordScore(KEY, 7)


@pytest.mark.parametrize("typed", ["0", "8", "12"])
def test_a_number_off_the_scale_is_no_score(typed: str) -> None:
    decision = happens(ASKED, TextReceived(typed), facts(is_score_open=True, matches=NOTHING))

    assert RecordScore not in kinds(decision)


def test_a_number_after_other_words_is_about_those() -> None:
    moved_on = happens(ASKED, TextReceived("สั่งของอีกรอบ"), facts(matches=NOTHING)).state

    assert RecordScore not in kinds(happens(moved_on, TextReceived("3"), facts(matches=NOTHING)))


def test_the_words_after_a_score_are_its_reason_and_open_no_session() -> None:
    decision = happens(WHY, TextReceived("ต้องถ่ายรูปใหม่หลายรอบ"), facts(matches=NOTHING))

    assert decision.effects == (
        RecordReason(KEY),
        Say("surveys.reason_thanks", options=(PERSON_OPTION,)),
    )
    assert decision.state.phase is Phase.IDLE
    assert decision.state.survey_step == ""


def test_anger_after_a_score_is_its_reason_too() -> None:
    decision = happens(WHY, TextReceived("บริการแย่มาก"), facts(matches=NOTHING))

    assert decision.effects[0] == RecordReason(KEY)


@pytest.mark.parametrize(
    "words", ["รอนานมากกว่าจะมีคนตอบ", "took ages until somebody answered", "ต้องรอพนักงานมาคุยนานมาก"]
)
def test_telling_of_people_after_a_score_is_its_reason_and_calls_nobody(words: str) -> None:
    _, heard = hear(WHY, TextReceived(words))

    assert isinstance(heard, TextReceived)


def test_a_plain_request_after_a_score_is_still_one() -> None:
    assert hear(WHY, TextReceived("ขอคุยกับเจ้าหน้าที่ค่ะ"))[1] == PersonAskedFor()


def test_a_question_after_a_score_is_a_question() -> None:
    decision = happens(WHY, TextReceived("ค่าส่งเท่าไหร่"), facts(matches=SURE))

    assert Tell in kinds(decision)
    assert RecordReason not in kinds(decision)


def test_asking_for_a_person_after_a_score_brings_one() -> None:
    assert happens(WHY, PersonAskedFor(), facts()).state.phase is Phase.QUEUED


def test_words_an_hour_later_are_no_reason() -> None:
    late = replace(WHY, last_contact_at=NOW - 3_600_001)

    assert RecordReason not in kinds(happens(late, TextReceived("เอ่อ"), facts(matches=NOTHING)))


def test_no_reason_is_fine() -> None:
    decision = happens(WHY, SurveySkipped(KEY))

    assert said(decision) == ["surveys.skipped"]
    assert happens(decision.state, SurveySkipped(KEY)).effects == ()


def test_a_late_score_counts_while_a_person_serves_and_the_bot_stays_silent() -> None:
    decision = happens(replace(SERVED, survey=KEY), ScoreGiven(KEY, 2), facts(is_score_open=True))

    assert kinds(decision) == [RecordScore, Mark, Mark]
    assert decision.state.waiting_since == SERVED.waiting_since


@given(
    st.integers(1_600_000_000_000, 2_000_000_000_000),
    st.sampled_from([BANGKOK, "Asia/Tokyo", "Europe/Berlin", "America/New_York"]),
    st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda hours: hours[0] < hours[1]),
)
def test_the_next_decent_hour_is_never_in_the_past_and_always_decent(
    now: int, zone: str, hours: tuple[int, int]
) -> None:
    found = next_within(now, zone, hours)
    local = datetime.fromtimestamp(found / 1000, ZoneInfo(zone))

    assert now <= found <= now + 25 * 3_600_000
    # A spring night that skips the opening hour opens at the hour after it.
    assert hours[0] <= local.hour <= max(hours[1] - 1, hours[0] + 1)
