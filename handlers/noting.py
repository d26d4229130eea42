"""Notes for colleagues: kept beside the transcript, and no order to say anything ever comes of one."""

from handlers.clicks import NoteWritten
from handlers.effects import KeepNote
from handlers.facts import Facts
from handlers.state import Decision, Refused, State

NOTE_LENGTH = 2000


def keep_note(state: State, event: NoteWritten, facts: Facts) -> Decision:
    """Anybody of the staff may note, whoever serves, and in every phase."""
    if not event.text.strip():
        raise Refused("service.empty_note")
    return Decision(state, noted(event.text, event.agent_id, event.mentions))


def noted(text: str, agent_id: int, mentions: tuple[int, ...] = ()) -> tuple[KeepNote, ...]:
    """The order to keep these words; none for no words."""
    words = text.strip()
    if len(words) > NOTE_LENGTH:
        raise Refused("service.note_too_long", most=NOTE_LENGTH)
    return (KeepNote(words, agent_id, mentions),) if words else ()
