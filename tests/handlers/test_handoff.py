"""When does the bot give way to a person, and what happens in the line?"""

from dataclasses import replace

import pytest

from handlers.effects import Mark, OpenSession, Say, SetTimer, Tell
from handlers.events import (
    Acknowledged,
    AttachmentReceived,
    ChoiceTapped,
    Complained,
    Declined,
    Event,
    Greeted,
    LocationReceived,
    NoChoiceFitted,
    PersonAskedFor,
    QueueLeft,
    StickerReceived,
    TextReceived,
    Thanked,
    WaitAsked,
)
from handlers.messages import LINE_OPTIONS, MENU_OPTION, PERSON_OPTION, Candidate, Trail
from handlers.state import Decision, Phase
from tests.handlers.given import (
    BEFORE,
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
    QUEUED,
    SERVED,
    SURE,
    TORN,
    facts,
    happens,
    match,
    queued,
    spoke,
)

STILL_IN_LINE = Say("handoff.still_in_line", options=LINE_OPTIONS)
JOINED = spoke(
    IN_TALK,
    phase=Phase.QUEUED,
    had_handoff=True,
    reason="asked",
    queued_at=NOW,
    waiting_since=NOW,
    **PROMISED,
)


def test_asked_is_handed_over_in_that_turn() -> None:
    decision = happens(IN_TALK, PersonAskedFor(), facts(ahead=2))

    assert decision == Decision(JOINED, (Mark("handoff_asked", reason="asked"), queued(ahead=2), PROMISE))


@pytest.mark.parametrize("words", ["ขอคุยกับเจ้าหน้าที่", "คุยกับคน", "human", "agent", "ขอสายเจ้าหน้าที่ครับ"])
def test_asking_in_words_is_asking(words: str) -> None:
    decision = happens(IN_TALK, TextReceived(words), facts(matches=EXACT))

    assert decision.effects == (Mark("handoff_asked", reason="asked"), queued(), PROMISE)


@pytest.mark.parametrize(
    "words",
    [
        "ขอคุยกับเจ้าหน้าที่ค่ะ ของไม่มาเลย",
        "ของยังไม่ได้เลยค่ะ ขอคุยกับเจ้าหน้าที่หน่อย",
        "สั่งไปสามวันแล้วของไม่มา ขอสายเจ้าหน้าที่ด้วยค่ะ",
        "I want to speak to a person about my order",
        "can I talk to someone about my refund?",
    ],
)
def test_asking_with_the_reason_beside_it_is_asking(words: str) -> None:
    assert happens(IN_TALK, TextReceived(words), facts(matches=EXACT)).state.phase is Phase.QUEUED


def test_asking_with_the_first_word_opens_the_session_and_joins_the_line_in_one_turn() -> None:
    decision = happens(IDLE, PersonAskedFor(), facts(ahead=1))

    assert decision == Decision(
        replace(JOINED, language="th"),
        (
            OpenSession(),
            SetTimer("quiet", NOW + DAY),
            Say("welcome.disclosure"),
            Mark("handoff_asked", reason="asked"),
            queued(ahead=1),
            PROMISE,
        ),
    )


def test_joining_the_line_forgets_misses_and_choices() -> None:
    decision = happens(replace(IN_TALK, misses=2, choices=("fee", "hours")), PersonAskedFor())

    assert decision.state == JOINED


@pytest.mark.parametrize("event", [PersonAskedFor(), WaitAsked()])
def test_asking_again_neither_queues_twice_nor_restarts_the_wait(event: Event) -> None:
    decision = happens(QUEUED, event, facts(ahead=3))

    assert decision == Decision(spoke(QUEUED), (queued("handoff.still_queued", ahead=3),))


@pytest.mark.parametrize("words", ["รออีกนานไหม", "กี่คิว", "how long"])
def test_asking_how_long_in_words_tells_the_place_in_line(words: str) -> None:
    decision = happens(QUEUED, TextReceived(words))

    assert decision.effects == (queued("handoff.still_queued"),)


def test_leaving_the_line_starts_clean_with_the_bot_and_offers_a_person() -> None:
    decision = happens(replace(QUEUED, priority=1, reason="complaint"), QueueLeft())

    assert decision == Decision(
        spoke(IN_TALK, had_handoff=True),
        (Mark("left_queue"), Say("handoff.left", options=(PERSON_OPTION, MENU_OPTION))),
    )


@pytest.mark.parametrize("words", ["ยกเลิก", "ออกจากคิว", "leave the queue", "cancel"])
def test_leaving_in_words_is_leaving(words: str) -> None:
    decision = happens(QUEUED, TextReceived(words))

    assert decision.state.phase is Phase.BOT


@pytest.mark.parametrize("event", [QueueLeft(), WaitAsked()])
def test_a_tap_on_an_old_chip_changes_nothing_when_nobody_waits(event: Event) -> None:
    assert happens(IN_TALK, event) == Decision(spoke(IN_TALK))


