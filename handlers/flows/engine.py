"""Where does an answer lead? From question to question, collecting on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from faq.normalize import normalize
from handlers.changing import replace
from handlers.collected import Answer, Brief, Field, FlowPlace
from handlers.effects import OpenCase
from handlers.flows import words
from handlers.flows.definition import (
    DONE,
    END,
    SKIP,
    Asking,
    AskStep,
    BranchStep,
    ChooseStep,
    Flow,
    Form,
    HandOverStep,
    OpenCaseStep,
    SayStep,
    said_in,
)

LANGUAGES = ("th", "en")


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the flow stands now. `place` is None when it is over; `topic` is set when a person takes it."""

    place: FlowPlace | None
    said: tuple[str, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    brief: Brief | None = None


def enter(flow: Flow, language: str, case_number: str) -> Moved:
    """From the beginning to the first question."""
    return _arrive(flow, FlowPlace(flow.name, flow.version), flow.first, language, case_number)


def advance(flow: Flow, place: FlowPlace, value: str, source: str, language: str, case_number: str) -> Moved:
    """The step's answer taken down, and on to the next question, or to the end."""
    step = flow.asking(place.step)
    assert step is not None
    kept = place.answer(place.step) if value == DONE else None
    answer = kept or Answer(
        place.step, () if value in (SKIP, DONE) else (value,), (source,) if source and value != SKIP else ()
    )
    return _arrive(flow, _with(place, answer), step.next, language, case_number)


def with_picture(place: FlowPlace, picture: str, picture_set: str) -> FlowPlace:
    """One more picture at the step that waits for them."""
    so_far = place.answer(place.step) or Answer(place.step)
    more = replace(so_far, values=(*so_far.values, picture), sources=(*so_far.sources, picture))
    is_same = bool(picture_set) and picture_set == place.picture_set
    return replace(
        _with(place, more), picture_set=picture_set, set_count=place.set_count + 1 if is_same else 1
    )


def without_message(place: FlowPlace, message_id: str) -> FlowPlace:
    """The place with what was said in an unsent message forgotten."""
    if not any(message_id in each.sources for each in place.answers):
        return place
    return replace(place, answers=tuple(_forgotten(each, message_id) for each in place.answers))


def _forgotten(answer: Answer, message_id: str) -> Answer:
    if message_id not in answer.sources:
        return answer
    left = tuple(each for each in answer.sources if each != message_id)
    # A picture is its own source; any other answer has come in one message, and nothing stands for it now.
    return Answer(answer.step, left if message_id in answer.values else ("",), left)


def back(flow: Flow, place: FlowPlace) -> FlowPlace | None:
    """At the question before, its answer and later ones dropped; None when this is the first."""
    earlier = [each for each in place.answers if each.step != place.step]
    if not earlier:
        return None
    return replace(place, step=earlier[-1].step, answers=tuple(earlier[:-1]), picture_set="", set_count=0)


def pictures_at(place: FlowPlace) -> int:
    """How many have come at the step that waits now."""
    kept = place.answer(place.step)
    return len(kept.values) if kept else 0


def brief_of(flow: Flow, place: FlowPlace, topic: str = "") -> Brief:
    """Everything collected so far, in words agents read."""
    return Brief(flow.name, topic or flow.topic, dict(flow.title), fields_of(flow, place))


def fields_of(flow: Flow, place: FlowPlace) -> tuple[Field, ...]:
    """Every answer with its label; confirmations are not worth showing."""
    steps = ((flow.asking(each.step), each) for each in place.answers)
    return tuple(_field(step, answer) for step, answer in steps if step and not _is_confirming(step))


def question(flow: Flow, place: FlowPlace, language: str) -> str:
    """The step's question with its options numbered, so that it can be answered by typing."""
    step = flow.asking(place.step)
    assert step is not None
    text = _fill(flow, place, step.text, language)
    if isinstance(step, AskStep):
        return text
    listed = (f"{n}. {said_in(each.label, language)}" for n, each in enumerate(step.choices, 1))
    return "\n".join((text, *listed))


def may_hand_over(flow: Flow | None, place: FlowPlace | None) -> bool:
    """Can the answer to the step that waits now lead straight to a person?"""
    step = flow.asking(place.step) if flow and place else None
    return step is not None and flow is not None and _leads_to_person(flow, step.next)


def _leads_to_person(flow: Flow, name: str) -> bool:
    step = flow.steps.get(name)
    if isinstance(step, HandOverStep):
        return True
    if isinstance(step, BranchStep):
        return any(_leads_to_person(flow, each) for each in (*step.ways.values(), step.otherwise))
    return isinstance(step, SayStep | OpenCaseStep) and _leads_to_person(flow, step.next)


def _with(place: FlowPlace, answer: Answer) -> FlowPlace:
    """The answer in its place: given again, it moves nothing before it."""
    before = tuple(each for each in place.answers if each.step != answer.step)
    return replace(place, answers=(*before, answer))


def _arrive(flow: Flow, place: FlowPlace, name: str, language: str, number: str) -> Moved:
    said: list[str] = []
    cases: list[OpenCase] = []
    while name != END:
        step = flow.steps[name]
        if isinstance(step, BranchStep):
            name = _way(step, place)
            continue
        if isinstance(step, ChooseStep | AskStep):
            return Moved(_at(place, name), tuple(said), tuple(cases))
        gaps = {"case": number} if isinstance(step, OpenCaseStep) else {}
        said.append(_fill(flow, place, step.text, language, gaps))
        if isinstance(step, HandOverStep):
            return Moved(None, tuple(said), tuple(cases), brief_of(flow, place, step.topic))
        if isinstance(step, OpenCaseStep):
            cases.append(OpenCase(number, step.kind, dict(flow.title), fields_of(flow, place)))
        name = step.next
    return Moved(None, tuple(said), tuple(cases))


def _at(place: FlowPlace, name: str) -> FlowPlace:
    """Waiting at this step. Coming round to it again forgets what was answered from there on."""
    known = [each.step for each in place.answers]
    if name in known:
        place = replace(place, answers=place.answers[: known.index(name)], picture_set="", set_count=0)
    return replace(place, step=name)


def _way(step: BranchStep, place: FlowPlace) -> str:
    given = place.answer(step.on)
    return step.way(given.values[0] if given and given.values else SKIP)


def _field(step: Asking, answer: Answer) -> Field:
    kind = step.form.value if isinstance(step, AskStep) else "choice"
    shown = {language: _shown(step, answer, language) for language in LANGUAGES}
    pictures = answer.values if kind == Form.PICTURES else ()
    return Field(step.name, kind, dict(step.label), shown, pictures, answer.sources)


def _shown(step: Asking, answer: Answer, language: str) -> str:
    if not answer.values:
        return _passed(step, language) if isinstance(step, AskStep) else ""
    if not answer.values[0]:
        return ""
    if isinstance(step, ChooseStep):
        chosen = next((each for each in step.choices if each.key == answer.values[0]), None)
        return said_in(chosen.label, language) if chosen else ""
    if step.form is Form.PICTURES:
        number = len(answer.values)
        return f"{number} รูป" if language == "th" else f"{number} picture{'s' if number > 1 else ''}"
    if step.form is Form.AMOUNT:
        return f"{float(answer.values[0]):,.2f} {'บาท' if language == 'th' else 'baht'}"
    return answer.values[0]


def _passed(step: AskStep, language: str) -> str:
    """ "I don't know it" tells an agent something; a bare "skip" does not."""
    label = said_in(step.skip, language)
    return "" if normalize(label) in words.SKIP else label


def _is_confirming(step: Asking) -> bool:
    return isinstance(step, ChooseStep) and any(each.means for each in step.choices)


def _fill(
    flow: Flow,
    place: FlowPlace,
    texts: Mapping[str, str],
    language: str,
    more: Mapping[str, str] | None = None,
) -> str:
    """A text with its gaps filled: answers by their step, all of them as {summary}, the number as {case}."""
    fields = fields_of(flow, place)
    gaps = dict.fromkeys((each for each in flow.steps if flow.asking(each)), "–")
    gaps |= {each.name: said_in(each.shown, language) or "–" for each in fields}
    gaps["summary"] = "\n".join(
        f"• {said_in(each.label, language)}: {said_in(each.shown, language) or '–'}" for each in fields
    )
    return said_in(texts, language).format_map(gaps | dict(more or {}))
