"""The language the bot speaks to a contact: staff's choice, else their own words, else their LINE's."""

from faq import language_of
from handlers.changing import replace
from handlers.clicks import LanguageSet
from handlers.facts import Facts
from handlers.learned import ProfileRead
from handlers.state import Decision, Refused, State
from handlers.wording import LANGUAGES

_KNOWN = (*LANGUAGES, "ja", "zh")  # as words are told apart; who speaks another is best met in English


def set_language(state: State, event: LanguageSet, facts: Facts) -> Decision:
    """Chosen, it holds whatever they write in; chosen no more, their next words decide."""
    if not event.language:
        return Decision(replace(state, is_language_set=False))
    if event.language not in LANGUAGES:
        raise Refused("service.no_such_language")
    return Decision(replace(state, language=event.language, is_language_set=True))


def note_profile(state: State, event: ProfileRead, facts: Facts) -> Decision:
    """What their LINE is set to counts only while nothing they have written tells."""
    spoken = event.language.partition("-")[0].casefold()
    if not spoken or state.is_language_set or any(map(language_of, event.words)):
        return Decision(state)
    return Decision(replace(state, language=spoken if spoken in _KNOWN else "en"))