def test_an_exact_hit_is_answered_while_queued_and_the_place_is_kept() -> None:
    decision = happens(QUEUED, TextReceived("ask fee"), facts(matches=EXACT))

    trail = Trail(
        "exact_while_queued",
        (Candidate("fee", "About fee", "ask fee", 1.0), Candidate("hours", "About hours", "ask hours", 0.3)),
    )
    assert decision == Decision(
        spoke(QUEUED, language="en"), (Tell("Answer fee", trail=trail), STILL_IN_LINE)
    )


def test_two_exact_hits_are_not_certain_while_queued() -> None:
    both = (match(FEE, 1.0, exact=True), match(HOURS, 1.0, exact=True))

    assert happens(QUEUED, TextReceived("ราคา"), facts(matches=both)) == Decision(spoke(QUEUED))


def test_a_tap_on_an_offered_article_is_answered_while_queued() -> None:
    decision = happens(QUEUED, ChoiceTapped("fee"), facts(article=FEE))

    trail = Trail("chosen", (Candidate("fee", "เรื่อง fee", "", 1.0),))
    assert decision == Decision(spoke(QUEUED), (Tell("คำตอบ fee ค่ะ", trail=trail), STILL_IN_LINE))


@pytest.mark.parametrize("matches", [SURE, TORN, NOTHING, ()])
def test_anything_less_than_exact_is_left_to_the_person_while_queued(matches: object) -> None:
    decision = happens(QUEUED, TextReceived("ราคา"), facts(matches=matches))

    assert decision == Decision(spoke(QUEUED))


@pytest.mark.parametrize(
    "event",
    [
        Greeted(),
        Thanked(),
        Acknowledged(),
        Declined(),
        NoChoiceFitted(),
        LocationReceived(),
        ChoiceTapped("gone"),
        StickerReceived(),
    ],
)
def test_nothing_else_is_answered_while_queued(event: Event) -> None:
    assert happens(QUEUED, event) == Decision(spoke(QUEUED))


def test_a_slip_is_acknowledged_while_queued() -> None:
    decision = happens(QUEUED, AttachmentReceived("image"))

    said = (Say("attachments.received_in_line", options=LINE_OPTIONS),)
    assert decision == Decision(spoke(QUEUED), said)


def test_who_complains_while_queued_goes_ahead_without_another_word() -> None:
    decision = happens(QUEUED, TextReceived("บริการแย่มาก"))

    assert decision == Decision(spoke(QUEUED, priority=1, reason="complaint"))


@pytest.mark.parametrize(
    "event",
    [
        TextReceived("ask fee"),
        PersonAskedFor(),
        QueueLeft(),
        WaitAsked(),
        Greeted(),
        Thanked(),
        Complained("!"),
        Acknowledged(),
        Declined(),
        ChoiceTapped("fee"),
        NoChoiceFitted(),
        AttachmentReceived("audio"),
        LocationReceived(),
        StickerReceived(),
    ],
)
def test_the_bot_is_silent_while_a_person_serves(event: Event) -> None:
    answered = replace(SERVED, language="en", waiting_since=None)

    decision = happens(answered, event, facts(matches=EXACT, article=FEE))

    assert decision == Decision(spoke(answered, waiting_since=NOW))


def test_the_wait_for_an_answer_counts_from_the_first_unanswered_word() -> None:
    decision = happens(SERVED, TextReceived("hello?"))

    assert decision.state.waiting_since == BEFORE


def test_a_complaint_is_offered_a_person_first() -> None:
    decision = happens(replace(IN_TALK, choices=("fee",)), TextReceived("บริการแย่มาก"))

    upset = spoke(IN_TALK, priority=1, reason="complaint", has_offer=True)
    assert decision == Decision(upset, (Say("answers.sorry_offer", options=OFFER),))


def test_a_complaint_with_the_first_word_opens_the_session_and_offers() -> None:
    decision = happens(IDLE, Complained("!"))

    assert decision.state == spoke(IN_TALK, priority=1, reason="complaint", has_offer=True)
    assert decision.effects[-1] == Say("answers.sorry_offer", options=OFFER)


def test_a_complaint_goes_ahead_of_the_line_once_the_offer_is_taken() -> None:
    upset = replace(IN_TALK, priority=1, reason="complaint")

    decision = happens(upset, PersonAskedFor())

    assert decision == Decision(
        replace(JOINED, priority=1, reason="complaint"),
        (Mark("handoff_asked", reason="complaint"), queued(), PROMISE),
    )


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
def test_slips_files_and_voice_are_acknowledged_and_a_person_offered(kind: str) -> None:
    decision = happens(IN_TALK, AttachmentReceived(kind))

    said = (Say("attachments.received", options=OFFER),)
    assert decision == Decision(spoke(IN_TALK, has_offer=True, offered="attachment"), said)


def test_a_place_is_acknowledged_and_a_person_offered() -> None:
    decision = happens(IN_TALK, LocationReceived())

    said = (Say("attachments.place", options=OFFER),)
    assert decision == Decision(spoke(IN_TALK, has_offer=True, offered="attachment"), said)


def test_a_sticker_never_brings_a_person_nor_counts_as_a_miss() -> None:
    nearly = replace(IN_TALK, misses=2, choices=("fee",))

    assert happens(nearly, StickerReceived()) == Decision(spoke(nearly))
