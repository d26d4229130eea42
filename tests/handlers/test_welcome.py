"""Hello and goodbye: who follows is greeted once, and news never loses to what is older."""

from dataclasses import replace

import pytest

from handlers.effects import BlankMessage, CloseSession, Mark, OpenSession, Say, SetTimer
from handlers.events import (
    Acknowledged,
    Event,
    Followed,
    Greeted,
    GroupJoined,
    Ignored,
    MessageUnsent,
    StickerReceived,
    TextReceived,
    Thanked,
    Unfollowed,
)
from handlers.menu import menu_lines
from handlers.messages import LINE_OPTIONS
from handlers.state import Decision, State
from tests.handlers.given import (
    BEFORE,
    DAY,
    IDLE,
    IN_TALK,
    NOW,
    OFFER,
    PLACES,
    QUEUED,
    SERVED,
    happens,
    spoke,
)


def test_a_new_follower_gets_one_greeting_that_says_who_speaks() -> None:
    decision = happens(IDLE, Followed(NOW))

    assert decision == Decision(
        replace(IDLE, knows_bot=True, follow_changed_at=NOW, has_menu=True),
        (Say("welcome.follow", {"menu": menu_lines("th")}, options=OFFER),),
    )


def test_who_was_greeted_is_not_told_again_that_this_is_a_bot() -> None:
    greeted = happens(IDLE, Followed(NOW)).state

    decision = happens(greeted, Greeted())

    assert decision.effects == (
        OpenSession(),
        SetTimer("quiet", NOW + DAY),
        Say("welcome.hello", options=OFFER),
    )


def test_who_comes_back_without_ever_having_met_the_bot_is_told_who_speaks() -> None:
    stranger = replace(IDLE, is_blocked=True, follow_changed_at=BEFORE)

    decision = happens(stranger, Followed(NOW, is_unblocked=True))

    assert decision == Decision(
        replace(IDLE, knows_bot=True, follow_changed_at=NOW, has_menu=True),
        (Say("welcome.follow", {"menu": menu_lines("th")}, options=OFFER),),
    )


def test_who_comes_back_is_welcomed_back_and_no_longer_blocked() -> None:
    gone = replace(IDLE, knows_bot=True, is_blocked=True, follow_changed_at=BEFORE)

    decision = happens(gone, Followed(NOW, is_unblocked=True))

    assert decision == Decision(
        replace(gone, is_blocked=False, follow_changed_at=NOW), (Say("welcome.back", options=OFFER),)
    )


@pytest.mark.parametrize("at", [NOW - 1, NOW])
@pytest.mark.parametrize("place", PLACES)
def test_only_a_follow_newer_than_the_last_block_counts(place: State, at: int) -> None:
    gone = replace(place, is_blocked=True, follow_changed_at=NOW)

    assert happens(gone, Followed(at)) == Decision(gone)


@pytest.mark.parametrize("at", [NOW - 1, NOW])
@pytest.mark.parametrize("place", PLACES)
def test_only_a_block_newer_than_the_last_follow_counts(place: State, at: int) -> None:
    friend = replace(place, follow_changed_at=NOW)

    assert happens(friend, Unfollowed(at)) == Decision(friend)


@pytest.mark.parametrize("place", PLACES)
def test_the_same_follow_twice_is_greeted_once(place: State) -> None:
    once = happens(place, Followed(NOW)).state

    assert happens(once, Followed(NOW)) == Decision(once)


@pytest.mark.parametrize("place", [IDLE, IN_TALK, SERVED])
def test_a_block_is_remembered_and_measured(place: State) -> None:
    decision = happens(place, Unfollowed(NOW))

    assert decision == Decision(replace(place, is_blocked=True, follow_changed_at=NOW), (Mark("blocked"),))


def test_who_blocks_while_waiting_has_left_the_line() -> None:
    decision = happens(QUEUED, Unfollowed(NOW))

    assert decision == Decision(
        State(knows_bot=True, is_blocked=True, follow_changed_at=NOW, last_contact_at=BEFORE),
        (Mark("blocked"), Mark("abandoned"), CloseSession("abandoned")),
    )


def test_a_follow_is_only_noted_while_a_person_serves() -> None:
    decision = happens(SERVED, Followed(NOW))

    assert decision == Decision(replace(SERVED, follow_changed_at=NOW))


@pytest.mark.parametrize("is_unblocked", [True, False])
def test_a_follow_while_queued_is_greeted_and_the_place_is_kept(is_unblocked: bool) -> None:
    decision = happens(QUEUED, Followed(NOW, is_unblocked))

    assert decision == Decision(
        replace(QUEUED, follow_changed_at=NOW),
        (Say("welcome.back"), Say("handoff.still_in_line", options=LINE_OPTIONS)),
    )


def test_a_follow_in_the_middle_of_a_talk_leaves_the_talk_as_it_was() -> None:
    talking = replace(IN_TALK, misses=1, choices=("fee",))

    decision = happens(talking, Followed(NOW))

    assert decision.state == replace(talking, follow_changed_at=NOW, has_menu=True)


@pytest.mark.parametrize("words", ["สวัสดีค่ะ", "hello", "hi"])
def test_a_hello_is_answered_with_a_hello_and_is_no_miss(words: str) -> None:
    decision = happens(replace(IN_TALK, misses=2), TextReceived(words))

    assert decision.effects == (Say("welcome.hello", options=OFFER),)
    assert decision.state.misses == 2


def test_thanks_are_no_question_and_no_miss() -> None:
    decision = happens(replace(IN_TALK, misses=2), Thanked())

    assert decision == Decision(spoke(IN_TALK, misses=2), (Say("welcome.thanks", options=OFFER),))


@pytest.mark.parametrize("event", [StickerReceived(), Acknowledged()])
def test_a_sticker_or_a_nod_out_of_the_blue_is_greeted_and_opens_nothing(event: Event) -> None:
    decision = happens(replace(IDLE, knows_bot=True), event)

    assert decision == Decision(spoke(replace(IDLE, knows_bot=True)), (Say("welcome.hello", options=OFFER),))


@pytest.mark.parametrize("event", [StickerReceived(), Acknowledged()])
def test_a_sticker_or_a_nod_of_a_stranger_is_told_who_speaks_and_opens_nothing(event: Event) -> None:
    decision = happens(IDLE, event)

    assert decision == Decision(
        spoke(replace(IDLE, knows_bot=True)),
        (Say("welcome.disclosure"), Say("welcome.hello", options=OFFER)),
    )


def test_a_group_is_told_politely_that_talks_are_one_to_one() -> None:
    assert happens(IDLE, GroupJoined()) == Decision(IDLE, (Say("welcome.group"),))


@pytest.mark.parametrize("place", PLACES)
def test_an_unsent_message_is_blanked_and_nothing_is_said(place: State) -> None:
    assert happens(place, MessageUnsent("123")) == Decision(place, (BlankMessage("123"),))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_ours_changes_nothing(place: State) -> None:
    assert happens(place, Ignored("beacon")) == Decision(place)
