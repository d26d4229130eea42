"""The agent's side: one winner, one owner, one voice."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    AgentSentPicture,
    HandedBack,
    ResendAsked,
    Resolved,
)
from handlers.effects import CloseSession, DropUnsent, Mark, Resend, Say, SayAsAgent
from handlers.events import Event
from handlers.rich import Picture
from handlers.state import Decision, Phase, Refused, State
from tests.handlers.given import BEFORE, BEN, IDLE, IN_TALK, NOK, NOW, OFFER, QUEUED, SERVED, facts, happens

CLICKS: list[Callable[[int], Event]] = [
    lambda agent: AgentReplied(agent, "Ben", "hello"),
    HandedBack,
    Resolved,
    lambda agent: ResendAsked(agent, 5),
]


def test_a_claim_makes_the_agent_the_owner_and_drops_what_the_bot_had_not_sent() -> None:
    decision = happens(QUEUED, AgentClaimed(NOK, "Nok"))

    assert decision == Decision(SERVED, (DropUnsent(), Mark("claimed", agent_id=NOK)))


def test_a_claim_out_of_a_talk_with_the_bot_forgets_its_misses_and_choices() -> None:
    decision = happens(replace(IN_TALK, misses=2, choices=("fee",)), AgentClaimed(NOK, "Nok"))

    assert decision == Decision(
        replace(
            IN_TALK,
            phase=Phase.WITH_AGENT,
            had_handoff=True,
            agent_id=NOK,
            agent_name="Nok",
            last_agent_id=NOK,
        ),
        (DropUnsent(), Mark("claimed", agent_id=NOK)),
    )


def test_two_claims_have_one_winner_and_the_second_learns_who_won() -> None:
    won = happens(QUEUED, AgentClaimed(NOK, "Nok")).state

    with pytest.raises(Refused) as refused:
        happens(won, AgentClaimed(BEN, "Ben"))

    assert (refused.value.key, refused.value.params) == ("service.already_claimed", {"name": "Nok"})


def test_claiming_ones_own_again_is_harmless() -> None:
    assert happens(SERVED, AgentClaimed(NOK, "Nok")) == Decision(SERVED)


def test_a_talk_nobody_has_opened_cannot_be_claimed() -> None:
    with pytest.raises(Refused) as refused:
        happens(IDLE, AgentClaimed(NOK, "Nok"))

    assert refused.value.key == "service.nothing_open"


@pytest.mark.parametrize("click", CLICKS)
def test_whoever_is_not_the_owner_is_refused_by_name_of_the_owner(click: Callable[[int], Event]) -> None:
    with pytest.raises(Refused) as refused:
        happens(SERVED, click(BEN))

    assert (refused.value.key, refused.value.params) == ("service.not_yours", {"name": "Nok"})


@pytest.mark.parametrize("place", [IDLE, IN_TALK, QUEUED])
@pytest.mark.parametrize("click", CLICKS)
def test_speaking_or_ending_needs_a_claim_first(place: State, click: Callable[[int], Event]) -> None:
    with pytest.raises(Refused) as refused:
        happens(place, click(NOK))

    assert refused.value.key == "service.claim_first"


def test_the_owner_speaks_under_their_own_name_and_nobody_waits_any_more() -> None:
    decision = happens(SERVED, AgentReplied(NOK, "Nok", "สวัสดีค่ะ"))

    assert decision == Decision(
        replace(SERVED, waiting_since=None, is_answered=True),
        (SayAsAgent("สวัสดีค่ะ", NOK, "Nok"), Mark("agent_replied", agent_id=NOK)),
    )


@pytest.mark.parametrize("empty", ["", " ", "\n\t", "\u3000"])
def test_an_empty_reply_is_refused(empty: str) -> None:
    with pytest.raises(Refused) as refused:
        happens(SERVED, AgentReplied(NOK, "Nok", empty))

    assert refused.value.key == "service.empty_reply"


@pytest.mark.parametrize("text", ["a" * 5001, "ก" * 5001, "😊" * 2501, "\ud800" * 5001])
def test_a_reply_longer_than_line_takes_is_refused_and_says_how_much_it_takes(text: str) -> None:
    with pytest.raises(Refused) as refused:
        happens(SERVED, AgentReplied(NOK, "Nok", text))

    assert (refused.value.key, refused.value.params) == ("service.too_long", {"most": 5000})


@pytest.mark.parametrize("text", ["ก" * 5000, "😊" * 2500])
def test_a_reply_just_as_long_as_line_takes_is_sent_whole(text: str) -> None:
    assert happens(SERVED, AgentReplied(NOK, "Nok", text)).effects[0] == SayAsAgent(text, NOK, "Nok")


def test_after_hand_back_the_bot_says_so_and_starts_clean() -> None:
    decision = happens(replace(SERVED, priority=1, reason="complaint"), HandedBack(NOK))

    assert decision == Decision(
        State(Phase.BOT, knows_bot=True, had_handoff=True, last_contact_at=BEFORE, last_agent_id=NOK),
        (Mark("handed_back", agent_id=NOK), Say("service.handed_back", options=OFFER)),
    )


def test_resolving_closes_the_session_and_keeps_only_what_is_true_of_the_person() -> None:
    person = replace(SERVED, language="ja", follow_changed_at=5, priority=1)

    decision = happens(person, Resolved(NOK, is_surveyed=False))

    kept = State(
        language="ja", knows_bot=True, follow_changed_at=5, last_contact_at=BEFORE, last_agent_id=NOK
    )
    assert decision == Decision(
        replace(kept, resolved_at=NOW),
        (Mark("resolved", agent_id=NOK), CloseSession("resolved", agent_id=NOK)),
    )


def test_a_doubtful_bubble_goes_out_again_only_on_its_owners_word() -> None:
    assert happens(SERVED, ResendAsked(NOK, 5)) == Decision(SERVED, (Resend(5, NOK),))


def test_nothing_an_agent_does_counts_as_the_contact_speaking() -> None:
    later = facts(now=BEFORE + 1)

    states = [happens(SERVED, click(NOK), later).state for click in CLICKS]

    assert {each.last_contact_at for each in states} == {BEFORE}


@given(
    seen=st.none() | st.integers(0, 9), newest=st.integers(0, 9), end=st.sampled_from([HandedBack, Resolved])
)
def test_nobody_ends_a_conversation_past_a_word_they_had_not_seen(
    seen: int | None, newest: int, end: type[HandedBack | Resolved]
) -> None:
    if seen is not None and newest > seen:
        with pytest.raises(Refused) as refused:
            happens(SERVED, end(NOK, seen=seen), facts(newest_heard=newest))
        assert refused.value.key == "service.unread"
    else:
        assert happens(SERVED, end(NOK, seen=seen), facts(newest_heard=newest)).state.agent_id is None


@given(seen=st.none() | st.integers(0, 9), newest=st.integers(0, 9), has_picture=st.booleans())
def test_an_answer_goes_out_only_to_the_word_it_answers(
    seen: int | None, newest: int, has_picture: bool
) -> None:
    picture = Picture("https://shop.example/m/a", "https://shop.example/m/a/preview", 1)
    reply = AgentReplied(NOK, "Nok", "ได้เลยค่ะ", seen=seen)
    shown = AgentSentPicture(NOK, "Nok", picture, "ได้เลยค่ะ", seen=seen)
    known = facts(newest_heard=newest)

    if seen is not None and newest > seen:
        with pytest.raises(Refused) as refused:
            happens(SERVED, shown if has_picture else reply, known)
        assert refused.value.key == "service.stale"
    else:
        decision = happens(SERVED, shown if has_picture else reply, known)
        assert decision.state.waiting_since is None
        assert Mark("agent_replied", agent_id=NOK) in decision.effects
