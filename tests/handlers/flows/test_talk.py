"""In the middle of a flow: answers, wrong ones, ways back and out, other questions, pictures, and silence."""

from dataclasses import replace

import pytest

from faq import Match
from handlers import acts, events, hear
from handlers.collected import Answer
from handlers.effects import CloseSession, Mark, OpenCase, OpenSession, Say, Tell
from handlers.events import (
    AttachmentReceived,
    Event,
    FlowAsked,
    StepTapped,
    TextReceived,
)
from handlers.flows.definition import Flows
from handlers.messages import BACK, PERSON, RESUME, STOP
from handlers.state import Decision, Phase, State
from tests.handlers.given import (
    AT_ORDER,
    CLAIM,
    DAY,
    EXACT,
    IDLE,
    IN_FLOW,
    IN_TALK,
    NOTHING,
    NOW,
    QUEUED,
    SERVED,
    SURE,
    article,
    facts,
    happens,
    match,
)


def talk(*said: str | Event, start: State = IN_TALK) -> list[Decision]:
    """The decisions one after another; words are words, everything else is the event itself."""
    state, made = start, []
    for number, each in enumerate(said):
        event = TextReceived(each) if isinstance(each, str) else each
        decision = happens(state, event, facts(message_id=f"m{number}"))
        made.append(decision)
        state = decision.state
    return made


def texts(decision: Decision, language: str = "th") -> str:
    """What the contact reads, bubbles one under another; sentences by key."""
    return "\n".join(each.text if isinstance(each, Tell) else each.key for each in bubbles(decision))


def bubbles(decision: Decision) -> list[Say | Tell]:
    return [each for each in decision.effects if isinstance(each, Say | Tell)]


def step(decision: Decision) -> str:
    return decision.state.flow.step if decision.state.flow else ""


PICTURE = AttachmentReceived("image")
AT_PHOTOS = ("แจ้งเคลม", "1", "BC-10293")


def test_a_claim_collects_what_happened_and_ends_in_a_case_with_a_number() -> None:
    *_, before, last = talk(*AT_PHOTOS, PICTURE, PICTURE, "เสร็จแล้วค่ะ", "กล่องบุบมาเลยค่ะ", "ส่งเลย")

    assert "กล่องบุบมาเลยค่ะ" in texts(before)
    (case,) = [each for each in last.effects if isinstance(each, OpenCase)]
    assert (case.number, case.kind) == ("4K7-M2P", "claim")
    shown = {each.name: each.shown["th"] for each in case.fields}
    assert shown == {
        "what": "ของชำรุด/เสียหาย",
        "order": "BC-10293",
        "photos": "2 รูป",
        "detail": "กล่องบุบมาเลยค่ะ",
    }
    assert next(each.values for each in case.fields if each.name == "photos") == ("m3", "m4")
    assert "4K7-M2P" in texts(last)
    assert (last.state.phase, last.state.flow) == (Phase.BOT, None)


def test_a_slip_is_handed_to_a_person_with_what_was_collected() -> None:
    *_, last = talk("แจ้งโอนเงิน", "BC-1", "ออเดอร์ BC-10293 ค่ะ", "1,290 บาท", PICTURE)

    assert last.state.phase is Phase.QUEUED
    assert last.state.brief is not None
    assert last.state.brief.topic == "payment"
    assert [each.shown["en"] for each in last.state.brief.fields] == [
        "BC-10293",
        "1,290.00 baht",
        "1 picture",
    ]
    assert Mark("handoff_asked", reason="flow:slip") in last.effects


@pytest.mark.parametrize("typed", ["2", "ข้อ 2 ค่ะ", "ได้ของผิด", "ส่งผิดค่ะ", "ได้ของผิดด", "wrong item"])
def test_an_option_may_be_typed_by_number_or_by_name_also_misspelt(typed: str) -> None:
    *_, last = talk("แจ้งเคลม", typed)

    assert last.state.flow is not None
    assert last.state.flow.answer("what") == Answer("what", ("wrong",), ("m1",))


