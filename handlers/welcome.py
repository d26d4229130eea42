"""Hello and goodbye: a contact follows, greets, thanks, blocks."""

from handlers.changing import replace
from handlers.effects import CloseSession, Effect, Mark, Say
from handlers.events import (
    Acknowledged,
    Declined,
    Followed,
    Greeted,
    GroupJoined,
    MenuAsked,
    StickerReceived,
    Unfollowed,
)
from handlers.facts import Facts
from handlers.menu import menu_lines, menu_options
from handlers.messages import LINE_OPTIONS, PERSON_OPTION
from handlers.state import IN_LINE, Decision, State, fresh


def greet_follower(state: State, event: Followed, facts: Facts) -> Decision:
    """One reply that says hello, that this is a bot, and how to reach a person."""
    if event.at <= state.follow_changed_at:
        return Decision(state)
    seen = replace(_followed(state, event), knows_bot=True)
    if event.is_unblocked and state.knows_bot:
        return Decision(seen, (Say("welcome.back", options=(PERSON_OPTION,)),))
    hello = Say("welcome.follow", {"menu": menu_lines(state.language)}, options=(PERSON_OPTION,))
    return Decision(replace(seen, has_menu=True), (hello,))


def show_menu(state: State, event: MenuAsked, facts: Facts) -> Decision:
    """The menu in words: LINE for PC shows no menu below the chat."""
    listed = Say("welcome.menu", {"menu": menu_lines(state.language)}, options=menu_options(state.language))
    return Decision(replace(state, has_menu=True, choices=()), (listed,))


def greet_follower_in_line(state: State, event: Followed, facts: Facts) -> Decision:
    """Back while still waiting: greeted, and still in line."""
    if event.at <= state.follow_changed_at:
        return Decision(state)
    seen = replace(_followed(state, event), knows_bot=True)
    return Decision(seen, (Say("welcome.back"), Say("handoff.still_in_line", options=LINE_OPTIONS)))


def note_follow(state: State, event: Followed, facts: Facts) -> Decision:
    """A person is serving, so the bot keeps quiet and only remembers."""
    if event.at <= state.follow_changed_at:
        return Decision(state)
    return Decision(_followed(state, event))


def note_block(state: State, event: Unfollowed, facts: Facts) -> Decision:
    """Nothing can reach a contact who blocked us; one still waiting has left the queue."""
    if event.at <= state.follow_changed_at:
        return Decision(state)
    blocked = replace(state, is_blocked=True, follow_changed_at=event.at)
    effects: tuple[Effect, ...] = (Mark("blocked"),)
    if state.phase not in IN_LINE:
        return Decision(blocked, effects)
    return Decision(fresh(blocked), (*effects, Mark("abandoned"), CloseSession("abandoned")))


def greet_sticker(state: State, event: StickerReceived | Acknowledged, facts: Facts) -> Decision:
    """A sticker or a nod out of the blue is a hello; it opens no session."""
    disclosure = () if state.knows_bot else (Say("welcome.disclosure"),)
    hello = Say("welcome.hello", options=(PERSON_OPTION,))
    return Decision(replace(state, knows_bot=True), (*disclosure, hello))


def greet_back(state: State, event: Greeted, facts: Facts) -> Decision:
    """A hello is answered with a hello and an invitation to ask."""
    return Decision(state, (Say("welcome.hello", options=(PERSON_OPTION,)),))


def accept_no(state: State, event: Declined, facts: Facts) -> Decision:
    """No person wanted after all; a complaint withdrawn no longer goes ahead of the line."""
    calm = replace(state, priority=0, reason="")
    return Decision(calm, (Say("welcome.declined", options=(PERSON_OPTION,)),))


def decline_group(state: State, event: GroupJoined, facts: Facts) -> Decision:
    """One polite sentence: conversations are one to one."""
    return Decision(state, (Say("welcome.group"),))


def _followed(state: State, event: Followed) -> State:
    return replace(state, is_blocked=False, follow_changed_at=event.at)
