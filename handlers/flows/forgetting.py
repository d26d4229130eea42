"""What does a message leave in a flow, running or left or handed over, once it was taken back? Nothing."""

from handlers.changing import replace
from handlers.collected import Brief, FlowPlace, own_words, without
from handlers.facts import Facts
from handlers.flows import engine
from handlers.state import State


def forgotten(state: State, message_id: str, facts: Facts) -> tuple[State, tuple[str, ...]]:
    """The memory without it, and its words as the bot may have repeated them."""
    left = replace(
        state,
        flow=_place_without(state.flow, message_id),
        paused=_place_without(state.paused, message_id),
        brief=_brief_without(state.brief, message_id),
    )
    said = [each for place in (state.flow, state.paused) for each in _said_at(place, message_id, facts)]
    if state.brief:
        said += own_words(state.brief.fields, message_id)
    return left, tuple(dict.fromkeys(said))


def _place_without(place: FlowPlace | None, message_id: str) -> FlowPlace | None:
    return engine.without_message(place, message_id) if place else None


def _brief_without(brief: Brief | None, message_id: str) -> Brief | None:
    return replace(brief, fields=tuple(without(each, message_id) for each in brief.fields)) if brief else None


def _said_at(place: FlowPlace | None, message_id: str, facts: Facts) -> tuple[str, ...]:
    flow = facts.flows.get(place.flow) if place else None
    if place is None or flow is None:
        return ()
    return own_words(engine.fields_of(flow, place), message_id)
