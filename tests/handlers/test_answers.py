"""What becomes of a question in words: answered, asked back, missed, handed over?"""

from dataclasses import replace

import pytest

from faq import Match, imprint
from handlers.effects import Mark, OpenSession, Say, SetTimer, Tell
from handlers.events import (
    ChoiceTapped,
    Event,
    NoChoiceFitted,
    TextReceived,
)
from handlers.messages import NO_CHOICE_OPTION, PERSON_OPTION, Candidate, Option, Trail
from handlers.policy import Policy
from handlers.state import Decision, Phase
from tests.handlers.given import (
    DAY,
    EXACT,
    FEE,
    HOURS,
    IDLE,
    IN_TALK,
    NOTHING,
    NOW,
    OFFER,
    PROMISE,
    PROMISED,
    RETURNS,
    SURE,
    TORN,
    facts,
    happens,
    match,
    queued,
    spoke,
    told,
)

ASKED_BACK = replace(IN_TALK, choices=("fee", "hours", "returns"))


def trail(outcome: str, *considered: Match) -> Trail:
    named = (Candidate(m.article.slug, m.article.title["th"], m.question, m.confidence) for m in considered)
    return Trail(outcome, tuple(named))


def test_a_sure_match_is_answered_and_a_person_stays_one_tap_away() -> None:
    decision = happens(replace(IN_TALK, misses=1), TextReceived("ค่าส่ง"), facts(matches=SURE))

    assert decision == Decision(
        spoke(IN_TALK, topic="fee", answered=imprint("ค่าส่ง")),
        (Tell(told("คำตอบ fee ค่ะ"), options=OFFER, trail=trail("answer", *SURE)),),
    )


def test_the_first_question_opens_a_session_says_who_speaks_and_answers() -> None:
    decision = happens(IDLE, TextReceived("ค่าส่ง"), facts(matches=EXACT))

    assert decision == Decision(
        spoke(IN_TALK, topic="fee", answered=imprint("ค่าส่ง")),
        (
            OpenSession(),
            SetTimer("quiet", NOW + DAY),
            Say("welcome.disclosure"),
            Tell(told("คำตอบ fee ค่ะ"), options=OFFER, trail=trail("answer", *EXACT)),
        ),
    )


def test_disclosure_is_made_once_per_person() -> None:
    decision = happens(replace(IDLE, knows_bot=True), TextReceived("ค่าส่ง"), facts(matches=SURE))

    assert [type(each) for each in decision.effects] == [OpenSession, SetTimer, Tell]


@pytest.mark.parametrize("again", ["ค่าส่ง", "ค่าส่งงง!!", "คาสง"])
def test_the_same_question_twice_is_answered_and_a_person_is_offered(again: str) -> None:
    answered = happens(IN_TALK, TextReceived("ค่าส่ง"), facts(matches=SURE)).state

    decision = happens(answered, TextReceived(again), facts(matches=SURE))

    assert decision.effects == (
        Tell("คำตอบ fee ค่ะ", trail=trail("answer", *SURE)),
        Say("answers.again_offer", options=OFFER),
    )
    assert decision.state.has_offer


def test_a_yes_after_the_same_question_twice_brings_a_person() -> None:
    state = IN_TALK
    for words in ("ค่าส่ง", "ค่าส่ง", "ได้ค่ะ"):
        state = happens(state, TextReceived(words), facts(matches=SURE)).state

    assert state.phase is Phase.QUEUED


@pytest.mark.parametrize("between", ["ร้านเปิดกี่โมง", "ขอบคุณค่ะ", "👍"])
def test_a_question_asked_again_after_other_words_is_only_answered(between: str) -> None:
    state = IN_TALK
    for words in ("ค่าส่ง", between):
        state = happens(state, TextReceived(words), facts(matches=SURE)).state

    decision = happens(state, TextReceived("ค่าส่ง"), facts(matches=SURE))

    assert decision.effects == (Tell(told("คำตอบ fee ค่ะ"), options=OFFER, trail=trail("answer", *SURE)),)