def test_a_tap_on_an_answer_of_an_earlier_step_brings_the_present_question_again() -> None:
    *_, last = talk("แจ้งเคลม", "1", StepTapped("what", "missing"))

    assert step(last) == "order"
    assert last.state.flow is not None
    assert last.state.flow.answer("what") == Answer("what", ("damaged",), ("m1",))


def test_wrong_input_is_explained_then_a_person_is_offered_then_one_is_called() -> None:
    first, second, third = talk("อะไรนะ", "งงจัง", "ไม่เข้าใจเลย", start=IN_FLOW)

    assert "เลขออเดอร์เป็นตัวเลข" in texts(first)
    assert "ให้เจ้าหน้าที่ช่วยต่อ" in texts(second)
    assert second.state.has_offer
    assert third.state.phase is Phase.QUEUED
    assert third.state.brief is not None
    assert [each.name for each in third.state.brief.fields] == ["what"]


def test_a_yes_to_the_person_offered_after_wrong_input_calls_one() -> None:
    *_, last = talk("อะไรนะ", "งงจัง", "ได้ค่ะ", start=IN_FLOW)

    assert last.state.phase is Phase.QUEUED


def test_a_question_to_the_shop_is_answered_and_the_step_asked_again_without_a_miss() -> None:
    decision = happens(IN_FLOW, TextReceived("ค่าส่งเท่าไหร่"), facts(matches=SURE))

    answer, question = bubbles(decision)
    assert answer.text == "คำตอบ fee ค่ะ"  # type: ignore[union-attr]
    assert answer.options == ()
    assert PERSON in {each.data for each in question.options}
    assert (decision.state.phase, decision.state.misses) == (Phase.FLOW, 0)
    assert decision.state.flow == AT_ORDER


def test_an_amount_inside_a_question_is_no_answer_to_the_step() -> None:
    at_amount = talk("แจ้งโอนเงิน", "BC-10293")[-1].state

    decision = happens(at_amount, TextReceived("ซื้อครบ 890 บาทส่งฟรีไหมคะ"), facts(matches=SURE))

    assert decision.state.flow == at_amount.flow


@pytest.mark.parametrize(("matches", "is_answered"), [(SURE, False), (EXACT, True), (NOTHING, False)])
def test_free_words_are_the_answer_unless_they_are_an_articles_very_question(
    matches: tuple[Match, ...], is_answered: bool
) -> None:
    at_detail = talk(*AT_PHOTOS, PICTURE, "เสร็จแล้ว")[-1].state

    decision = happens(at_detail, TextReceived("ask fee"), facts(matches=matches))

    assert (step(decision) == "detail") is is_answered


def test_the_article_a_flow_stands_for_never_interrupts_it() -> None:
    about_it = (match(article("claims"), 1.0, exact=True),)
    at_detail = talk(*AT_PHOTOS, PICTURE, "เสร็จแล้ว")[-1].state

    decision = happens(at_detail, TextReceived("ของชำรุด"), facts(matches=about_it))

    assert step(decision) == "confirm"


@pytest.mark.parametrize("word", ["ย้อนกลับ", "back", "กลับค่ะ"])
def test_back_asks_the_question_before_and_forgets_its_answer(word: str) -> None:
    *_, last = talk("แจ้งเคลม", "1", word)

    assert step(last) == "what"
    assert last.state.flow is not None
    assert last.state.flow.answers == ()


def test_back_at_the_first_question_says_so_and_asks_again() -> None:
    *_, last = talk("แจ้งเคลม", events.BackAsked())

    assert (bubbles(last)[0], step(last)) == (Say("flow.first_already"), "what")


@pytest.mark.parametrize("word", ["เลิก", "ยกเลิกค่ะ", "stop", "cancel", "never mind"])
def test_stop_ends_the_flow_and_sends_nothing_to_anyone(word: str) -> None:
    *_, last = talk("แจ้งเคลม", "1", word)

    assert (last.state.phase, last.state.flow, last.state.brief) == (Phase.BOT, None, None)
    assert [each.key for each in last.effects if isinstance(each, Say)] == ["flow.stopped"]


