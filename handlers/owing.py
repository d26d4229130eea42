"""After every decision: what is this contact owed now, and by when?

One rule for all the ways into the line and out of it, so that no handler can forget the promise.
"""

from handlers import targets
from handlers.acts import AgentReplied, AgentSentPicture, Resolved
from handlers.changing import replace
from handlers.effects import Mark, SetTimer
from handlers.events import Event
from handlers.facts import Facts
from handlers.hours import after, closes_at, opens_next
from handlers.queueing import hours_for
from handlers.state import WITH_PEOPLE, Decision, Phase, State
from handlers.targets import Due

PROMISE, TARGET, ANSWER = "promise", "target", "answer"  # the timers' names
_WARN_SHARE = 0.6


def owing(before: State, decision: Decision, event: Event, facts: Facts) -> Decision:
    """The same decision with the promise begun or ended, and the moments that lists show."""
    state, kept = decision.state, _kept(before, event, facts)
    if state.phase not in WITH_PEOPLE:
        return Decision(state, (*decision.effects, *kept)) if kept else decision
    timers: tuple[SetTimer, ...] = ()
    if state.phase is Phase.WITH_AGENT:
        is_new = before.agent_id != state.agent_id
        state = _served(state, is_new=is_new, event=event)
        is_asked = state.asked_since is not None and (is_new or before.asked_since is None)
        if is_asked and facts.shop.routing.is_on:
            timers = (SetTimer(ANSWER, answer_by(state, facts)),)
    elif before.phase is not state.phase:
        state, timer = promised(state, facts)
        timers = (timer,)
    owed = owed_now(state, facts)
    if owed is not None and owed != owed_now(before, facts):
        timers = (*timers, SetTimer(TARGET, owed.warn_at))
    moments = [(owed.at, owed.warn_at)] if owed else []
    if state.promised_at is not None and state.promise_warn_at is not None:
        moments.append((state.promised_at, state.promise_warn_at))
    due_at, warn_at = min(moments, default=(None, None))
    return Decision(replace(state, due_at=due_at, warn_at=warn_at), (*decision.effects, *kept, *timers))


def _kept(before: State, event: Event, facts: Facts) -> tuple[Mark, ...]:
    """An answer, or the end, within its target or after it: what the numbers count."""
    match event:
        case AgentReplied(agent_id) | AgentSentPicture(agent_id) if before.is_answered:
            kind, start = targets.NEXT, before.asked_since
        case AgentReplied(agent_id) | AgentSentPicture(agent_id):
            kind, start = targets.FIRST, before.queued_at
        case Resolved(agent_id):
            kind, start = targets.RESOLVE, before.queued_at
        case _:
            return ()
    minutes = facts.shop.targets_of(before.team_id).minutes(kind)
    if minutes is None or start is None:
        return ()
    is_kept = targets.is_kept(hours_for(before, facts), minutes, start, facts.now)
    return (Mark("target_kept" if is_kept else "target_missed", reason=kind, agent_id=agent_id),)


def answer_by(state: State, facts: Facts) -> int:
    """When an agent who has said nothing loses the conversation to the line."""
    patience = facts.shop.routing.answer_minutes * 60_000
    return after(hours_for(state, facts), facts.now, patience) or facts.now + patience


def promised(state: State, facts: Facts) -> tuple[State, SetTimer]:
    """By when somebody comes: what was told, or what people bear; after a message, an open hour or so.

    One who is still writing the message is looked after when the shop opens, or when they have had time.
    """
    hours, policy = hours_for(state, facts), facts.policy
    start = opens_next(hours, facts.now) or facts.now
    is_later = start > facts.now
    if is_later and state.phase is Phase.TAKING_MESSAGE:
        return replace(state, promised_at=start, promise_warn_at=start), SetTimer(PROMISE, start)
    length = policy.follow_up_ms
    if not (state.is_follow_up or is_later):
        told = facts.span.high * 60_000 if facts.span else policy.patience_ms
        length = max(told, policy.least_promise_ms)
    at = after(hours, start, length) or start + length
    closes = closes_at(hours, start)
    if not state.is_follow_up and closes is not None:
        at = min(at, closes)
    warn_at = start + int((at - start) * _WARN_SHARE)
    return replace(state, promised_at=at, promise_warn_at=warn_at), SetTimer(PROMISE, warn_at)


def owed_now(state: State, facts: Facts) -> Due | None:
    """The target that falls due first."""
    if state.phase not in WITH_PEOPLE:
        return None
    return targets.due(
        facts.shop.targets_of(state.team_id),
        hours_for(state, facts),
        state.queued_at,
        state.asked_since,
        is_answered=state.is_answered,
    )


def _served(state: State, *, is_new: bool, event: Event) -> State:
    """A person has come: nothing is promised any more, and what they say is the answer."""
    state = replace(state, last_agent_id=state.agent_id)
    if is_new:
        return replace(
            state,
            promised_at=None,
            promise_warn_at=None,
            is_follow_up=False,
            has_update=False,
            passed_by=None,
        )
    if isinstance(event, AgentReplied | AgentSentPicture):
        return replace(state, is_answered=True)
    return state
