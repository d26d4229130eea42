"""One conversation in other hands: a colleague's, or those of whoever of a team comes first."""

from handlers.changing import replace
from handlers.clicks import PassedToPerson, PassedToTeam
from handlers.effects import DropUnsent, Mark
from handlers.facts import Facts
from handlers.noting import noted
from handlers.state import Decision, Phase, Refused, State
from handlers.unasked import waiting_for_us


def to_person(state: State, event: PassedToPerson, facts: Facts) -> Decision:
    """The colleague serves from now on; whoever was served before waits no shorter for it."""
    _require_say(state, event)
    if state.agent_id == event.to_id:
        raise Refused("service.already_theirs", name=event.to_name)
    passed = replace(
        waiting_for_us(state, facts),
        phase=Phase.WITH_AGENT,
        agent_id=event.to_id,
        agent_name=event.to_name,
        misses=0,
        choices=(),
        had_handoff=True,
        passed_by=state.agent_id,
        snoozed_until=None,
    )
    return Decision(
        passed,
        (
            DropUnsent(),
            Mark("passed", reason=event.to_name, agent_id=event.agent_id),
            *noted(event.note, event.agent_id, (event.to_id,)),
        ),
    )


def to_team(state: State, event: PassedToTeam, facts: Facts) -> Decision:
    """Back in line, in the team's; where the wait puts them."""
    _require_say(state, event)
    for_us = waiting_for_us(state, facts)
    waiting = replace(
        for_us,
        phase=Phase.QUEUED,
        agent_id=None,
        agent_name="",
        queued_at=state.queued_at if state.phase is Phase.QUEUED else for_us.waiting_since,
        reason=state.reason or "passed",
        team_id=event.team_id,
        passed_by=state.agent_id,
        snoozed_until=None,
    )
    mark = Mark("passed", reason=event.team_name, agent_id=event.agent_id)
    return Decision(waiting, (mark, *noted(event.note, event.agent_id)))


def refuse(state: State, event: PassedToPerson | PassedToTeam, facts: Facts) -> Decision:
    """What no person has, no person can pass on."""
    raise Refused("service.claim_first")


def only_for_leads(state: State, event: PassedToPerson | PassedToTeam, facts: Facts) -> Decision:
    """Whoever waits in line may be given to somebody by those who lead; others claim first."""
    if not event.is_lead:
        raise Refused("service.claim_first")
    if isinstance(event, PassedToPerson):
        return to_person(state, event, facts)
    return to_team(state, event, facts)


def _require_say(state: State, event: PassedToPerson | PassedToTeam) -> None:
    if state.agent_id != event.agent_id and not event.is_lead:
        raise Refused("service.not_yours", name=state.agent_name)
