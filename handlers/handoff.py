"""Asking for a person: join the line, ask about it, leave it."""

from handlers.effects import Mark, Say
from handlers.events import (
    MessageWanted,
    PersonAskedFor,
    QueueLeft,
    WaitAsked,
)
from handlers.facts import Facts
from handlers.messages import MENU_OPTION, PERSON_OPTION
from handlers.queueing import how_it_stands, join_queue
from handlers.state import Decision, State, back_to_bot


def ask_for_person(state: State, event: PersonAskedFor, facts: Facts) -> Decision:
    """Asked is handed over, in this very turn; why a person was offered, if one was, is the reason."""
    return join_queue(state, facts, state.offered or "asked")


def ask_again_while_queued(
    state: State, event: PersonAskedFor | WaitAsked | MessageWanted, facts: Facts
) -> Decision:
    """Asking twice neither queues twice nor restarts the wait; how it stands is told again."""
    return Decision(state, (how_it_stands(state, facts),))


def leave_queue(state: State, event: QueueLeft, facts: Facts) -> Decision:
    """Back to the bot, which starts clean."""
    say = Say("handoff.left", options=(PERSON_OPTION, MENU_OPTION))
    return Decision(back_to_bot(state), (Mark("left_queue"), say))
