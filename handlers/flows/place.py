"""Is the flow of this conversation still what it was, and how is it left?"""

from handlers.changing import replace
from handlers.effects import Mark, Say
from handlers.events import Event
from handlers.facts import Facts
from handlers.flows import engine
from handlers.flows.asking import ask
from handlers.flows.definition import Flow
from handlers.messages import PERSON_OPTION
from handlers.state import Decision, Phase, State


def ask_again(state: State, event: Event, facts: Facts) -> Decision:
    """Nothing was answered and nothing was wrong: the question stands."""
    flow = running(state, facts)
    if flow is None:
        return end_of_changed(state)
    return Decision(state, (ask(state, flow),))


def running(state: State, facts: Facts) -> Flow | None:
    """The flow as it was when this conversation began it; None when it has changed or is gone."""
    flow = facts.flows.get(state.flow.flow) if state.flow else None
    return flow if flow and state.flow and flow.version == state.flow.version else None


def end_of_changed(state: State) -> Decision:
    """What was being filled in is no longer what the shop asks: say so, and offer both ways on."""
    mark = Mark("flow_stopped", reason=flow_name(state))
    return Decision(out(state), (mark, Say("flow.changed", options=(PERSON_OPTION,))))


def out(state: State) -> State:
    return replace(state, phase=Phase.BOT, flow=None, misses=0, choices=())


def briefed(state: State, facts: Facts) -> State:
    flow = facts.flows.get(state.flow.flow) if state.flow else None
    if flow is None or state.flow is None:
        return replace(state, flow=None)
    is_same = flow.version == state.flow.version
    return replace(state, flow=None, brief=engine.brief_of(flow, state.flow) if is_same else None)


def flow_name(state: State) -> str:
    return state.flow.flow if state.flow else ""