@pytest.mark.parametrize("word", ["เจ้าหน้าที่", "ขอคุยกับคนค่ะ", "human", "talk to a person"])
def test_a_person_asked_for_in_a_flow_sees_what_was_told_so_far(word: str) -> None:
    *_, last = talk("แจ้งเคลม", "1", word)

    assert last.state.phase is Phase.QUEUED
    assert last.state.brief is not None
    assert last.state.brief.fields[0].shown["en"] == "It's damaged"


def test_an_agent_who_takes_the_chat_midway_sees_what_was_told_so_far() -> None:
    *_, last = talk("แจ้งเคลม", "1", acts.AgentClaimed(7, "Nok"))

    assert last.state.phase is Phase.WITH_AGENT
    assert last.state.brief is not None
    assert last.state.flow is None


def test_every_picture_gets_at_most_one_answer_and_the_fifth_goes_on() -> None:
    *_, first, second, third, fourth, fifth = talk(*AT_PHOTOS, *[PICTURE] * 5)

    assert [len(bubbles(each)) for each in (first, second, third, fourth, fifth)] == [1] * 5
    assert "ส่งเพิ่มได้อีก 4 รูป" in texts(first)
    assert step(fourth) == "photos"
    assert step(fifth) == "detail"


def test_a_set_of_pictures_is_answered_once_when_the_last_of_it_has_come() -> None:
    one_of_three = AttachmentReceived("image", "set1", 3)

    *_, first, second, third = talk(*AT_PHOTOS, one_of_three, one_of_three, one_of_three)

    assert (bubbles(first), bubbles(second)) == ([], [])
    assert "ได้รับแล้ว 3 รูป" in texts(third)


def test_the_rest_of_a_set_too_large_is_passed_over_in_silence() -> None:
    one_of_seven = AttachmentReceived("image", "set1", 7)

    *_, fifth, sixth, seventh = talk(*AT_PHOTOS, *[one_of_seven] * 7)

    assert step(fifth) == "detail"
    assert (bubbles(sixth), bubbles(seventh)) == ([], [])
    assert step(seventh) == "detail"


def test_a_picture_at_a_question_for_words_is_noted_and_is_no_miss() -> None:
    decision = happens(IN_FLOW, PICTURE)

    assert bubbles(decision)[0] == Say("flow.picture_not_now")
    assert (step(decision), decision.state.misses) == ("order", 0)


def test_done_without_a_picture_is_wrong_input() -> None:
    *_, last = talk(*AT_PHOTOS, "เสร็จแล้ว")

    assert (step(last), last.state.misses) == ("photos", 1)


def test_an_unsent_answer_is_forgotten() -> None:
    *_, last = talk(*AT_PHOTOS, PICTURE, PICTURE, events.MessageUnsent("m3"), events.MessageUnsent("m2"))

    assert last.state.flow is not None
    assert last.state.flow.answer("photos") == Answer("photos", ("m4",), ("m4",))
    assert last.state.flow.answer("order") == Answer("order", ("",), ())


def test_a_complaint_midway_is_offered_a_person_first_and_the_step_stands() -> None:
    decision = happens(IN_FLOW, TextReceived("บริการแย่มาก โกรธมาก"))

    assert bubbles(decision)[0].key == "answers.sorry_offer"  # type: ignore[union-attr]
    assert (decision.state.has_offer, decision.state.priority) == (True, 1)
    assert decision.state.flow == AT_ORDER


@pytest.mark.parametrize("said", ["สวัสดีค่ะ", "ขอบคุณค่ะ", "โอเค", events.StickerReceived()])
def test_courtesy_midway_brings_the_question_again_without_a_miss(said: str | Event) -> None:
    (decision,) = talk(said, start=IN_FLOW)

    assert len(bubbles(decision)) == 1
    assert (decision.state.misses, decision.state.flow) == (0, AT_ORDER)


def test_an_order_number_in_latin_letters_does_not_turn_a_thai_talk_english() -> None:
    *_, last = talk("แจ้งเคลม", "1", "BC-10293")

    assert last.state.language == "th"


