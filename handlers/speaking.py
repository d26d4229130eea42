"""The language the bot speaks to a contact, where staff choose it."""

from handlers.changing import replace
from handlers.clicks import LanguageSet
from handlers.facts import Facts
from handlers.state import Decision, Refused, State
from handlers.wording import LANGUAGES


def set_language(state: State, event: LanguageSet, facts: Facts) -> Decision:
    """Chosen, it holds whatever they write in; chosen no more, their next words decide."""
    if not event.language:
        return Decision(replace(state, is_language_set=False))
    if event.language not in LANGUAGES:
        raise Refused("service.no_such_language")
    return Decision(replace(state, language=event.language, is_language_set=True))
