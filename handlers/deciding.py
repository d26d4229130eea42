"""What does every handler look like?"""

from collections.abc import Callable
from typing import Any

from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.state import Decision, State

# State, the event it is for, and facts in; the new state and what to do out.
Handler = Callable[[State, Any, Facts], Decision]


def timed(otherwise: Handler, **by_name: Handler) -> Handler:
    """What a timer leads to, by its name."""

    def decide_by_name(state: State, event: TimerFired, facts: Facts) -> Decision:
        return by_name.get(event.name, otherwise)(state, event, facts)

    return decide_by_name