def test_the_same_flow_asked_for_again_goes_on_and_another_one_keeps_the_first_in_reach() -> None:
    *_, same = talk("แจ้งเคลม", "1", FlowAsked("claim"))
    *_, other = talk("แจ้งเคลม", "1", FlowAsked("slip"))
    *_, back = talk(events.ResumeAsked(), start=replace(other.state, phase=Phase.BOT, flow=None))

    assert step(same) == "order"
    assert other.state.flow is not None
    assert (other.state.flow.flow, other.state.paused) == ("slip", same.state.flow)
    assert back.state.flow == same.state.flow


def test_a_flow_that_changed_or_is_gone_ends_politely_whatever_comes() -> None:
    changed = Flows({"claim": replace(CLAIM, version="other")})
    for flows in (changed, Flows()):
        for event in (TextReceived("1"), PICTURE, StepTapped("order", "-"), events.BackAsked()):
            heard_state, heard = hear(IN_FLOW, event, flows)
            decision = happens(heard_state, heard, facts(flows=flows))

            assert texts(decision) == "flow.changed"
            assert (decision.state.phase, decision.state.flow) == (Phase.BOT, None)


def test_a_day_of_silence_closes_the_session_and_the_next_word_is_reminded() -> None:
    quiet = replace(IN_FLOW, last_contact_at=NOW - DAY)

    closed = happens(quiet, events.TimerFired("quiet"))
    returned = happens(closed.state, TextReceived("สวัสดีค่ะ"), facts(now=NOW + DAY))
    resumed = happens(returned.state, TextReceived("ทำต่อ"), facts(now=NOW + DAY))

    assert closed.effects == (CloseSession("abandoned"),)
    assert closed.state.phase is Phase.IDLE
    assert [type(each) for each in returned.effects if isinstance(each, OpenSession)] == [OpenSession]
    assert bubbles(returned)[-1].key == "flow.paused"  # type: ignore[union-attr]
    assert {RESUME, PERSON} <= {each.data for each in bubbles(returned)[-1].options}
    assert (resumed.state.phase, resumed.state.flow) == (Phase.FLOW, AT_ORDER)


def test_a_yes_to_going_on_goes_on_and_a_no_drops_it() -> None:
    paused = replace(IDLE, knows_bot=True, paused=AT_ORDER, last_contact_at=NOW - DAY)
    reminded = happens(paused, TextReceived("สวัสดีค่ะ"))

    assert happens(reminded.state, TextReceived("ใช่ค่ะ")).state.flow == AT_ORDER
    dropped = happens(reminded.state, TextReceived("ไม่ค่ะ"))
    assert (dropped.state.paused, texts(dropped)) == (None, "flow.dropped")


def test_what_was_left_more_than_a_week_ago_is_not_brought_up() -> None:
    paused = replace(IDLE, knows_bot=True, paused=AT_ORDER, last_contact_at=NOW - 8 * DAY)

    decision = happens(paused, TextReceived("สวัสดีค่ะ"))

    assert texts(decision) == "welcome.hello"
    assert decision.state.paused is None


def test_one_who_comes_back_with_a_question_gets_its_answer_and_the_reminder() -> None:
    paused = replace(IDLE, knows_bot=True, paused=AT_ORDER, last_contact_at=NOW - DAY)

    decision = happens(paused, TextReceived("ค่าส่งเท่าไหร่"), facts(matches=SURE))

    assert texts(decision) == "คำตอบ fee ค่ะ\nflow.paused"


def test_a_flow_asked_for_in_line_is_left_to_the_person_and_while_served_nothing_is_said() -> None:
    assert texts(happens(QUEUED, FlowAsked("claim"))) == "flow.in_line"
    assert bubbles(happens(SERVED, FlowAsked("claim"))) == []


def test_the_answer_about_claims_offers_the_claim_itself() -> None:
    decision = happens(IN_TALK, TextReceived("เคลมยังไง"), facts(matches=(match(article("claims"), 0.9),)))

    assert [each.data for each in bubbles(decision)[-1].options] == ["flow:claim", PERSON]


def test_every_question_offers_back_out_and_a_person_by_tap_and_in_words() -> None:
    *_, last = talk(*AT_PHOTOS)

    assert {BACK, STOP, PERSON} <= {each.data for each in bubbles(last)[-1].options}
    assert '"ย้อนกลับ" "เลิก" หรือ "เจ้าหน้าที่"' in texts(last)
