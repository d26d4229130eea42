"""Which states of a flow can a customer reach, and is a person within reach in every one of them?

Not a proof on paper: every kind of answer is tried in every state, by the handlers themselves.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from faq import Intent, intent_of
from handlers.collected import Answer
from handlers.effects import Effect, Say, Tell
from handlers.events import (
    AttachmentReceived,
    BackAsked,
    Event,
    FlowAsked,
    PersonAskedFor,
    StepTapped,
    StopAsked,
    TextReceived,
)
from handlers.facts import Facts
from handlers.flows.definition import DONE, SKIP, AskStep, BranchStep, ChooseStep, Flow, Flows, Form
from handlers.messages import PERSON
from handlers.state import Decision, Phase, State
from handlers.wording import LANGUAGES, sentence

CHIPS = 13  # LINE shows no more quick replies on a message
BUBBLES = 5  # in one reply
_SAMPLES = {
    Form.TEXT: "ok that is all I can say",
    Form.ORDER: "BC-10293",
    Form.PHONE: "081-234-5678",
    Form.AMOUNT: "1,290.50",
    Form.DATE: "12/11/2569",
}
_LISTED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_NOW = 1_790_000_000_000


@dataclass(frozen=True, slots=True)
class Trap:
    """A state that breaks a promise; how it was reached, and what is wrong there."""

    flow: str
    step: str
    language: str
    way: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        where = f"flow {self.flow}, step {self.step or 'end'} ({self.language})"
        return f"{where}: {self.why}; reached by {', '.join(self.way)}"


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing done in one state, and what came of it."""

    state: State
    event: Event
    decision: Decision
    way: tuple[str, ...]


def traps(flow: Flow) -> Iterator[Trap]:
    """Every reachable state that leaves the customer without a way to a person; none, in a good flow."""
    for language in LANGUAGES:
        for tried in explore(flow, language):
            place = tried.decision.state.flow
            for why in missing(tried.decision, language):
                yield Trap(flow.name, place.step if place else "", language, tried.way, why)


def explore(flow: Flow, language: str) -> Iterator[Tried]:
    """Everything that can be done in every state a customer can come to, the shortest ways first."""
    from handlers.table import decide  # the table imports this folder

    facts = Facts(now=_NOW, flows=Flows({flow.name: flow}), message_id="m", case_number="4K7-M2P")
    start = State(Phase.BOT, language=language, knows_bot=True)
    deciding = {step.on for step in flow.steps.values() if isinstance(step, BranchStep)}
    known: set[object] = set()
    edge: deque[tuple[State, Event, tuple[str, ...]]] = deque([(start, FlowAsked(flow.name), ())])
    while edge:
        state, event, before = edge.popleft()
        decision, way = decide(state, event, facts), (*before, _named(event))
        yield Tried(state, event, decision, way)
        kind = _kind(decision.state, deciding)
        if kind not in known and decision.state.phase is Phase.FLOW:
            known.add(kind)
            edge.extend((decision.state, each, way) for each in tries(flow, decision.state))


def tries(flow: Flow, state: State) -> list[Event]:
    """One of everything a customer can do at this step."""
    assert state.flow is not None
    step = flow.asking(state.flow.step)
    own: list[Event] = []
    if isinstance(step, ChooseStep):
        own = [StepTapped(step.name, each.key) for each in step.choices]
    elif isinstance(step, AskStep) and step.form is Form.PICTURES:
        own = [AttachmentReceived(step.accepts[0]), StepTapped(step.name, DONE), StepTapped(step.name, SKIP)]
    elif isinstance(step, AskStep):
        own = [TextReceived(_SAMPLES[step.form]), StepTapped(step.name, SKIP)]
    return [*own, TextReceived("ฟหกด"), BackAsked(), StopAsked(), PersonAskedFor()]


def missing(decision: Decision, language: str) -> Iterator[str]:
    """What keeps a person out of reach after this, by tap or by a word that is stated."""
    said = [each for each in decision.effects if isinstance(each, Say | Tell)]
    if not said:
        if decision.state.phase in (Phase.BOT, Phase.FLOW):
            yield "the customer gets no answer"
        return
    if len(said) > BUBBLES:
        yield f"{len(said)} bubbles; LINE takes {BUBBLES} in one reply"
    if decision.state.phase is Phase.QUEUED:
        return  # a person is on the way
    options = [option.data for each in said for option in each.options]
    if PERSON not in options[:CHIPS] or not said[-1].options:
        yield "no button leads to a person"
    if not any(states_person(text_of(each, language)) for each in said):
        yield "no word that leads to a person is stated"


def states_person(text: str) -> bool:
    """Does the text name, in quotes or in a numbered list, a word that calls a person?"""
    return any(intent_of(each) is Intent.PERSON for each in stated(text))


def stated(text: str) -> list[str]:
    """The words a text tells the reader to type."""
    quoted = text.replace("“", '"').replace("”", '"').split('"')[1::2]
    return [*quoted, *_LISTED.findall(text)]


def text_of(effect: Effect, language: str) -> str:
    """The words of a bubble."""
    if isinstance(effect, Tell):
        return effect.text
    return sentence(effect.key, language, effect.params) if isinstance(effect, Say) else ""


def _kind(state: State, deciding: set[str]) -> object:
    """States are told apart by what can matter later: answers that decide the way, and how many pictures."""
    place = state.flow
    answers = [_answered(each, each.step in deciding, place.step) for each in place.answers] if place else []
    return (state.phase, state.misses, state.has_offer, place.step if place else "", tuple(answers))


def _answered(answer: Answer, is_deciding: bool, step: str) -> object:
    if is_deciding:
        return (answer.step, answer.values)
    return (answer.step, len(answer.values) if answer.step == step else -1)


def _named(event: Event) -> str:
    if isinstance(event, TextReceived):
        return event.text
    if isinstance(event, StepTapped):
        return f"{event.step}={event.key}"
    return type(event).__name__
