"""What do typed words ask for, in a flow, or about flows and cases outside of one?"""

from typing import Final

import regex

from faq import Intent, intent_of
from faq.courtesy import bare
from faq.normalize import normalize
from handlers.events import (
    BackAsked,
    CasesAsked,
    Event,
    FlowAsked,
    Ignored,
    PersonAskedFor,
    ResumeAsked,
    StopAsked,
    TextReceived,
)
from handlers.flows import words
from handlers.flows.definition import Asking, AskStep, ChooseStep, Flows, Form
from handlers.menu import tap_in_words
from handlers.numbered import case_number_in
from handlers.state import Phase, State
from handlers.taps import event_of_tap

# Longer texts tell a story; nobody names a flow or their cases in so many words.
_NAMED_LENGTH: Final = 60
_LATIN_WORD: Final = regex.compile(r"\b[A-Za-z]{2,}\b")


def named(state: State, event: TextReceived, flows: Flows) -> Event | None:
    """What has a name of its own: a flow, the contact's cases, what was left unfinished."""
    if len(event.text) > _NAMED_LENGTH or state.phase is Phase.WITH_AGENT:
        return None
    said = normalize(event.text)
    plain = bare(said)
    if state.paused and (said in words.RESUME or plain in words.RESUME):
        return ResumeAsked()
    if state.has_resume_offer and (meant := _about_resuming(event.text)):
        return meant
    if said in words.CASES or plain in words.CASES:
        return CasesAsked()
    if number := case_number_in(event.text):
        return CasesAsked(number)
    name = flows.started_by(said, plain)
    return FlowAsked(name) if name else None


def _about_resuming(text: str) -> Event | None:
    intent = intent_of(text)
    if intent in (Intent.YES, Intent.ACKNOWLEDGE):
        return ResumeAsked()
    return StopAsked() if intent in (Intent.NO, Intent.LEAVE_QUEUE) else None


def in_flow(state: State, event: TextReceived, flows: Flows) -> Event | None:
    """Inside a flow nearly everything is an answer; what is not is the same few words at every step."""
    intent = intent_of(event.text)
    if intent is Intent.PERSON:
        return PersonAskedFor()
    said = {normalize(event.text), bare(normalize(event.text))}
    if said & words.BACK:
        return BackAsked()
    if said & words.STOP or intent is Intent.LEAVE_QUEUE:
        return StopAsked()
    if said & words.CASES:
        return CasesAsked()
    flow = flows.get(state.flow.flow) if state.flow else None
    step = flow.asking(state.flow.step) if flow and state.flow else None
    if isinstance(step, AskStep) and step.form is Form.TEXT:
        return None
    return _aside(state, event, intent, step, flows)


def _aside(
    state: State, event: TextReceived, intent: Intent | None, step: Asking | None, flows: Flows
) -> Event | None:
    """Words that free text could contain, but no answer to this step does."""
    if len(event.text) > _NAMED_LENGTH:
        return None
    asks_yes = isinstance(step, ChooseStep) and any(each.means for each in step.choices)
    if intent is Intent.YES and state.has_offer and not asks_yes:
        return PersonAskedFor()
    said = normalize(event.text)
    name = flows.started_by(said, bare(said))
    if name:
        return FlowAsked(name)
    tap = tap_in_words(event.text)
    tapped = event_of_tap(tap) if tap else None
    return None if isinstance(tapped, Ignored) else tapped


def language_in_flow(text: str, language: str, state: State) -> str:
    """An order number or a name says nothing of the language; two foreign words do."""
    if language == "th" or len(_LATIN_WORD.findall(text)) > 1:
        return language
    return state.language
