"""How a conversation joins the line: one rule, used by every handler that hands over."""

from dataclasses import replace

from handlers.effects import Mark, Say
from handlers.facts import Facts
from handlers.messages import LINE_OPTIONS
from handlers.state import Decision, Phase, State


def join_queue(state: State, facts: Facts, reason: str) -> Decision:
    """Stand in line from now on, and say honestly how many are ahead."""
    given = state.reason or reason
    waiting = replace(
        state,
        phase=Phase.QUEUED,
        queued_at=facts.now,
        reason=given,
        misses=0,
        choices=(),
        had_handoff=True,
    )
    return Decision(waiting, (Mark("handoff_asked", reason=given), place_in_line("handoff.queued", facts)))


def place_in_line(key: str, facts: Facts) -> Say:
    """`key` when somebody is ahead, its `_next` twin when nobody is."""
    if facts.ahead == 0:
        return Say(f"{key}_next", options=LINE_OPTIONS)
    return Say(key, {"ahead": facts.ahead}, options=LINE_OPTIONS)
