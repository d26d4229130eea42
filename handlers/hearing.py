"""Is this text a question, or one of the few plain requests everyone understands?

The matcher never sees a request: whoever asks for a person gets one, whatever the articles say.
"""

from dataclasses import replace

from faq import Intent, intent_of, language_of
from handlers.events import (
    ChoiceTapped,
    Complained,
    Event,
    Greeted,
    PersonAskedFor,
    QueueLeft,
    TextReceived,
    Thanked,
    WaitAsked,
)
from handlers.state import Phase, State


def hear(state: State, event: Event) -> tuple[State, Event]:
    """The event as the table knows it, and the state with the language it was said in.

    Requests in words become the same events as taps.
    """
    if not isinstance(event, TextReceived):
        return state, event
    heard = _typed_choice(state, event) or _request(state, event) or event
    return replace(state, language=language_of(event.text) or state.language), heard


def _typed_choice(state: State, event: TextReceived) -> Event | None:
    """A number after "did you mean" is a choice: LINE for PC shows no quick replies."""
    number = event.text.strip().rstrip(".)")
    if not (state.choices and number.isdecimal() and len(number) <= 2):
        return None
    index = int(number) - 1
    return ChoiceTapped(state.choices[index]) if 0 <= index < len(state.choices) else None


def _request(state: State, event: TextReceived) -> Event | None:
    intent = intent_of(event.text)
    is_queued = state.phase is Phase.QUEUED
    if intent is Intent.PERSON:
        return PersonAskedFor()
    if intent is Intent.LEAVE_QUEUE and is_queued:
        return QueueLeft()
    if intent is Intent.HOW_LONG and is_queued:
        return WaitAsked()
    if intent is Intent.GREETING:
        return Greeted()
    if intent is Intent.THANKS:
        return Thanked()
    if intent is Intent.COMPLAINT:
        return Complained(event.text)
    return None
