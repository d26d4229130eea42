"""Leaving a message: asked for it, taken, and queued for when somebody can answer."""

from typing import Any

from faq.matching import Verdict, verdict
from handlers.changing import replace
from handlers.deciding import Handler
from handlers.effects import Mark, Say, Tell
from handlers.events import (
    AttachmentReceived,
    ChoiceTapped,
    Complained,
    Event,
    LocationReceived,
    MessageWanted,
    PersonAskedFor,
    TextReceived,
)
from handlers.facts import Facts
from handlers.hours import is_open
from handlers.messages import TAKEN_OPTIONS, TAKING_OPTIONS
from handlers.queueing import closed, hours_for, join_queue, place_in_line, taken_until_open
from handlers.state import Decision, Phase, State, back_to_bot


def join_to_leave_message(state: State, event: MessageWanted, facts: Facts) -> Decision:
    """Out of any talk: nobody need wait to leave a word."""
    joined = join_queue(state, facts, "message")
    if joined.state.phase is not Phase.QUEUED or joined.state.is_follow_up:
        return joined
    begun = begin(joined.state, event, facts)
    return Decision(begun.state, (*joined.effects[:-1], *begun.effects))


def begin(state: State, event: MessageWanted, facts: Facts) -> Decision:
    """Instead of waiting. The place in line is kept for the answer."""
    if state.is_follow_up:
        return Decision(state, (Say("handoff.write_more", options=TAKEN_OPTIONS),))
    return Decision(replace(state, phase=Phase.TAKING_MESSAGE), (ask(state, facts),))


def ask(state: State, facts: Facts) -> Say:
    """For the message; while the shop is closed, with the time at which it opens."""
    if is_open(hours_for(state, facts), facts.now):
        return Say("handoff.leave_message", options=TAKING_OPTIONS)
    return closed(state, facts)


def ask_again(state: State, event: Event, facts: Facts) -> Decision:
    """A hello, a step of something else: no message yet."""
    return Decision(state, (ask(state, facts),))


def take_words(state: State, event: TextReceived, facts: Facts) -> Decision:
    """What the bot is certain of is answered, and the message may still come; all else is the message."""
    best = facts.matches[0] if facts.matches else None
    if best is None or not best.exact or verdict(facts.matches) is not Verdict.ANSWER:
        return take(state, event, facts)
    still = Say("handoff.still_taking", options=TAKING_OPTIONS)
    return Decision(state, (Tell(best.article.answer_in(state.language)), still))


def answer_choice(state: State, event: ChoiceTapped, facts: Facts) -> Decision:
    """A tap on an older choice is certain."""
    if facts.article is None:
        return Decision(state)
    still = Say("handoff.still_taking", options=TAKING_OPTIONS)
    return Decision(state, (Tell(facts.article.answer_in(state.language)), still))


def take(
    state: State,
    event: TextReceived | AttachmentReceived | LocationReceived | Complained | PersonAskedFor,
    facts: Facts,
) -> Decision:
    """The message is there; who answers it will see it in this chat, and nobody need wait for that."""
    is_upset = isinstance(event, Complained) and state.reason != "complaint"
    taken = _queued(
        replace(
            state,
            priority=state.priority + int(is_upset),
            reason="complaint" if is_upset else state.reason,
        ),
        facts,
    )
    if is_open(hours_for(state, facts), facts.now):
        said = Say("handoff.taken", options=TAKEN_OPTIONS)
    else:
        said = taken_until_open("handoff.closed_taken", taken, facts)
    return Decision(taken, (Mark("message_taken"), said))


def wait_after_all(state: State, event: PersonAskedFor, facts: Facts) -> Decision:
    """Back into the line, at the place that was kept. While the shop is closed this is message enough."""
    if not is_open(hours_for(state, facts), facts.now):
        return take(state, event, facts)
    waiting = replace(state, phase=Phase.QUEUED)
    return Decision(waiting, (place_in_line("handoff.queued", facts),))


def queue_without_words(state: State, event: Event, facts: Facts) -> Decision:
    """Somebody asked for a person and wrote nothing: they are owed a word all the same."""
    return Decision(_queued(state, facts))


def leaving_for(handler: Handler) -> Handler:
    """The same handler, with the bot: something else was wanted after all."""

    def leave_then_handle(state: State, event: Any, facts: Facts) -> Decision:
        decision = handler(back_to_bot(state), event, facts)
        return replace(decision, effects=(Mark("left_queue"), *decision.effects))

    return leave_then_handle


def to_menu(keeping: Handler, leaving: Handler) -> Handler:
    """Back to the menu: who stood in line keeps the place; who came to leave a word or at night has none."""

    def handle(state: State, event: Any, facts: Facts) -> Decision:
        if state.reason == "message" or not is_open(hours_for(state, facts), facts.now):
            return leaving_for(leaving)(state, event, facts)
        return keeping(replace(state, phase=Phase.QUEUED), event, facts)

    return handle


def _queued(state: State, facts: Facts) -> State:
    return replace(
        state,
        phase=Phase.QUEUED,
        is_follow_up=True,
        queued_at=state.queued_at or facts.now,
        waiting_since=state.waiting_since or facts.now,
    )
