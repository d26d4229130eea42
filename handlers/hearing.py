"""Is this text a question, or one of the few plain requests everyone understands?

The matcher never sees a request: whoever asks for a person gets one, whatever the articles say.
"""

import re
from dataclasses import replace

from faq import Intent, intent_of, language_of
from handlers.events import (
    Acknowledged,
    ChoiceTapped,
    Complained,
    Declined,
    Event,
    Greeted,
    NoChoiceFitted,
    PersonAskedFor,
    QueueLeft,
    TextReceived,
    Thanked,
    WaitAsked,
)
from handlers.state import Phase, State

# "2", "2.", "(2)", "ข้อ 2", "no. 2", "#2", "2 ค่ะ": how people type one of a short list.
_NUMBER = re.compile(
    r"(?:ข้อ|เบอร์|หมายเลข|number|no\.?|#)?\s*\(?(\d{1,2})[.)]?\s*(?:ค่ะ|คะ|ครับ|คับ|please)?", re.IGNORECASE
)


def hear(state: State, event: Event) -> tuple[State, Event]:
    """The event as the table knows it, and the state with the language it was said in.

    Requests in words become the same events as taps.
    """
    if not isinstance(event, TextReceived):
        return state, event
    heard = _typed_choice(state, event) or _request(state, event) or event
    language = language_of(event.text) or state.language
    # An offer is good for the very next word: a yes to something else is no yes to it.
    return replace(state, language=language, has_offer=False), heard


def _typed_choice(state: State, event: TextReceived) -> Event | None:
    """A number after "did you mean" is a choice: LINE for PC shows no quick replies."""
    typed = _NUMBER.fullmatch(event.text.strip())
    if not (state.choices and typed):
        return None
    index = int(typed[1]) - 1
    return ChoiceTapped(state.choices[index]) if 0 <= index < len(state.choices) else None


def _request(state: State, event: TextReceived) -> Event | None:
    intent = intent_of(event.text)
    is_queued = state.phase is Phase.QUEUED
    if intent is Intent.PERSON:
        return PersonAskedFor()
    if intent is Intent.LEAVE_QUEUE:
        # Said with no line to leave, it means "never mind".
        return QueueLeft() if is_queued else Declined()
    if intent is Intent.HOW_LONG and is_queued:
        return WaitAsked()
    if intent is Intent.GREETING:
        return Greeted()
    if intent is Intent.THANKS:
        return Thanked()
    if intent is Intent.COMPLAINT:
        return Complained(event.text)
    return _answer_to_offer(state, intent)


def _answer_to_offer(state: State, intent: Intent | None) -> Event | None:
    """Yes, no and ok mean what the bot has just said; without an offer they are only nods."""
    if intent is Intent.YES and state.has_offer:
        return PersonAskedFor()
    if intent is Intent.YES and len(state.choices) == 1:
        return ChoiceTapped(state.choices[0])
    if intent is Intent.NO and state.choices:
        return NoChoiceFitted()
    if intent is Intent.NO and state.has_offer:
        return Declined()
    return Acknowledged() if intent in (Intent.YES, Intent.NO, Intent.ACKNOWLEDGE) else None
