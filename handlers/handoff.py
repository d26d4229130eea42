"""Asking for a person: join the line, ask about it, leave it."""

from handlers.effects import Mark, Say
from handlers.events import PersonAskedFor, QueueLeft, WaitAsked
from handlers.facts import Facts
from handlers.messages import PERSON_OPTION
from handlers.queueing import join_queue, place_in_line
from handlers.state import Decision, State, back_to_bot


def ask_for_person(state: State, event: PersonAskedFor, facts: Facts) -> Decision:
    """Asked is handed over, in this very turn."""
    return join_queue(state, facts, "asked")


def ask_again_while_queued(state: State, event: PersonAskedFor | WaitAsked, facts: Facts) -> Decision:
    """Asking twice neither queues twice nor restarts the wait; the place in line is told again."""
    return Decision(state, (place_in_line("handoff.still_queued", facts),))


def leave_queue(state: State, event: QueueLeft, facts: Facts) -> Decision:
    """Back to the bot, which starts clean."""
    say = Say("handoff.left", options=(PERSON_OPTION,))
    return Decision(back_to_bot(state), (Mark("left_queue"), say))
