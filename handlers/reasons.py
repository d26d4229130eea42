"""Are these words the reason for a score just given, or the next question?"""

from typing import Any

from faq.matching import Verdict, verdict
from handlers.changing import replace
from handlers.deciding import Handler
from handlers.effects import Effect, RecordReason, Say
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION
from handlers.state import Decision, State
from handlers.surveying import REASON


def reason_or(handler: Handler) -> Handler:
    """The same handler, unless these words are the reason for a score just given."""

    def record_reason_or_handle(state: State, event: Any, facts: Facts) -> Decision:
        if not _is_reason(state, facts):
            return handler(replace(state, survey_step=""), event, facts)
        effects: tuple[Effect, ...] = (
            RecordReason(state.survey),
            Say("surveys.reason_thanks", options=(PERSON_OPTION,)),
        )
        return Decision(replace(state, survey_step=""), effects)

    return record_reason_or_handle


def _is_reason(state: State, facts: Facts) -> bool:
    """Right after the score, and not a question we know the answer to."""
    since = facts.now - (state.last_contact_at or 0)
    is_next = state.survey_step == REASON and since <= facts.policy.reason_ms
    return is_next and verdict(facts.matches) is not Verdict.ANSWER
