"""Can this flow be followed from its beginning to an end, whatever is answered?"""

import string
from collections.abc import Iterator

import regex

from faq import Intent, intent_of
from faq.normalize import normalize
from handlers.flows.definition import (
    END,
    SKIP,
    AskStep,
    BranchStep,
    ChooseStep,
    Flow,
    Form,
    HandOverStep,
    OpenCaseStep,
    SayStep,
    Step,
)
from handlers.flows.words import BACK, STOP

LABEL_GRAPHEMES = 20  # a quick reply's label (LINE Messaging API, "Action objects")
QUICK_REPLIES = 13  # on one message, of which back, stop and a person need three
OWN = 3
# A reply holds five bubbles: who speaks, an answer, the question, and the place in line need the others.
SAYS_IN_A_ROW = 2
ENDLESS = 1000

Fault = tuple[str, str, str]  # step, field, message


def faults_of(flow: Flow) -> Iterator[Fault]:
    """What is wrong, the first to be told."""
    yield from _start_faults(flow)
    for step in flow.steps.values():
        for field, message in _step_faults(flow, step):
            yield step.name, field, message
    yield from _dead_ends(flow)


def targets(step: Step) -> tuple[str, ...]:
    """Where a step can lead."""
    if isinstance(step, HandOverStep):
        return ()
    if isinstance(step, BranchStep):
        return (*step.ways.values(), step.otherwise)
    return (step.next,)


def _start_faults(flow: Flow) -> Iterator[Fault]:
    for phrase in flow.start:
        if not normalize(phrase):
            yield "", "start", f"“{phrase}” holds no letters"
        elif intent_of(phrase) is not None or normalize(phrase) in BACK | STOP:
            yield "", "start", f"“{phrase}” already means something else to every customer"


def _step_faults(flow: Flow, step: Step) -> Iterator[tuple[str, str]]:
    for target in targets(step):
        if target != END and target not in flow.steps:
            yield "when" if isinstance(step, BranchStep) else "next", f"there is no step {target}"
    if isinstance(step, ChooseStep):
        yield from _choice_faults(step)
    elif isinstance(step, AskStep):
        yield from _ask_faults(step)
    elif isinstance(step, BranchStep):
        yield from _branch_faults(flow, step)
    yield from _gap_faults(flow, step)


def _choice_faults(step: ChooseStep) -> Iterator[tuple[str, str]]:
    if len(step.choices) > QUICK_REPLIES - OWN:
        yield "options", f"{len(step.choices)} options leave no room for the way to a person; at most 10"
    taken: dict[str, str] = {}
    for choice in step.choices:
        for text in (*choice.label.values(), *choice.words):
            said = normalize(text)
            if taken.setdefault(said, choice.key) != choice.key:
                yield f"options.{choice.key}", f"“{text}” also means {taken[said]}"
            if intent_of(text) is Intent.PERSON or said in BACK | STOP:
                yield f"options.{choice.key}", f"“{text}” already means a person, back, or stop"
        yield from _label_faults(f"options.{choice.key}", choice.label)


def _ask_faults(step: AskStep) -> Iterator[tuple[str, str]]:
    yield from _label_faults("skip", step.skip)
    if step.least > step.most or step.most == 0:
        yield "most", f"at most {step.most} is less than at least {step.least}"
    if step.form is Form.PICTURES and step.most > 20:
        yield "most", "more than 20 pictures are too many to ask for"
    if step.pattern and step.form is not Form.ORDER:
        yield "pattern", "only an order number has a pattern"


def _label_faults(field: str, label: object) -> Iterator[tuple[str, str]]:
    for text in dict(label).values() if label else ():  # type: ignore[call-overload]
        if (length := len(regex.findall(r"\X", text))) > LABEL_GRAPHEMES:
            yield field, f"{length} characters; a LINE button shows {LABEL_GRAPHEMES}"


def _branch_faults(flow: Flow, step: BranchStep) -> Iterator[tuple[str, str]]:
    asked = flow.asking(step.on)
    if asked is None:
        yield "branch", f"{step.on} is not a question of this flow"
        return
    answers = {each.key for each in asked.choices} if isinstance(asked, ChooseStep) else {SKIP}
    for value in step.ways.keys() - answers:
        yield f"when.{value}", f"{step.on} has no answer {value}"


def _gap_faults(flow: Flow, step: Step) -> Iterator[tuple[str, str]]:
    """Gaps such as {order} in what is said."""
    known = {name for name in flow.steps if flow.asking(name)} | {"summary"}
    if isinstance(step, OpenCaseStep):
        known.add("case")
    if isinstance(step, BranchStep):
        return
    for text in step.text.values():
        try:
            gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            yield "text", f"“{text}”: {error}"
            return
        for gap in sorted(gaps - known):
            yield "text", f"nothing is called {{{gap}}}; known are {', '.join(sorted(known))}"


def _dead_ends(flow: Flow) -> Iterator[Fault]:
    reached = {flow.first}
    edge = [flow.first]
    while edge:
        for target in targets(flow.steps[edge.pop()]):
            if target in flow.steps and target not in reached:
                reached.add(target)
                edge.append(target)
    for name in flow.steps:
        if name not in reached:
            yield name, "", "no path leads here"
    ending = _ending(flow)
    for name in flow.steps:
        if name not in ending:
            yield name, "next", "from here no path leads to an end: the customer would go round for ever"
    for name in flow.steps:
        said = _said_before_asking(flow, name, frozenset())
        if said >= ENDLESS:
            yield name, "next", "goes round without asking anything"
        if said > SAYS_IN_A_ROW:
            yield name, "next", f"{said} things are said in a row; a reply has room for {SAYS_IN_A_ROW}"


def _ending(flow: Flow) -> set[str]:
    """The steps from which an end can be reached."""
    found: set[str] = set()
    while True:
        more = {
            name
            for name, step in flow.steps.items()
            if isinstance(step, HandOverStep) or any(t == END or t in found for t in targets(step))
        }
        if more == found:
            return found
        found = more


def _said_before_asking(flow: Flow, name: str, seen: frozenset[str]) -> int:
    """How many bubbles can pile up from here until somebody is asked; a ring that asks nobody is endless."""
    step = flow.steps.get(name)
    if step is None or isinstance(step, ChooseStep | AskStep):
        return 0
    if name in seen:
        return ENDLESS
    own = int(isinstance(step, SayStep | OpenCaseStep | HandOverStep))
    return own + max((_said_before_asking(flow, each, seen | {name}) for each in targets(step)), default=0)
