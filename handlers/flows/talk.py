"""In the middle of a flow: what does each thing a contact may do lead to?"""

from faq import Intent, intent_of
from faq.matching import Verdict, verdict
from faq.normalize import normalize
from handlers.changing import replace
from handlers.collected import FlowPlace
from handlers.deciding import Handler
from handlers.effects import Effect, Mark, Say, Tell
from handlers.events import (
    AttachmentReceived,
    BackAsked,
    Event,
    FlowAsked,
    ResumeAsked,
    StepTapped,
    StopAsked,
    TextReceived,
)
from handlers.facts import Facts
from handlers.flows import engine
from handlers.flows.around import asking_again
from handlers.flows.asking import ask, count_pictures, explain, words_for
from handlers.flows.definition import DONE, SKIP, AskStep, ChooseStep, Flow, Form, said_in
from handlers.flows.engine import Moved
from handlers.flows.place import ask_again, briefed, end_of_changed, flow_name, out, running
from handlers.flows.values import answered
from handlers.messages import CASES_OPTION, PERSON_OPTION, RESUME_OPTION, Option, flow_option
from handlers.queueing import join_queue
from handlers.state import Decision, Phase, State
from handlers.wording import sentence

# What may stand around a value for the text to be the value and nothing else: "ออเดอร์ … ค่ะ".
_AROUND = 14
_SOFT = (Intent.GREETING, Intent.THANKS, Intent.ACKNOWLEDGE, Intent.YES, Intent.NO)


def begin(state: State, event: FlowAsked, facts: Facts) -> Decision:
    """From the first question. One left unfinished stays within reach."""
    flow = facts.flows.get(event.name)
    if flow is None:
        return Decision(state, (Say("flow.gone", options=(PERSON_OPTION,)),))
    moved = engine.enter(flow, words_for(state), facts.case_number)
    started = replace(state, phase=Phase.FLOW, misses=0, choices=(), brief=None, paused=_left(state, flow))
    started = replace(started, topic=flow.topic)
    mark = Mark("flow_started", reason=flow.name)
    decision = _go(started, flow, moved, facts)
    return replace(decision, effects=(mark, *decision.effects))


def begin_again(state: State, event: FlowAsked, facts: Facts) -> Decision:
    """Asked for while it runs: the question again; asked for another one: that, and this stays in reach."""
    is_same = state.flow is not None and state.flow.flow == event.name
    return ask_again(state, event, facts) if is_same else begin(state, event, facts)


def _left(state: State, flow: Flow) -> FlowPlace | None:
    """What is unfinished, unless it is this very flow."""
    left = state.flow or state.paused
    return left if left and left.answers and left.flow != flow.name else None


def listen(answer: Handler, complain: Handler) -> Handler:
    """The handler of words: an answer to the step, a question to the shop, or neither."""

    def hear_words(state: State, event: TextReceived, facts: Facts) -> Decision:
        flow = running(state, facts)
        if flow is None:
            return end_of_changed(state)
        assert state.flow is not None
        step = flow.asking(state.flow.step)
        assert step is not None
        value = answered(step, event.text, engine.pictures_at(state.flow))
        intent = intent_of(event.text)
        if _is_question(flow, step, event.text, value, facts):
            return asking_again(answer)(state, event, facts)
        if intent is Intent.COMPLAINT and (value is None or isinstance(step, ChooseStep)):
            return asking_again(complain)(state, event, facts)
        is_free = isinstance(step, AskStep) and step.form is Form.TEXT and value != SKIP
        if intent in _SOFT and (value is None or is_free) and not (is_free and intent is Intent.NO):
            return ask_again(state, event, facts)
        return _take(state, flow, value, facts)

    return hear_words


