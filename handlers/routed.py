"""Given to somebody by routing, and taken back from who does not answer."""

from handlers.acts import Assigned
from handlers.changing import replace
from handlers.effects import DropUnsent, Mark, SetTimer, TakePlace
from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.owing import ANSWER
from handlers.policy import MINUTE_MS
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
    if state.asked_since is None or not facts.shop.routing.is_on:
        return Decision(state)
    if state.snoozed_until is not None:
        # Put aside on purpose: the clock of the answer begins when it comes back.
        patience = facts.shop.routing.answer_minutes * MINUTE_MS
        return Decision(state, (SetTimer(ANSWER, max(state.snoozed_until, facts.now) + patience),))
    waiting = replace(
        state,
        phase=Phase.QUEUED,
        agent_id=None,
        agent_name="",
        queued_at=state.waiting_since,
        passed_by=state.agent_id,
    )
    return Decision(waiting, (Mark("returned", reason="unanswered", agent_id=state.agent_id),))
