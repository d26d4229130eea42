"""Hello and goodbye: a contact follows, greets, thanks, blocks."""

from dataclasses import replace

from handlers.effects import CloseSession, Effect, Mark, Say
from handlers.events import Followed, Greeted, GroupJoined, StickerReceived, Thanked, Unfollowed
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION
from handlers.state import Decision, Phase, State, fresh


def greet_follower(state: State, event: Followed, facts: Facts) -> Decision:
    """One reply that says hello, that this is a bot, and how to reach a person."""
    if event.at < state.follow_changed_at:
        return Decision(state)
    key = "welcome.back" if event.is_unblocked else "welcome.follow"
    seen = _followed(state, event)
    return Decision(replace(seen, knows_bot=True), (Say(key, options=(PERSON_OPTION,)),))


def note_follow(state: State, event: Followed, facts: Facts) -> Decision:
    """A person is serving, so the bot keeps quiet and only remembers."""
    if event.at < state.follow_changed_at:
        return Decision(state)
    return Decision(_followed(state, event))


def note_block(state: State, event: Unfollowed, facts: Facts) -> Decision:
    """Nothing can reach a contact who blocked us; one still waiting has left the queue."""
    if event.at < state.follow_changed_at:
        return Decision(state)
    blocked = replace(state, is_blocked=True, follow_changed_at=event.at)
    effects: tuple[Effect, ...] = (Mark("blocked"),)
    if state.phase is not Phase.QUEUED:
        return Decision(blocked, effects)
    return Decision(fresh(blocked), (*effects, Mark("abandoned"), CloseSession("abandoned")))


def greet_back(state: State, event: Greeted | StickerReceived, facts: Facts) -> Decision:
    """A hello is answered with a hello and an invitation to ask."""
    return Decision(state, (Say("welcome.hello", options=(PERSON_OPTION,)),))


def accept_thanks(state: State, event: Thanked, facts: Facts) -> Decision:
    """Thanks are no question and no miss."""
    return Decision(state, (Say("welcome.thanks", options=(PERSON_OPTION,)),))


def decline_group(state: State, event: GroupJoined, facts: Facts) -> Decision:
    """One polite sentence: conversations are one to one."""
    return Decision(state, (Say("welcome.group"),))


def _followed(state: State, event: Followed) -> State:
    return replace(state, is_blocked=False, follow_changed_at=event.at)
