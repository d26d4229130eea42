"""What does the rest of the desk do in the middle of a flow? Its handlers, with the flow kept in mind."""

from faq.matching import Verdict, verdict
from handlers.changing import replace
from handlers.collected import FlowPlace
from handlers.deciding import Handler
from handlers.effects import CloseSession, Effect, Say, SayForAgent, Tell
from handlers.events import AttachmentReceived, Event, TextReceived
from handlers.facts import Facts
from handlers.flows.asking import ask, words_for
from handlers.flows.definition import Flow, said_in
from handlers.flows.place import ask_again, briefed, end_of_changed, out, running
from handlers.messages import PERSON_OPTION, RESUME_OPTION, flow_option
from handlers.state import Decision, Phase, State
from handlers.wording import sentence


def asking_again(handler: Handler) -> Handler:
    """The same handler, and after its words the question that still stands, all in one reply."""

    def handle_then_ask(state: State, event: Event, facts: Facts) -> Decision:
        flow = running(state, facts)
        if flow is None:
            return end_of_changed(state)
        decision = handler(state, event, facts)
        is_said = any(isinstance(each, Say | Tell | SayForAgent) for each in decision.effects)
        if not is_said or decision.state.phase is not Phase.FLOW:
            return decision
        told = tuple(_aside(each, decision.state) for each in decision.effects)
        going = replace(decision.state, has_menu=False)  # a number answers the question that stands
        return Decision(going, (*told, ask(going, flow)))

    return handle_then_ask


def setting_aside(handler: Handler) -> Handler:
    """The same handler outside of the flow, which stays within reach."""

    def leave_then_handle(state: State, event: Event, facts: Facts) -> Decision:
        left = state.flow if state.flow and state.flow.answers else state.paused
        decision = handler(replace(out(state), paused=left), event, facts)
        return replace(decision, effects=tuple(_with_resume(each, left) for each in decision.effects))

    return leave_then_handle


def _with_resume(effect: Effect, left: FlowPlace | None) -> Effect:
    if left is None or not isinstance(effect, Say | Tell):
        return effect
    return replace(effect, options=(RESUME_OPTION, *effect.options))


def then_asking(handler: Handler) -> Handler:
    """The same handler, and the question again even when it had nothing to say."""

    def handle_then_ask(state: State, event: Event, facts: Facts) -> Decision:
        decision = handler(state, event, facts)
        asked = ask_again(decision.state, event, facts)
        return Decision(asked.state, (*decision.effects, *asked.effects))

    return handle_then_ask


def leaving(handler: Handler) -> Handler:
    """The same handler, with what was collected handed to people first."""

    def brief_then_handle(state: State, event: Event, facts: Facts) -> Decision:
        return handler(briefed(state, facts), event, facts)

    return brief_then_handle


def pausing(handler: Handler) -> Handler:
    """The same handler; when it ends the session, the place is remembered for the next one."""

    def handle_then_remember(state: State, event: Event, facts: Facts) -> Decision:
        decision = handler(state, event, facts)
        if decision.state.phase is not Phase.IDLE:
            return decision
        left = state.flow if state.flow and state.flow.answers else None
        # Nothing was contained: the need was told halfway.
        effects = tuple(
            CloseSession("abandoned")
            if isinstance(each, CloseSession) and each.outcome == "contained"
            else each
            for each in decision.effects
        )
        return Decision(replace(decision.state, paused=left), effects)

    return handle_then_remember


def returning(handler: Handler) -> Handler:
    """The same handler; one who comes back to something unfinished is reminded of it."""

    def handle_then_remind(state: State, event: Event, facts: Facts) -> Decision:
        place = state.paused
        flow = facts.flows.get(place.flow) if place else None
        is_recent = facts.now - (state.last_contact_at or 0) < facts.policy.paused_ms
        if place is None or flow is None or flow.version != place.version or not is_recent:
            return handler(replace(state, paused=None), event, facts)
        remind = _remind(state, flow)
        if _says_nothing_else(event, facts):
            return Decision(replace(state, has_resume_offer=True), (remind,))
        decision = handler(state, event, facts)
        if decision.state.phase is not Phase.BOT or decision.state.has_offer:
            return decision
        told = tuple(_aside(each, decision.state) for each in decision.effects)
        return Decision(replace(decision.state, has_resume_offer=True), (*told, remind))

    return handle_then_remind


def _says_nothing_else(event: Event, facts: Facts) -> bool:
    """The contact comes back with what only means "here I am", or with what the flow had asked for."""
    if isinstance(event, TextReceived):
        return verdict(facts.matches) is Verdict.UNKNOWN
    return isinstance(event, AttachmentReceived)


def _remind(state: State, flow: Flow) -> Say:
    title = said_in(flow.title, words_for(state))
    options = (RESUME_OPTION, flow_option(flow.name, title), PERSON_OPTION)
    return Say("flow.paused", {"title": title}, options=options)


def _aside(effect: Effect, state: State) -> Effect:
    """Said before the question, which brings the buttons and the words for the ways on."""
    if isinstance(effect, Tell):
        hint = sentence("answers.person_hint", state.language)
        return replace(effect, text=effect.text.removesuffix(f"\n\n{hint}"), options=())
    return replace(effect, options=()) if isinstance(effect, Say) else effect