def test_torn_between_articles_the_bot_asks_which_was_meant() -> None:
    decision = happens(IN_TALK, TextReceived("เท่าไหร่"), facts(matches=TORN))

    assert decision == Decision(
        spoke(ASKED_BACK),
        (
            Say(
                "answers.did_you_mean",
                {"choices": "1. เรื่อง fee\n2. เรื่อง hours\n3. เรื่อง returns"},
                options=(
                    Option("article:fee", label="เรื่อง fee"),
                    Option("article:hours", label="เรื่อง hours"),
                    Option("article:returns", label="เรื่อง returns"),
                    NO_CHOICE_OPTION,
                    PERSON_OPTION,
                ),
                trail=trail("clarify", *TORN[:3]),
            ),
        ),
    )


def test_choices_are_named_in_the_contacts_language() -> None:
    decision = happens(IN_TALK, TextReceived("how much is it"), facts(matches=TORN))

    (say,) = decision.effects
    assert isinstance(say, Say)
    assert say.params == {"choices": "1. About fee\n2. About hours\n3. About returns"}


def test_only_articles_worth_naming_are_offered() -> None:
    torn = (match(FEE, 0.45), match(HOURS, 0.40), match(RETURNS, 0.05))

    decision = happens(IN_TALK, TextReceived("เท่าไหร่"), facts(matches=torn))

    assert decision.state.choices == ("fee", "hours")
    (say,) = decision.effects
    assert isinstance(say, Say)
    assert say.params == {"choices": "1. เรื่อง fee\n2. เรื่อง hours"}


@pytest.mark.parametrize(
    "typed",
    [
        *("2", " 2 ", "2.", "2)", "(2)", "๒", "\uff12", "#2", "2 ค่ะ", "2ครับ"),
        *("ข้อ 2", "ข้อ2", "เบอร์ 2", "หมายเลข 2", "ข้อ ๒ ค่ะ"),
    ],
)
def test_a_typed_number_picks_a_choice(typed: str) -> None:
    decision = happens(ASKED_BACK, TextReceived(typed), facts(article=HOURS, matches=NOTHING))

    assert decision == Decision(
        spoke(IN_TALK, topic="hours"),
        (
            Tell(
                told("คำตอบ hours ค่ะ"),
                options=OFFER,
                trail=Trail("chosen", (Candidate("hours", "เรื่อง hours", "", 1.0),)),
            ),
        ),
    )


@pytest.mark.parametrize("typed", ["no. 2", "No.2", "number 2", "2 please"])
def test_a_number_with_an_english_word_picks_a_choice_and_is_answered_in_english(typed: str) -> None:
    decision = happens(ASKED_BACK, TextReceived(typed), facts(article=HOURS, matches=NOTHING))

    (tell,) = decision.effects
    assert isinstance(tell, Tell)
    assert tell.text == told("Answer hours", "en")
    assert (decision.state.misses, decision.state.choices) == (0, ())


@pytest.mark.parametrize("typed", ["0", "4", "-1", "99", "100", "²", "2 ชิ้น", "1.5", "ข้อ 4"])
def test_a_number_that_names_no_choice_is_an_ordinary_question(typed: str) -> None:
    decision = happens(ASKED_BACK, TextReceived(typed), facts(article=FEE, matches=NOTHING))

    assert decision.state == spoke(IN_TALK, misses=2, has_offer=True, offered="second_miss")


def test_a_number_is_no_choice_when_nothing_was_offered() -> None:
    decision = happens(IN_TALK, TextReceived("1"), facts(article=FEE))

    assert decision.state == spoke(IN_TALK, misses=1)


def test_a_tapped_choice_is_answered_even_in_a_new_session() -> None:
    decision = happens(replace(IDLE, knows_bot=True), ChoiceTapped("fee"), facts(article=FEE))

    chosen = Trail("chosen", (Candidate("fee", "เรื่อง fee", "", 1.0),))
    assert decision == Decision(
        spoke(IN_TALK, topic="fee"),
        (
            OpenSession(),
            SetTimer("quiet", NOW + DAY),
            Tell(told("คำตอบ fee ค่ะ"), options=OFFER, trail=chosen),
        ),
    )


def test_a_choice_whose_article_is_gone_is_a_miss() -> None:
    decision = happens(ASKED_BACK, ChoiceTapped("fee"))

    assert decision == Decision(
        spoke(IN_TALK, misses=2, has_offer=True, offered="second_miss"),
        (Say("answers.miss_offer", options=OFFER, trail=Trail("article_gone")),),
    )


