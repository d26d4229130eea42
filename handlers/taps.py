"""What does a tap mean? The data of a postback as the event it stands for."""

import re

from handlers import events, messages

_REQUESTS: dict[str, events.Event] = {
    messages.PERSON: events.PersonAskedFor(),
    messages.LEAVE_QUEUE: events.QueueLeft(),
    messages.HOW_LONG: events.WaitAsked(),
    messages.LEAVE_MESSAGE: events.MessageWanted(),
    messages.NO_CHOICE: events.NoChoiceFitted(),
    messages.MENU: events.MenuAsked(),
    messages.CONSENT_MENU: events.TopicsAsked(),
    messages.BACK: events.BackAsked(),
    messages.STOP: events.StopAsked(),
    messages.RESUME: events.ResumeAsked(),
    messages.CASES: events.CasesAsked(),
    messages.THANKS: events.Thanked(),
}
_STEP = re.compile(rf"{messages.STEP_PREFIX}([^:]*):([^:]*)")


def event_of_tap(data: str) -> events.Event:
    """The event behind this data; Ignored for data nobody here has written."""
    if data in _REQUESTS:
        return _REQUESTS[data]
    if data.startswith(messages.ARTICLE_PREFIX):
        return events.ChoiceTapped(data.removeprefix(messages.ARTICLE_PREFIX))
    if data.startswith(messages.SCORE_PREFIX):
        return _score(data)
    if data.startswith(messages.HELPED_PREFIX):
        return _helped(data)
    if data.startswith(messages.CONSENT_PREFIX):
        return _consent(data)
    if data.startswith(messages.FLOW_PREFIX):
        return events.FlowAsked(data.removeprefix(messages.FLOW_PREFIX))
    if step := _STEP.fullmatch(data):
        return events.StepTapped(step[1], step[2])
    return events.Ignored("postback")


def _score(data: str) -> events.Event:
    """`ces:<survey>:<1 to 7>`, or `:skip` instead of a reason."""
    survey, _, answer = data.removeprefix(messages.SCORE_PREFIX).partition(":")
    if answer == messages.SKIP:
        return events.SurveySkipped(survey)
    if answer.isascii() and answer.isdecimal() and 1 <= int(answer[:3]) <= messages.BEST_SCORE:
        return events.ScoreGiven(survey, int(answer))
    return events.Ignored("postback")


def _helped(data: str) -> events.Event:
    """`helped:yes:<article>` or `helped:no:<article>`."""
    way, _, slug = data.removeprefix(messages.HELPED_PREFIX).partition(":")
    return (
        events.HelpAnswered(slug[:64], way == "yes") if way in ("yes", "no") else events.Ignored("postback")
    )


def _consent(data: str) -> events.Event:
    """`consent:off:promotions`, `consent:on:all`, `consent:off:news:menu`."""
    way, _, rest = data.removeprefix(messages.CONSENT_PREFIX).partition(":")
    topic, _, how = rest.partition(":")
    how = "menu" if how == "menu" else "tap"
    if way == "off":
        return events.TopicsStopped(topic[:30], how)
    return events.TopicsWanted(topic[:30], how) if way == "on" else events.Ignored("postback")
