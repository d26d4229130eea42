"""Pictures, files, places, and messages the contact took back."""

from handlers.changing import replace
from handlers.effects import AmendMessage, BlankMessage, Say
from handlers.events import (
    AttachmentReceived,
    LocationReceived,
    MessageEdited,
    MessageUnsent,
)
from handlers.facts import Facts
from handlers.flows.forgetting import forgotten
from handlers.messages import LINE_OPTIONS, PERSON_OPTION
from handlers.state import Decision, State


def acknowledge_and_offer(
    state: State, event: AttachmentReceived | LocationReceived, facts: Facts
) -> Decision:
    """A bot cannot read a slip; it says that it arrived and offers someone who can."""
    key = "attachments.place" if isinstance(event, LocationReceived) else "attachments.received"
    return Decision(
        replace(state, has_offer=True, offered="attachment"), (Say(key, options=(PERSON_OPTION,)),)
    )


def acknowledge_in_line(state: State, event: AttachmentReceived, facts: Facts) -> Decision:
    """Already waiting for a person, who will see it."""
    return Decision(state, (Say("attachments.received_in_line", options=LINE_OPTIONS),))


def blank_unsent(state: State, event: MessageUnsent, facts: Facts) -> Decision:
    """LINE asks that an unsent message be hidden wherever it is kept, also as an answer in a flow."""
    left, repeated = forgotten(state, event.line_message_id, facts)
    return Decision(left, (BlankMessage(event.line_message_id, repeated),))


def amend_edited(state: State, event: MessageEdited, facts: Facts) -> Decision:
    """New words in place of the old; what was answered to the old ones stays as it was."""
    return Decision(state, (AmendMessage(event.line_message_id, event.text),))
