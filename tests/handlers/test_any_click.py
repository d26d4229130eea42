"""What holds of notes, snoozes and what was resolved, whatever else happens and in whatever order?"""

from dataclasses import replace

from hypothesis import given

from handlers import clicks, events
from handlers.effects import KeepNote, SayAsAgent, Tell
from handlers.state import Phase
from tests.handlers.test_any_sequence import MODERATELY, STEPS, Script, play


@MODERATELY
@given(STEPS)
def test_a_note_is_kept_and_never_makes_anybody_say_anything(steps: Script) -> None:
    for step in play(steps):
        if isinstance(step.event, clicks.NoteWritten):
            assert [type(each) for each in step.effects] == [KeepNote]
            assert step.after == replace(step.before, due_at=step.after.due_at, warn_at=step.after.warn_at)
        notes = {each.text for each in step.effects if isinstance(each, KeepNote)}
        assert not notes & {each.text for each in step.effects if isinstance(each, SayAsAgent | Tell)}


@MODERATELY
@given(STEPS)
def test_only_what_a_person_has_is_out_of_sight_and_their_word_brings_it_back(steps: Script) -> None:
    for step in play(steps):
        if step.after.snoozed_until is not None:
            assert step.after.phase is Phase.WITH_AGENT
            assert not isinstance(step.event, events.TextReceived | events.AttachmentReceived)
        if step.after.resolved_at is not None:
            assert step.after.phase is Phase.IDLE
