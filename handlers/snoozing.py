"""Out of sight for a while: until a moment, or until the contact writes; and back from what was resolved."""

from handlers.changing import replace
from handlers.clicks import UNTIL_THEY_WRITE, Reopened, Snoozed, Unsnoozed
from handlers.effects import Effect, Mark, OpenSession, SetTimer
from handlers.events import TimerFired
from handlers.facts import Facts
from handlers.policy import HOUR_MS
from handlers.silence import QUIET
from handlers.state import Decision, Phase, Refused, State
from handlers.unasked import waiting_for_us

SNOOZE = "snooze"  # the timer's name
LONGEST_MS = 60 * 24 * HOUR_MS


def snooze(state: State, event: Snoozed, facts: Facts) -> Decision:
    """It stays with whoever serves; the same again moves the moment."""
    _require_owner(state, event.agent_id)
    marks: tuple[Effect, ...] = (Mark("snoozed", agent_id=event.agent_id),)
    if event.until != UNTIL_THEY_WRITE:
        if not facts.now < event.until <= facts.now + LONGEST_MS:
            raise Refused("service.snooze_when", days=LONGEST_MS // (24 * HOUR_MS))
        marks = (SetTimer(SNOOZE, event.until), *marks)
    return Decision(replace(state, snoozed_until=event.until), marks)


def unsnooze(state: State, event: Unsnoozed, facts: Facts) -> Decision:
    """Its owner thought better of it."""
    _require_owner(state, event.agent_id)
    return Decision(replace(state, snoozed_until=None))


def wake(state: State, event: TimerFired, facts: Facts) -> Decision:
    """The moment has come: it waits for its owner. One that was moved or called off is no moment."""
    if not state.snoozed_until or facts.now < state.snoozed_until:
        return Decision(state)
    awake = replace(waiting_for_us(state, facts), snoozed_until=None)
    return Decision(awake, (Mark("woke", agent_id=state.agent_id),))


def reopen(state: State, event: Reopened, facts: Facts) -> Decision:
    """Within a day it is the same need going on; later, writing first is subject to other limits."""
    if state.resolved_at is None:
        raise Refused("service.nothing_open")
    if facts.now - state.resolved_at > facts.policy.quiet_ms:
        raise Refused("service.reopen_late", hours=facts.policy.quiet_ms // HOUR_MS)
    served = replace(
        state,
        phase=Phase.WITH_AGENT,
        agent_id=event.agent_id,
        agent_name=event.name,
        had_handoff=True,
        survey="",
        survey_step="",
    )
    begun = (OpenSession(), SetTimer(QUIET, facts.now + facts.policy.quiet_ms))
    return Decision(served, (*begun, Mark("reopened", agent_id=event.agent_id)))


def tidy(state: State) -> State:
    """What a person has can be out of sight, what rests be resolved, who is in line be at the menu."""
    if state.phase is not Phase.WITH_AGENT and state.snoozed_until is not None:
        state = replace(state, snoozed_until=None)
    if state.phase is not Phase.IDLE and state.resolved_at is not None:
        state = replace(state, resolved_at=None)
    if state.phase is not Phase.QUEUED and state.is_browsing:
        state = replace(state, is_browsing=False)
    if state.waiting_since is None and state.is_unasked:
        state = replace(state, is_unasked=False)
    return state


def refuse(state: State, event: Snoozed | Unsnoozed, facts: Facts) -> Decision:
    """Only what a person serves can be put out of their sight."""
    raise Refused("service.claim_first")


def _require_owner(state: State, agent_id: int) -> None:
    if state.agent_id != agent_id:
        raise Refused("service.not_yours", name=state.agent_name)
