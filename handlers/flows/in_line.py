"""A flow asked for while a person is on the way: what is said instead?"""

from handlers.effects import Say
from handlers.events import FlowAsked, ResumeAsked
from handlers.facts import Facts
from handlers.messages import LINE_OPTIONS
from handlers.state import Decision, State


def say_person_comes(state: State, event: FlowAsked | ResumeAsked, facts: Facts) -> Decision:
    """One thing at a time: whoever comes takes it from here."""
    return Decision(state, (Say("flow.in_line", options=LINE_OPTIONS),))
