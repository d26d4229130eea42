"""What does a turn in a flow need to know beforehand, and how is a tap in it shown?"""

from handlers import events
from handlers.collected import Brief
from handlers.flows import engine
from handlers.flows.asking import words_for
from handlers.flows.definition import DONE, SKIP, AskStep, ChooseStep, Flows, said_in
from handlers.messages import FLOW_PREFIX, STEP_PREFIX
from handlers.policy import Policy
from handlers.state import State
from handlers.wording import sentence

_ALWAYS = (events.PersonAskedFor, events.FlowAsked)


def may_hand_over(flows: Flows, state: State, heard: events.Event, policy: Policy) -> bool:
    """Could this event end with the contact in line, so that they must be told how many are ahead?"""
    if isinstance(heard, _ALWAYS) or state.misses + 1 >= policy.misses_to_hand_over:
        return True
    place = state.flow
    return engine.may_hand_over(flows.get(place.flow) if place else None, place)


def collected(flows: Flows, state: State) -> Brief | None:
    """What the contact has told so far, in a flow that still runs or before a person took over."""
    flow = flows.get(state.flow.flow) if state.flow else None
    if flow and state.flow and flow.version == state.flow.version:
        return engine.brief_of(flow, state.flow)
    return state.brief


def flow_label(data: str, state: State, flows: Flows) -> str:
    """What stood on the chip that sends this; empty when it belongs to no flow we know."""
    if data.startswith(FLOW_PREFIX):
        flow = flows.get(data.removeprefix(FLOW_PREFIX))
        return said_in(flow.title, words_for(state)) if flow else ""
    if not data.startswith(STEP_PREFIX) or state.flow is None:
        return ""
    flow = flows.get(state.flow.flow)
    name, _, key = data.removeprefix(STEP_PREFIX).partition(":")
    step = flow.asking(name) if flow else None
    if isinstance(step, ChooseStep):
        return next((said_in(each.label, words_for(state)) for each in step.choices if each.key == key), "")
    if isinstance(step, AskStep) and key == SKIP:
        return said_in(step.skip, words_for(state))
    return sentence("option.done", words_for(state)) if step and key == DONE else ""
