"""The effort question: when it may be asked, and how.

Customer effort score (CES): one question, 1 (very hard) to 7 (very easy), asked after a need was dealt with.
"""

from handlers.changing import replace
from handlers.daytime import next_within
from handlers.effects import AskSurvey, PlanSurvey, SetTimer, Show
from handlers.facts import Facts
from handlers.messages import BEST_SCORE, SCORE_PREFIX, Option
from handlers.rich import Button, Panel
from handlers.state import Decision, State
from handlers.wording import sentence

SURVEY = "survey"  # the timer's name
SCORE, REASON = "score", "reason"  # what an asked survey waits for
BOT_PATH, PERSON_PATH = "bot", "person"

# The ends of the scale say what they mean; between them a number says enough.
_ENDS = {1: "option.score_worst", BEST_SCORE: "option.score_best"}


def ask_or_plan(state: State, facts: Facts, path: str, agent_id: int | None = None) -> Decision:
    """Ask at once where that is free; else at a decent hour, as one counted message; or not at all.

    Never while a case is open, never a blocked contact, never twice within the policy's gap.
    """
    if state.is_blocked or facts.has_open_case or not is_due(state, facts):
        return Decision(state)
    plan = PlanSurvey(facts.fresh_key, state.topic, path, agent_id)
    planned = replace(state, survey=plan.key, survey_step="")
    if facts.can_reply_free:
        asked = ask(planned, facts, is_proactive=False)
        return Decision(asked.state, (plan, *asked.effects))
    due = next_within(facts.now, facts.zone, facts.policy.survey_hours)
    return Decision(planned, (plan, SetTimer(SURVEY, due)))


def is_due(state: State, facts: Facts) -> bool:
    """Has this contact been left in peace long enough?"""
    return state.surveyed_at is None or facts.now - state.surveyed_at >= facts.policy.survey_gap_ms


def ask(state: State, facts: Facts, *, is_proactive: bool) -> Decision:
    """The question itself, for the survey that is planned."""
    asked = replace(state, survey_step=SCORE, surveyed_at=facts.now)
    scores = tuple(
        Option(f"{SCORE_PREFIX}{state.survey}:{each}", wording=_ENDS.get(each, ""), label=str(each))
        for each in range(1, BEST_SCORE + 1)
    )
    return Decision(asked, (AskSurvey(state.survey, is_proactive), Show(_scale(state, scores), scores)))


def _scale(state: State, scores: tuple[Option, ...]) -> Panel:
    """The seven steps as buttons in the message itself: LINE for PC shows no quick replies."""
    language = state.language
    return Panel(
        alt=sentence("surveys.ask_alt", language),
        title=sentence("surveys.ask", language),
        text=sentence("surveys.ask_hint", language),
        scale=tuple(Button(each.label, data=each.data) for each in scores),
        scale_ends=(sentence("option.hard", language), sentence("option.easy", language)),
    )
