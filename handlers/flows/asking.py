"""How is the question of a step put: with which options to tap, and which words to type instead?"""

from handlers.effects import Tell
from handlers.flows import engine
from handlers.flows.definition import DONE, SKIP, AskStep, ChooseStep, Flow, Form, said_in
from handlers.messages import BACK_OPTION, PERSON_OPTION, STOP_OPTION, Option, step_option
from handlers.state import State
from handlers.wording import LANGUAGES, sentence


def words_for(state: State) -> str:
    """The language a flow speaks to this contact; those we do not speak get English."""
    return state.language if state.language in LANGUAGES else "en"


def ask(state: State, flow: Flow) -> Tell:
    """The question, its options, and the ways that always exist: back, out, and to a person."""
    assert state.flow is not None
    text = engine.question(flow, state.flow, words_for(state))
    return Tell(f"{text}\n\n{_ways(state, flow)}", options=options_at(state, flow))


def count_pictures(key: str, state: State, flow: Flow, number: int, left: int) -> Tell:
    """How many pictures have come and how many more may, with the same ways on."""
    text = sentence(key, words_for(state), {"number": number, "left": left})
    return Tell(f"{text}\n\n{_ways(state, flow)}", options=options_at(state, flow))


def explain(step: AskStep, state: State, flow: Flow) -> Tell:
    """What was expected, with a person offered once that is due; it says enough to stand for the question."""
    offer = f"\n\n{sentence('flow.offer_person', words_for(state))}" if state.has_offer else ""
    text = f"{said_in(step.error, words_for(state))}{offer}\n\n{_ways(state, flow)}"
    return Tell(text, options=options_at(state, flow))


def _ways(state: State, flow: Flow) -> str:
    assert state.flow is not None
    has_earlier = engine.back(flow, state.flow) is not None
    return sentence("flow.ways" if has_earlier else "flow.ways_first", words_for(state))


def options_at(state: State, flow: Flow) -> tuple[Option, ...]:
    """What can be tapped at the step that waits."""
    assert state.flow is not None
    step = flow.asking(state.flow.step)
    language = words_for(state)
    own: tuple[Option, ...] = ()
    if isinstance(step, ChooseStep):
        own = tuple(step_option(step.name, each.key, said_in(each.label, language)) for each in step.choices)
    elif isinstance(step, AskStep):
        own = _for_asked(step, language, engine.pictures_at(state.flow))
    back = (BACK_OPTION,) if engine.back(flow, state.flow) is not None else ()
    return (*own, *back, STOP_OPTION, PERSON_OPTION)


def _for_asked(step: AskStep, language: str, pictures: int) -> tuple[Option, ...]:
    if step.form is Form.PICTURES and pictures >= max(step.least, 1):
        return (step_option(step.name, DONE, sentence("option.done", language)),)
    if step.skip and not pictures:
        return (step_option(step.name, SKIP, said_in(step.skip, language)),)
    return ()
