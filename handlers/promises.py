"""The clock of a promise: somebody is warned before it breaks, and the customer hears it when it has."""

from handlers.changing import replace
from handlers.effects import Mark, Say, SetTimer
from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.hours import is_open
from handlers.messages import TAKEN_OPTIONS
from handlers.owing import PROMISE, TARGET, owed_now, promised
from handlers.queueing import hours_for, taken_until_open, tell_once_more
from handlers.state import Decision, State


def keep_or_break(state: State, event: TimerFired, facts: Facts) -> Decision:
    """Still in line: warn the team; then say sorry once, and keep what was written for an answer."""
    if state.promised_at is None or state.promise_warn_at is None:
        return Decision(state)
    if facts.now < state.promise_warn_at:
        return Decision(state, (SetTimer(PROMISE, state.promise_warn_at),))
    if facts.now < state.promised_at:
        told = tell_once_more(state, facts)
        return Decision(
            told.state, (Mark("promise_at_risk"), SetTimer(PROMISE, state.promised_at), *told.effects)
        )
    broken = Mark("promise_broken")
    if state.is_follow_up:
        # Told already that it would take a while: a second apology helps nobody, a person does.
        return Decision(replace(state, promised_at=None, promise_warn_at=None), (broken,))
    later = replace(state, is_follow_up=True)
    if is_open(hours_for(state, facts), facts.now):
        say = Say("handoff.sorry_busy", options=TAKEN_OPTIONS)
    else:
        say = taken_until_open("handoff.sorry_closed", later, facts)
    waiting, timer = promised(later, facts)
    return Decision(waiting, (broken, timer, say))


def note_target(state: State, event: TimerFired, facts: Facts) -> Decision:
    """Something is owed soon, or is late: marked, so that screens show it and the numbers know it."""
    owed = owed_now(state, facts)
    if owed is None:
        return Decision(state)
    if facts.now < owed.warn_at:
        return Decision(state, (SetTimer(TARGET, owed.warn_at),))
    if facts.now < owed.at:
        return Decision(state, (Mark("target_at_risk", reason=owed.kind), SetTimer(TARGET, owed.at)))
    return Decision(state, (Mark("target_late", reason=owed.kind),))
