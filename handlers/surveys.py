"""After a session: one question about effort, one tap to answer it, one line for the reason."""

from handlers.changing import replace
from handlers.daytime import next_within
from handlers.effects import Effect, Mark, RecordScore, Say, SetTimer
from handlers.events import (
    ScoreGiven,
    SurveyDue,
    SurveySkipped,
    Thanked,
)
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION, skip_option
from handlers.state import Decision, Phase, State
from handlers.surveying import BOT_PATH, PERSON_PATH, REASON, SCORE, SURVEY, ask, ask_or_plan, is_due


def accept_thanks(state: State, event: Thanked, facts: Facts) -> Decision:
    """Thanks are no question and no miss; after an answer they are the moment to ask how easy it was."""
    thanks = Say("welcome.thanks")
    path = PERSON_PATH if state.had_handoff else BOT_PATH
    if state.topic and facts.can_reply_free:
        asked = ask_or_plan(state, facts, path)
        if asked.effects:
            return Decision(asked.state, (thanks, *asked.effects))
    return Decision(state, (replace(thanks, options=(PERSON_OPTION,)),))


def accept_thanks_after(state: State, event: Thanked, facts: Facts) -> Decision:
    """Thanks after the need was met open no new one; the first words of a stranger are a hello."""
    disclosure = () if state.knows_bot else (Say("welcome.disclosure"),)
    thanks = Say("welcome.thanks", options=(PERSON_OPTION,))
    return Decision(replace(state, knows_bot=True), (*disclosure, thanks))


def ask_when_due(state: State, event: SurveyDue, facts: Facts) -> Decision:
    """The decent hour has come: asked unless a case, a block or another survey came between."""
    if state.is_blocked or facts.has_open_case or not state.survey or not is_due(state, facts):
        return Decision(state)
    due = next_within(facts.now, facts.zone, facts.policy.survey_hours)
    if due > facts.now:
        return Decision(state, (SetTimer(SURVEY, due),))  # we were away when the hour came
    return ask(state, facts, is_proactive=True)


def record_score(state: State, event: ScoreGiven, facts: Facts) -> Decision:
    """Recorded once; a low one is sorry and becomes work for a person."""
    if not facts.is_score_open:
        return Decision(_answered(state, event), (Say("surveys.already", options=(PERSON_OPTION,)),))
    effects = _recorded(event, facts)
    is_low = event.score <= facts.policy.low_score
    words = "surveys.sorry_why" if is_low else "surveys.thanks_why"
    options = (skip_option(event.key), PERSON_OPTION) if is_low else (skip_option(event.key),)
    if state.phase is Phase.QUEUED:
        return Decision(_answered(state, event), (*effects, Say("surveys.thanks")))
    waiting = replace(state, survey=event.key, survey_step=REASON, last_contact_at=facts.now)
    return Decision(waiting, (*effects, Say(words, options=options)))


def record_quietly(state: State, event: ScoreGiven, facts: Facts) -> Decision:
    """A person is serving: the score counts, and the bot says nothing."""
    effects = _recorded(event, facts) if facts.is_score_open else ()
    return Decision(_answered(state, event), effects)


def skip_reason(state: State, event: SurveySkipped, facts: Facts) -> Decision:
    """No reason is fine."""
    if state.survey_step != REASON or state.survey != event.key:
        return Decision(state)
    return Decision(replace(state, survey_step=""), (Say("surveys.skipped", options=(PERSON_OPTION,)),))


def _recorded(event: ScoreGiven, facts: Facts) -> tuple[Effect, ...]:
    marks: tuple[Effect, ...] = (Mark("scored", reason=str(event.score)),)
    if event.score <= facts.policy.low_score:
        marks = (*marks, Mark("low_score", reason=str(event.score)))
    return (RecordScore(event.key, event.score), *marks)


def _answered(state: State, event: ScoreGiven) -> State:
    return replace(state, survey_step="") if state.survey_step == SCORE else state
