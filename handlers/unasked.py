"""Whose turn is it, when the contact has not written: since when does this wait for us?"""

from dataclasses import replace

from handlers.facts import Facts
from handlers.state import State


def waiting_for_us(state: State, facts: Facts) -> State:
    """From now on, unless it waits already; no target of an answer begins by it, for nobody asked."""
    if state.waiting_since is not None:
        return state
    return replace(state, waiting_since=facts.now, is_unasked=True)
