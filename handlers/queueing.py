"""How a conversation joins the line: one rule, used by every handler that hands over.

Whoever joins is told honestly how many are ahead and how long it takes, or when somebody will be here.
"""

from handlers.assignment import team_for
from handlers.changing import replace
from handlers.effects import Effect, Mark, Say
from handlers.events import (
    Event,
    MessageWanted,
    PersonAskedFor,
    TextReceived,
    TimerFired,
    WaitAsked,
)
from handlers.facts import Facts
from handlers.hours import Hours, is_open, opens_next
from handlers.messages import LINE_OPTIONS, TAKEN_OPTIONS, TAKING_OPTIONS, Option
from handlers.policy import Policy
from handlers.state import Decision, Phase, State
from handlers.when import when


def join_queue(state: State, facts: Facts, reason: str) -> Decision:
    """Stand in line from now on; while the shop is closed, leave a message for when it opens."""
    given = state.reason or reason
    topics = facts.topics | {state.topic} | ({state.brief.topic} if state.brief else set())
    waiting = replace(
        state,
        phase=Phase.QUEUED,
        queued_at=facts.now,
        reason=given,
        priority=state.priority + int(facts.is_vip),
        team_id=team_for(topics, state.language, facts.shop.crews),
        misses=0,
        choices=(),
        had_handoff=True,
    )
    asked = Mark("handoff_asked", reason=given)
    if is_open(hours_for(waiting, facts), facts.now):
        return Decision(waiting, (asked, place_in_line("handoff.queued", facts)))
    marks: tuple[Effect, ...] = (asked, Mark("after_hours"))
    if waiting.brief is not None:
        # All of it was told to the bot already: there is nothing left to write down.
        taken = replace(waiting, is_follow_up=True)
        return Decision(taken, (*marks, taken_until_open("handoff.closed_taken", taken, facts)))
    return Decision(replace(waiting, phase=Phase.TAKING_MESSAGE), (*marks, closed(waiting, facts)))


def hours_for(state: State, facts: Facts) -> Hours:
    """When the people who will serve this are here."""
    return facts.shop.hours_of(state.team_id)


def place_in_line(key: str, facts: Facts) -> Say:
    """`key` when somebody is ahead, else its `_next` twin; `_wait` where the usual wait is known."""
    params: dict[str, str | int] = {"ahead": facts.ahead} if facts.ahead else {}
    name = key if facts.ahead else f"{key}_next"
    if facts.span is not None:
        name = f"{name}_wait"
        params |= {"low": facts.span.low, "high": facts.span.high}
    return Say(name, params, options=LINE_OPTIONS)


def how_it_stands(state: State, facts: Facts) -> Say:
    """The place in line, or when somebody will be here to answer what was left."""
    if not is_open(hours_for(state, facts), facts.now):
        return taken_until_open("handoff.still_closed", state, facts)
    if state.is_follow_up:
        return Say("handoff.still_taken", options=TAKEN_OPTIONS)
    return place_in_line("handoff.still_queued", facts)


def tell_once_more(state: State, facts: Facts) -> Decision:
    """One update for who waits long, and only where it costs nothing."""
    waited = facts.now - (state.queued_at or facts.now)
    is_time = waited >= facts.policy.update_after_ms and facts.can_reply_free
    if state.is_follow_up or state.has_update or not is_time:
        return Decision(state)
    return Decision(replace(state, has_update=True), (how_it_stands(state, facts),))


def is_about_line(state: State, event: Event, now: int, policy: Policy) -> bool:
    """Can this event, of one who is in line, end with a word about how it stands?"""
    if isinstance(event, TextReceived | TimerFired):
        is_told = state.has_update or state.is_follow_up or state.phase is not Phase.QUEUED
        return not is_told and now - (state.queued_at or now) >= policy.update_after_ms
    return isinstance(event, PersonAskedFor | WaitAsked | MessageWanted)


def closed(state: State, facts: Facts) -> Say:
    """Nobody is here: when somebody will be, and that a message can be left."""
    opens = opens_words(state, facts)
    if opens is None:
        return Say("handoff.closed_long", options=TAKING_OPTIONS)
    return Say("handoff.closed", {"opens": opens}, options=TAKING_OPTIONS)


def taken_until_open(key: str, state: State, facts: Facts) -> Say:
    """`key` with the moment of opening; its `_long` twin where none is in sight."""
    opens = opens_words(state, facts)
    if opens is None:
        return Say(f"{key}_long", options=TAKEN_OPTIONS)
    return Say(key, {"opens": opens}, options=TAKEN_OPTIONS)


def opens_words(state: State, facts: Facts) -> str | None:
    """When somebody will be here, in the contact's words; None when no opening is in sight."""
    hours = hours_for(state, facts)
    opens = opens_next(hours, facts.now)
    return None if opens is None else when(opens, facts.now, hours.zone, state.language)


def options_in_line(state: State) -> tuple[Option, ...]:
    """What one who waits, or is owed an answer, may tap."""
    return TAKEN_OPTIONS if state.is_follow_up else LINE_OPTIONS


def for_team(state: State) -> Decision:
    """What the bot does not know, said once: what comes next is for the person, until the menu is back."""
    waiting = replace(state, is_browsing=False, choices=())
    return Decision(waiting, (Say("handoff.for_team", options=options_in_line(state)),))
