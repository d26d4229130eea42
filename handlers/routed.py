"""Given to somebody by routing, and taken back from who does not answer."""

from dataclasses import replace

from handlers.effects import DropUnsent, Mark, TakePlace
from handlers.events import Assigned, TimerFired
from handlers.facts import Facts
from handlers.state import Decision, Phase, State


def give(state: State, event: Assigned, facts: Facts) -> Decision:
    """As if they had taken it themselves, if they still have room."""
    served = replace(
        state,
        phase=Phase.WITH_AGENT,
        agent_id=event.agent_id,
        agent_name=event.name,
        waiting_since=state.waiting_since or state.queued_at,
    )
    claimed = Mark("claimed", reason="assigned", agent_id=event.agent_id)
    return Decision(served, (TakePlace(event.agent_id), DropUnsent(), claimed))


def take_back(state: State, event: TimerFired, facts: Facts) -> Decision:
    """The customer still waits: back in line, at the place their wait gives them, and for somebody else."""
    if state.waiting_since is None or not facts.shop.routing.is_on:
        return Decision(state)
    waiting = replace(
        state,
        phase=Phase.QUEUED,
        agent_id=None,
        agent_name="",
        queued_at=state.waiting_since,
        passed_by=state.agent_id,
    )
    return Decision(waiting, (Mark("returned", reason="unanswered", agent_id=state.agent_id),))
