"""Nobody has spoken: close what the bot alone has dealt with."""

from handlers.effects import CloseSession, SetTimer
from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.state import Decision, State, fresh

QUIET = "quiet"


def close_for_silence(state: State, event: TimerFired, facts: Facts) -> Decision:
    """A day of quiet ends the session; words since then put the moment off.

    One timer per session instead of one write per message: it looks again when it fires.
    """
    quiet_from = (state.last_contact_at or 0) + facts.policy.quiet_ms
    if facts.now < quiet_from:
        return Decision(state, (SetTimer(QUIET, quiet_from),))
    # Contained means that the bot alone sufficed; after a handoff nobody can say that.
    outcome = "expired" if state.had_handoff else "contained"
    return Decision(fresh(state), (CloseSession(outcome),))


def look_again_later(state: State, event: TimerFired, facts: Facts) -> Decision:
    """A person is involved: the session is theirs to end, but the bot may get it back."""
    return Decision(state, (SetTimer(QUIET, facts.now + facts.policy.quiet_ms),))