def _is_question(flow: Flow, step: ChooseStep | AskStep, text: str, value: str | None, facts: Facts) -> bool:
    """Words at the step that ask the shop something else, as sure as the matcher can be."""
    if verdict(facts.matches) is not Verdict.ANSWER:
        return False
    best = facts.matches[0]
    is_ours = best.article.slug in flow.articles
    if isinstance(step, AskStep) and step.form is Form.TEXT:
        # Anything may stand in free words, so only an article's own question counts as one.
        return best.exact and not is_ours and value != SKIP
    if value is None:
        return not is_ours
    return (
        isinstance(step, AskStep)
        and value not in (SKIP, DONE)
        and len(normalize(text)) > len(value) + _AROUND
    )


def take_tap(state: State, event: StepTapped, facts: Facts) -> Decision:
    """A tap on an answer counts for its own step only; an older one brings the present question again."""
    flow = running(state, facts)
    if flow is None:
        return end_of_changed(state)
    assert state.flow is not None
    step = flow.asking(state.flow.step)
    if event.step != state.flow.step or not _offers(step, event.key, engine.pictures_at(state.flow)):
        return ask_again(state, event, facts)
    return _take(state, flow, event.key, facts)


def take_picture(state: State, event: AttachmentReceived, facts: Facts) -> Decision:
    """One more picture, or one that was not asked for; pictures sent together get one answer."""
    flow = running(state, facts)
    if flow is None:
        return end_of_changed(state)
    assert state.flow is not None
    place = state.flow
    step = flow.asking(place.step)
    if not isinstance(step, AskStep) or step.form is not Form.PICTURES:
        if event.set_id and event.set_id == place.picture_set:
            return Decision(state)  # the rest of a set of which enough has come
        return _with_ask(state, flow, Say("flow.picture_not_now"))
    if event.kind not in step.accepts or not facts.message_id:
        return _wrong(state, flow, facts)
    place = engine.with_picture(place, facts.message_id, event.set_id)
    taken = replace(state, flow=place, misses=0)
    number = engine.pictures_at(place)
    if number >= step.most:
        return _go(taken, flow, _advance(taken, flow, DONE, facts), facts)
    if event.set_id and place.set_count < event.set_total:
        return Decision(taken)  # more of this set is on its way, and the last of it is answered
    key = "flow.pictures_so_far" if number >= step.least else "flow.pictures_wanted"
    return Decision(taken, (count_pictures(key, taken, flow, number, step.most - number),))


def go_back(state: State, event: BackAsked, facts: Facts) -> Decision:
    """The question before, as if it had never been answered."""
    flow = running(state, facts)
    if flow is None:
        return end_of_changed(state)
    assert state.flow is not None
    place = engine.back(flow, state.flow)
    if place is None:
        return _with_ask(state, flow, Say("flow.first_already"))
    earlier = replace(state, flow=place, misses=0)
    return Decision(earlier, (ask(earlier, flow),))


def stop(state: State, event: StopAsked, facts: Facts) -> Decision:
    """Out of the flow; nothing was sent to anyone."""
    flow = facts.flows.get(state.flow.flow) if state.flow else None
    options = (*_begin_options(flow, state), PERSON_OPTION)
    return Decision(
        out(state), (Mark("flow_stopped", reason=flow_name(state)), Say("flow.stopped", options=options))
    )


def drop_paused(state: State, event: StopAsked | StepTapped | BackAsked, facts: Facts) -> Decision:
    """Outside of a flow: what was left unfinished is dropped, or an old button is explained."""
    if isinstance(event, StopAsked) and state.paused:
        return Decision(replace(state, paused=None), (Say("flow.dropped", options=(PERSON_OPTION,)),))
    return Decision(state, (Say("flow.over", options=(PERSON_OPTION,)),))