def test_the_first_miss_asks_to_put_it_another_way() -> None:
    decision = happens(IN_TALK, TextReceived("ฟหกด"), facts(matches=NOTHING))

    assert decision == Decision(
        spoke(IN_TALK, misses=1),
        (Say("answers.miss", options=OFFER, trail=trail("unknown", *NOTHING)),),
    )


def test_the_second_miss_offers_a_person() -> None:
    decision = happens(replace(IN_TALK, misses=1), TextReceived("ฟหกด"))

    assert decision == Decision(
        spoke(IN_TALK, misses=2, has_offer=True, offered="second_miss"),
        (Say("answers.miss_offer", options=OFFER, trail=trail("unknown")),),
    )


@pytest.mark.parametrize(
    ("event", "outcome"), [(TextReceived("ฟหกด"), "unknown"), (NoChoiceFitted(), "no_choice")]
)
def test_the_third_miss_hands_over_without_asking(event: Event, outcome: str) -> None:
    decision = happens(replace(IN_TALK, misses=2), event, facts(ahead=4))

    assert decision == Decision(
        spoke(
            IN_TALK,
            phase=Phase.QUEUED,
            had_handoff=True,
            reason="third_miss",
            queued_at=NOW,
            waiting_since=NOW,
            **PROMISED,
        ),
        (
            Say("answers.miss_handing_over", trail=Trail(outcome)),
            Mark("handoff_asked", reason="third_miss"),
            queued(ahead=4),
            PROMISE,
        ),
    )


def test_no_choice_after_did_you_mean_offers_a_person() -> None:
    decision = happens(ASKED_BACK, NoChoiceFitted())

    assert decision == Decision(
        spoke(IN_TALK, misses=2, has_offer=True, offered="second_miss"),
        (Say("answers.miss_offer", options=OFFER, trail=Trail("no_choice")),),
    )


@pytest.mark.parametrize("matches", [TORN, NOTHING, ()])
def test_another_unclear_question_after_did_you_mean_offers_a_person(matches: tuple[Match, ...]) -> None:
    decision = happens(ASKED_BACK, TextReceived("เท่าไหร่"), facts(matches=matches))

    assert decision.state == spoke(IN_TALK, misses=2, has_offer=True, offered="second_miss")
    (say,) = decision.effects
    assert isinstance(say, Say)
    assert (say.key, say.options) == ("answers.miss_offer", OFFER)


def test_a_clear_question_after_did_you_mean_is_answered() -> None:
    decision = happens(ASKED_BACK, TextReceived("ค่าส่ง"), facts(matches=SURE))

    assert decision.state == spoke(IN_TALK, topic="fee", answered=imprint("ค่าส่ง"))


def test_the_bot_does_not_ask_which_once_a_person_has_been_offered() -> None:
    decision = happens(replace(IN_TALK, misses=2), TextReceived("เท่าไหร่"), facts(matches=TORN))

    assert decision.state.phase is Phase.QUEUED


def test_limits_are_policy() -> None:
    patient = Policy(misses_to_offer=4, misses_to_hand_over=5, choices=2)
    known = facts(policy=patient, matches=TORN)

    asked = happens(replace(IN_TALK, misses=3), TextReceived("เท่าไหร่"), known)
    missed = happens(replace(IN_TALK, misses=3), NoChoiceFitted(), known)
    handed = happens(replace(IN_TALK, misses=4), NoChoiceFitted(), known)

    assert asked.state.choices == ("fee", "hours")
    assert missed.state == spoke(IN_TALK, misses=4, has_offer=True, offered="second_miss")
    assert handed.state.phase is Phase.QUEUED


def test_one_likely_article_is_asked_about_by_name() -> None:
    (say,) = happens(IN_TALK, TextReceived("เท่าไหร่"), facts(matches=(match(FEE, 0.36),))).effects

    assert isinstance(say, Say)
    assert (say.key, say.params) == ("answers.did_you_mean_one", {"title": "เรื่อง fee"})


def test_a_miss_before_did_you_mean_still_leaves_an_offer_before_the_handover() -> None:
    missed = happens(IN_TALK, TextReceived("อะไรสักอย่าง")).state
    asked = happens(missed, TextReceived("เท่าไหร่"), facts(matches=TORN)).state

    offered = happens(asked, TextReceived("อีกอย่างหนึ่ง"))

    assert [each.key for each in offered.effects if isinstance(each, Say)] == ["answers.miss_offer"]
