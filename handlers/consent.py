"""Joining and leaving broadcasts: what a contact wants to hear about is theirs to say, at any moment."""

from collections.abc import Mapping

from handlers.effects import Effect, Say, SetConsent
from handlers.events import TopicsAsked, TopicsStopped, TopicsWanted
from handlers.facts import Facts
from handlers.messages import ALL_TOPICS, LINE_OPTIONS, PERSON_OPTION, TOPICS, Option, consent_option
from handlers.state import Decision, State
from handlers.wording import sentence

Said = TopicsStopped | TopicsWanted

_NAMES = {"promotions": "topic.promotions", "news": "topic.news"}
_CONFIRMED: Mapping[tuple[type[Said], str], str] = {
    (TopicsStopped, "promotions"): "consent.off_promotions",
    (TopicsStopped, "news"): "consent.off_news",
    (TopicsStopped, ALL_TOPICS): "consent.off_all",
    (TopicsWanted, "promotions"): "consent.on_promotions",
    (TopicsWanted, "news"): "consent.on_news",
    (TopicsWanted, ALL_TOPICS): "consent.on_all",
}


def obey(state: State, event: Said, facts: Facts) -> Decision:
    """Done at once, said once, and as easy to take back. It opens no session: it is no need."""
    return Decision(state, (_set(event), _confirm(event, (_undo(event), PERSON_OPTION))))


def obey_in_line(state: State, event: Said, facts: Facts) -> Decision:
    """The same for one who waits, who also learns that the place in line is kept."""
    still = Say("handoff.still_in_line", options=LINE_OPTIONS)
    return Decision(state, (_set(event), _confirm(event, (_undo(event),)), still))


def obey_quietly(state: State, event: Said, facts: Facts) -> Decision:
    """A person is serving and the bot has no voice; it is done all the same."""
    return Decision(state, (_set(event),))


def show_topics(state: State, event: TopicsAsked, facts: Facts) -> Decision:
    """Each topic with on or off, and a tap that turns it round."""
    return Decision(state, _menu(state, facts, (PERSON_OPTION,)))


def show_topics_in_line(state: State, event: TopicsAsked, facts: Facts) -> Decision:
    """The same, with what one who waits may tap."""
    return Decision(state, _menu(state, facts, LINE_OPTIONS))


def _menu(state: State, facts: Facts, more: tuple[Option, ...]) -> tuple[Effect, ...]:
    lines = [
        sentence(
            "topic.is_off" if topic in facts.stopped else "topic.is_on",
            state.language,
            {"topic": sentence(_NAMES[topic], state.language)},
        )
        for topic in TOPICS
    ]
    taps = [consent_option(topic, is_on=topic in facts.stopped, how="menu") for topic in TOPICS]
    return (Say("consent.menu", {"topics": "\n".join(lines)}, options=(*taps, *more)),)


def _set(event: Said) -> SetConsent:
    topics = (event.topic,) if event.topic in TOPICS else TOPICS
    return SetConsent(topics, is_on=isinstance(event, TopicsWanted), how=event.how)


def _confirm(event: Said, options: tuple[Option, ...]) -> Say:
    return Say(_CONFIRMED[type(event), _known(event.topic)], options=options)


def _undo(event: Said) -> Option:
    return consent_option(_known(event.topic), is_on=isinstance(event, TopicsStopped))


def _known(topic: str) -> str:
    return topic if topic in TOPICS else ALL_TOPICS
