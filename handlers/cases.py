"""How does a contact's case stand, and what are they told when it moves?"""

from handlers.acts import CaseMoved
from handlers.collected import DONE, IN_PROGRESS, OPEN, REOPENED, CaseFact
from handlers.effects import MoveCase, Say, SayForAgent
from handlers.events import CasesAsked
from handlers.facts import Facts
from handlers.flows.definition import said_in
from handlers.messages import CASES_OPTION, LINE_OPTIONS, PERSON_OPTION, Option
from handlers.state import IN_LINE, WITH_PEOPLE, Decision, Phase, Refused, State
from handlers.wording import LANGUAGES, sentence

WORD_LENGTH = 1000
_STATUS = {
    OPEN: "status.open",
    IN_PROGRESS: "status.in_progress",
    DONE: "status.done",
    REOPENED: "status.reopened",
}
# Where a case may go from where it is; the same status again is a word to the contact and nothing more.
_NEXT = {
    OPEN: (OPEN, IN_PROGRESS, DONE),
    IN_PROGRESS: (IN_PROGRESS, DONE),
    DONE: (DONE, REOPENED),
}


def next_statuses(status: str) -> tuple[str, ...]:
    """Where a case with this status may go, its own status first."""
    return _NEXT.get(status, ())


def tell_cases(state: State, event: CasesAsked, facts: Facts) -> Decision:
    """Their own open cases, or the one they name; nobody else's."""
    return Decision(state, (_told(state, event, facts, (PERSON_OPTION,)),))


def tell_cases_in_line(state: State, event: CasesAsked, facts: Facts) -> Decision:
    """Certain, so it may be said while a person is on the way."""
    still = Say("handoff.still_in_line", options=LINE_OPTIONS)
    return Decision(state, (_told(state, event, facts, ()), still))


def move_case(state: State, event: CaseMoved, facts: Facts) -> Decision:
    """A new status, needing nothing open; with a word to the contact it is a transactional message."""
    case = next((each for each in facts.cases if each.number == event.number), None)
    if case is None:
        raise Refused("service.case_gone")
    if event.status not in _NEXT[case.status]:
        raise Refused("service.case_unchanged")
    text = event.text.strip()
    if not text and event.status == case.status:
        raise Refused("service.case_unchanged")
    if not text:
        return Decision(state, (MoveCase(case.id, event.status, event.agent_id),))
    _require_reachable(state, event, text)
    language = _language(state)
    params = {
        "number": case.number,
        "title": said_in(case.title, language),
        "status": sentence(_STATUS[event.status], language),
        "text": text,
    }
    is_with_person = state.phase in WITH_PEOPLE
    key = "cases.moved_while_served" if is_with_person else "cases.moved"
    said = SayForAgent(key, params, event.agent_id, event.name, options=_ways_on(state))
    return Decision(state, (MoveCase(case.id, event.status, event.agent_id, text), said))


def _require_reachable(state: State, event: CaseMoved, text: str) -> None:
    if state.is_blocked:
        raise Refused("service.blocked")
    if len(text) > WORD_LENGTH:
        raise Refused("service.case_word_too_long", most=WORD_LENGTH)
    # One voice: while somebody else serves, only they speak.
    if state.phase is Phase.WITH_AGENT and state.agent_id != event.agent_id:
        raise Refused("service.not_yours", name=state.agent_name)


def _ways_on(state: State) -> tuple[Option, ...]:
    """What the contact may tap after news that came unasked."""
    if state.phase is Phase.WITH_AGENT:
        return ()
    return LINE_OPTIONS if state.phase in IN_LINE else (CASES_OPTION, PERSON_OPTION)


def _told(state: State, event: CasesAsked, facts: Facts, options: tuple[Option, ...]) -> Say:
    if event.number:
        named = [each for each in facts.cases if each.number == event.number]
        if not named:
            return Say("cases.unknown", {"number": event.number}, options=options)
        return Say("cases.listed", {"cases": _lines(state, named)}, options=options)
    unfinished = [each for each in facts.cases if each.status != DONE]
    if not unfinished:
        return Say("cases.none", options=options)
    return Say("cases.listed", {"cases": _lines(state, unfinished)}, options=options)


def _lines(state: State, cases: list[CaseFact]) -> str:
    language = _language(state)
    return "\n".join(
        sentence(
            "cases.line",
            language,
            {
                "number": each.number,
                "title": said_in(each.title, language),
                "status": sentence(_STATUS[each.status], language),
            },
        )
        for each in cases
    )


def _language(state: State) -> str:
    return state.language if state.language in LANGUAGES else "en"
