"""The customer says whether the answer helped: thanked, or offered a person."""

from typing import Any

from handlers.changing import replace
from handlers.deciding import Handler
from handlers.effects import RecordHelp, Say
from handlers.events import HelpAnswered
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION
from handlers.state import Decision, State


def hear(state: State, event: HelpAnswered, facts: Facts) -> Decision:
    """A yes ends it; a no is a miss, and a person is offered at once."""
    told = RecordHelp(event.slug, event.is_yes)
    heard = replace(state, help_for="", last_contact_at=facts.now)
    if event.is_yes:
        return Decision(heard, (told, Say("answers.helped", options=(PERSON_OPTION,))))
    misses = min(state.misses + 1, facts.policy.misses_to_hand_over - 1)
    missed = replace(heard, misses=misses, has_offer=True, offered="not_helped")
    return Decision(missed, (told, Say("answers.not_helped", options=(PERSON_OPTION,))))


def record_quietly(state: State, event: HelpAnswered, facts: Facts) -> Decision:
    """A person is on the way or here, or a flow goes on: it counts, and the bot says nothing about it."""
    return Decision(replace(state, help_for=""), (RecordHelp(event.slug, event.is_yes),))


def late(opened: Handler) -> Handler:
    """Tapped when the session is over: a yes opens no new one, a no does."""

    def record_or_open(state: State, event: Any, facts: Facts) -> Decision:
        if not event.is_yes:
            return opened(state, event, facts)
        thanks = (Say("answers.helped", options=(PERSON_OPTION,)),) if state.knows_bot else ()
        return Decision(state, (RecordHelp(event.slug, event.is_yes), *thanks))

    return record_or_open