def resume(state: State, event: ResumeAsked, facts: Facts) -> Decision:
    """On with what was left unfinished, if it still is what it was."""
    place = state.paused
    flow = facts.flows.get(place.flow) if place else None
    if place is None or flow is None or flow.version != place.version:
        key = "flow.changed" if place else "flow.over"
        options = (*_begin_options(flow, state), PERSON_OPTION)
        return Decision(replace(state, paused=None), (Say(key, options=options),))
    going = replace(state, phase=Phase.FLOW, flow=place, paused=None, misses=0, choices=())
    return Decision(going, (Mark("flow_resumed", reason=flow.name), ask(going, flow)))


def note_wrong(state: State, event: Event, facts: Facts) -> Decision:
    """Something that answers no question here."""
    flow = running(state, facts)
    return _wrong(state, flow, facts) if flow else end_of_changed(state)


def _take(state: State, flow: Flow, value: str | None, facts: Facts) -> Decision:
    if value is None:
        return _wrong(state, flow, facts)
    return _go(replace(state, misses=0), flow, _advance(state, flow, value, facts), facts)


def _advance(state: State, flow: Flow, value: str, facts: Facts) -> Moved:
    assert state.flow is not None
    return engine.advance(flow, state.flow, value, facts.message_id, words_for(state), facts.case_number)


def _go(state: State, flow: Flow, moved: Moved, facts: Facts) -> Decision:
    """The next question, the end, or a person."""
    told = tuple(Tell(text) for text in moved.said)
    effects: tuple[Effect, ...] = (*moved.cases, *told)
    if moved.brief is not None:
        handed = replace(out(state), brief=moved.brief)
        joined = join_queue(handed, facts, f"flow:{flow.name}")
        return Decision(joined.state, (*effects, *joined.effects))
    if moved.place is not None:
        going = replace(state, flow=moved.place)
        return Decision(going, (*effects, ask(going, flow)))
    over = out(state)
    options = (*((CASES_OPTION,) if moved.cases else ()), *_resume_options(over), PERSON_OPTION)
    ended: tuple[Effect, ...] = (Mark("flow_finished", reason=flow.name), *moved.cases)
    if not told:
        return Decision(over, (*ended, Say("flow.finished", options=options)))
    ways = sentence("flow.ways_after", words_for(state))
    last = Tell(f"{told[-1].text}\n\n{ways}", options=options)
    return Decision(over, (*ended, *told[:-1], last))


def _wrong(state: State, flow: Flow, facts: Facts) -> Decision:
    """First: what is expected. Second: a person is offered too. Third: handed over, with what was said."""
    misses = state.misses + 1
    if misses >= facts.policy.misses_to_hand_over:
        joined = join_queue(briefed(replace(state, misses=misses), facts), facts, "flow_stuck")
        return Decision(joined.state, (Say("answers.miss_handing_over"), *joined.effects))
    assert state.flow is not None
    step = flow.asking(state.flow.step)
    is_offer = misses >= facts.policy.misses_to_offer
    missed = replace(state, misses=misses, has_offer=is_offer)
    if isinstance(step, AskStep):
        return Decision(missed, (explain(step, missed, flow),))
    told = (Say("flow.choose_one"), *((Say("flow.offer_person"),) if is_offer else ()))
    return Decision(missed, (*told, ask(missed, flow)))


def _with_ask(state: State, flow: Flow, *told: Say | Tell) -> Decision:
    return Decision(state, (*told, ask(state, flow)))


def _offers(step: ChooseStep | AskStep | None, key: str, pictures: int) -> bool:
    """Is this among what the step can be answered with by a tap?"""
    if isinstance(step, ChooseStep):
        return any(each.key == key for each in step.choices)
    if step is None:
        return False
    if key == DONE:
        return step.form is Form.PICTURES and pictures >= max(step.least, 1)
    return key == SKIP and bool(step.skip) and not pictures


def _begin_options(flow: Flow | None, state: State) -> tuple[Option, ...]:
    return (flow_option(flow.name, said_in(flow.title, words_for(state))),) if flow else ()


def _resume_options(state: State) -> tuple[Option, ...]:
    return (RESUME_OPTION,) if state.paused else ()
