"""A flow asked for while a person is on the way: what is said instead?"""

from handlers.effects import Say
from handlers.events import FlowAsked, ResumeAsked
from handlers.facts import Facts
from handlers.queueing import options_in_line
from handlers.state import Decision, State


def say_person_comes(state: State, event: FlowAsked | ResumeAsked, facts: Facts) -> Decision:
    """One thing at a time: whoever comes takes it from here."""
    key = "flow.in_line_later" if state.is_follow_up else "flow.in_line"
    return Decision(state, (Say(key, options=options_in_line(state)),))
