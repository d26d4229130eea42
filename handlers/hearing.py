"""Is this text a question, or one of the few plain requests everyone understands?

The matcher never sees a request: whoever asks for a person gets one, whatever the articles say.
"""

from collections.abc import Mapping

from faq import Intent, could_be_english, imprint, intent_of, language_of
from handlers.changing import replace
from handlers.events import (
    Acknowledged,
    ChoiceTapped,
    Complained,
    Declined,
    Event,
    Greeted,
    HelpAnswered,
    Ignored,
    MessageWanted,
    NoChoiceFitted,
    PersonAskedFor,
    QueueLeft,
    ScoreGiven,
    SurveyDue,
    TextReceived,
    Thanked,
    TimerFired,
    TopicsStopped,
    TopicsWanted,
    WaitAsked,
)
from handlers.flows.definition import Flows
from handlers.flows.hearing import in_flow, language_in_flow, named
from handlers.flows.reading import shipped
from handlers.helping import typed_label
from handlers.menu import tap_by_number, tap_in_words
from handlers.messages import ALL_TOPICS, BEST_SCORE
from handlers.numbered import number_in
from handlers.state import IN_LINE, Phase, State
from handlers.surveying import REASON, SCORE, SURVEY
from handlers.taps import event_of_tap

_TOPICS: Mapping[Intent | None, Event] = {
    Intent.STOP_PROMOTIONS: TopicsStopped("promotions", "word"),
    Intent.STOP_ALL: TopicsStopped(ALL_TOPICS, "word"),
    Intent.WANT_PROMOTIONS: TopicsWanted("promotions", "word"),
    Intent.WANT_ALL: TopicsWanted(ALL_TOPICS, "word"),
}


def hear(state: State, event: Event, flows: Flows | None = None) -> tuple[State, Event]:
    """The event as the table knows it, and the state with the language it was said in.

    Requests in words become the same events as taps. `flows` are those that may be asked for by name.
    """
    if event == TimerFired(SURVEY):
        return state, SurveyDue()
    if not isinstance(event, TextReceived):
        return state, event
    published = shipped() if flows is None else flows
    language = _language(state, event.text)
    is_again = bool(state.answered) and imprint(event.text) == state.answered
    if state.phase is Phase.FLOW:
        heard = in_flow(state, event, published) or _TOPICS.get(intent_of(event.text)) or event
        language = language if state.is_language_set else language_in_flow(event.text, language, state)
    else:
        heard = _outside(state, replace(event, is_again=is_again), published)
    # An offer is good for the very next word: a yes to something else is no yes to it.
    # So is a question for a number: a number typed after other words is about those.
    is_aside = isinstance(heard, Thanked | Acknowledged | Greeted)
    step = "" if state.survey_step == SCORE and not is_aside else state.survey_step
    said = replace(
        state, language=language, has_offer=False, has_menu=False, has_resume_offer=False, help_for=""
    )
    return replace(said, survey_step=step, answered=state.answered if is_again else 0), heard


def _language(state: State, text: str) -> str:
    """That of the text; from one who has not said anything yet, a lone foreign word is English."""
    if state.is_language_set:
        return state.language
    if found := language_of(text):
        return found
    return "en" if state.last_contact_at is None and could_be_english(text) else state.language


def _outside(state: State, event: TextReceived, flows: Flows) -> Event:
    return (
        _typed_choice(state, event)
        or _typed_score(state, event)
        or _typed_help(state, event)
        or named(state, event, flows)
        or _typed_tap(event)
        or _request(state, event)
        or event
    )


def _typed_choice(state: State, event: TextReceived) -> Event | None:
    """A number after a list is a choice: LINE for PC shows neither quick replies nor the menu."""
    if not (state.choices or state.has_menu):
        return None
    number = number_in(event.text)
    if number is None:
        return None
    if state.choices:
        return ChoiceTapped(state.choices[number - 1]) if 0 < number <= len(state.choices) else None
    return _of_menu(tap_by_number(number))


def _typed_tap(event: TextReceived) -> Event | None:
    """The label of a menu's area, typed, is a tap on it."""
    return _of_menu(tap_in_words(event.text))


def _of_menu(tap: str | None) -> Event | None:
    heard = event_of_tap(tap) if tap else None
    return None if isinstance(heard, Ignored) else heard


def _typed_score(state: State, event: TextReceived) -> Event | None:
    """A number from 1 to 7 right after the effort question."""
    number = number_in(event.text) if state.survey_step == SCORE else None
    return ScoreGiven(state.survey, number) if number and number <= BEST_SCORE else None


def _typed_help(state: State, event: TextReceived) -> Event | None:
    """A plain yes or no right after "did this help?"."""
    if not state.help_for:
        return None
    intent = intent_of(event.text)
    if intent is Intent.YES or typed_label(event.text, is_yes=True):
        return HelpAnswered(state.help_for, True)
    if intent is Intent.NO or typed_label(event.text, is_yes=False):
        return HelpAnswered(state.help_for, False)
    return None


def _request(state: State, event: TextReceived) -> Event | None:
    intent = intent_of(event.text, is_telling=state.survey_step == REASON)
    is_queued = state.phase in IN_LINE
    if intent is Intent.PERSON:
        return PersonAskedFor()
    if intent is Intent.LEAVE_QUEUE:
        # Said with no line to leave, it means "never mind".
        return QueueLeft() if is_queued else Declined()
    if intent is Intent.LEAVE_MESSAGE:
        return MessageWanted()
    if intent is Intent.HOW_LONG and is_queued:
        return WaitAsked()
    if intent in _TOPICS:
        return _TOPICS[intent]
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
