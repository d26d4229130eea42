"""What do a plain yes, no or ok mean? Only what the bot has just said, and never a question."""

from dataclasses import replace

import pytest

from faq import Intent, intent_of
from handlers import hear
from handlers.effects import Mark, Say
from handlers.events import (
    Acknowledged,
    AttachmentReceived,
    ChoiceTapped,
    Complained,
    Declined,
    Event,
    Followed,
    Greeted,
    LocationReceived,
    NoChoiceFitted,
    PersonAskedFor,
    StickerReceived,
    TextReceived,
    Thanked,
)
from handlers.state import Decision, Phase, State
from tests.handlers.given import (
    FEE,
    IDLE,
    IN_TALK,
    NOTHING,
    NOW,
    OFFER,
    PLACES,
    PROMISE,
    QUEUED,
    SERVED,
    SURE,
    facts,
    happens,
    queued,
    spoke,
)

YES = ["ใช่ค่ะ", "ได้ค่ะ", "yes please", "yes"]
NO = ["ไม่ค่ะ", "no", "no thanks"]
NODS = ["โอเคค่ะ", "ค่ะ", "ok", "👍", "555"]
BOTH = [*YES, *NO, *NODS]
OFFERED = replace(IN_TALK, has_offer=True)


def heard(state: State, words: str) -> Event:
    _, event = hear(state, TextReceived(words))
    return event


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        *((w, Intent.YES) for w in YES),
        *((w, Intent.NO) for w in NO),
        *((w, Intent.ACKNOWLEDGE) for w in NODS),
    ],
)
def test_the_words_here_are_what_they_are_taken_for(words: str, intent: Intent) -> None:
    assert intent_of(words) is intent


@pytest.mark.parametrize(
    "event",
    [
        Complained("!"),
        AttachmentReceived("image"),
        LocationReceived(),
        TextReceived("ฟหกด"),
        NoChoiceFitted(),
        ChoiceTapped("gone"),
    ],
)
def test_an_offer_of_a_person_is_remembered(event: Event) -> None:
    decision = happens(replace(IN_TALK, misses=1), event, facts(matches=NOTHING))

    assert decision.state.has_offer


@pytest.mark.parametrize("event", [TextReceived("ฟหกด"), NoChoiceFitted()])
def test_the_first_miss_is_no_offer(event: Event) -> None:
    assert not happens(IN_TALK, event).state.has_offer


@pytest.mark.parametrize("words", ["ค่าส่ง", "สวัสดีค่ะ", "ขอบคุณค่ะ", "1", "", *BOTH])
@pytest.mark.parametrize("place", PLACES)
def test_an_offer_is_good_for_the_very_next_word_only(place: State, words: str) -> None:
    state, _ = hear(replace(place, has_offer=True), TextReceived(words))

    assert not state.has_offer


@pytest.mark.parametrize(
    "event", [ChoiceTapped("fee"), Followed(NOW), PersonAskedFor()], ids=lambda event: type(event).__name__
)
def test_an_offer_is_gone_once_the_bot_has_said_something_else(event: Event) -> None:
    assert not happens(OFFERED, event, facts(article=FEE)).state.has_offer


def test_a_sticker_between_offer_and_answer_leaves_the_offer_standing() -> None:
    assert happens(OFFERED, StickerReceived()).state.has_offer


@pytest.mark.parametrize("words", YES)
def test_a_yes_to_the_offer_is_asking_for_a_person(words: str) -> None:
    upset = happens(IN_TALK, Complained("!")).state

    decision = happens(upset, TextReceived(words))

    assert decision.effects == (Mark("handoff_asked", reason="complaint"), queued(), PROMISE)
    assert decision.state.phase is Phase.QUEUED


@pytest.mark.parametrize("words", NO)
def test_a_no_to_the_offer_withdraws_the_complaint_and_is_taken_kindly(words: str) -> None:
    upset = happens(IN_TALK, Complained("!")).state

    decision = happens(upset, TextReceived(words))

    assert decision.effects == (Say("welcome.declined", options=OFFER),)
    assert (decision.state.priority, decision.state.reason) == (0, "")
    assert decision.state.phase is Phase.BOT


def test_a_no_to_the_offer_keeps_the_misses_that_led_to_it() -> None:
    decision = happens(replace(IN_TALK, misses=2), Declined())

    assert decision == Decision(spoke(IN_TALK, misses=2), (Say("welcome.declined", options=OFFER),))


@pytest.mark.parametrize("words", NODS)
def test_a_nod_to_the_offer_is_no_yes(words: str) -> None:
    assert heard(OFFERED, words) == Acknowledged()


@pytest.mark.parametrize("words", NO)
@pytest.mark.parametrize("has_offer", [True, False])
def test_a_no_to_did_you_mean_is_that_no_choice_fitted(words: str, has_offer: bool) -> None:
    asked = replace(IN_TALK, misses=1, choices=("fee", "hours"), has_offer=has_offer)

    assert heard(asked, words) == NoChoiceFitted()


@pytest.mark.parametrize("words", YES)
def test_a_yes_to_a_single_choice_is_that_choice(words: str) -> None:
    assert heard(replace(IN_TALK, choices=("fee",)), words) == ChoiceTapped("fee")


@pytest.mark.parametrize("words", [*YES, *NODS])
def test_a_yes_or_ok_to_several_choices_leaves_them_on_the_table(words: str) -> None:
    asked = replace(IN_TALK, misses=1, choices=("fee", "hours"))

    assert happens(asked, TextReceived(words)) == Decision(replace(spoke(asked), language=spoken(words)))


def spoken(words: str) -> str:
    return "en" if words.startswith(("y", "n", "o")) else "th"


@pytest.mark.parametrize("words", BOTH)
@pytest.mark.parametrize("place", [IN_TALK, QUEUED, SERVED], ids=lambda place: place.phase)
def test_yes_no_and_ok_in_a_talk_are_neither_answered_nor_missed(place: State, words: str) -> None:
    decision = happens(place, TextReceived(words), facts(matches=SURE))

    assert decision == Decision(replace(spoke(place), language=spoken(words)))


@pytest.mark.parametrize("words", BOTH)
def test_yes_no_and_ok_out_of_the_blue_are_a_hello(words: str) -> None:
    decision = happens(IDLE, TextReceived(words))

    assert decision.effects == (Say("welcome.disclosure"), Say("welcome.hello", options=OFFER))
    assert decision.state.phase is Phase.IDLE


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.phase)
def test_a_no_to_an_offer_long_gone_is_silent_outside_a_talk(place: State) -> None:
    if place.phase not in (Phase.BOT, Phase.FLOW):
        assert happens(place, Declined()) == Decision(spoke(place))


@pytest.mark.parametrize("event", [Greeted(), Thanked(), Acknowledged()])
def test_courtesy_leaves_misses_and_choices_as_they_were(event: Event) -> None:
    asked = replace(IN_TALK, misses=1, choices=("fee", "hours"))

    assert happens(asked, event).state == spoke(asked)
