"""How a session opens: whatever the first word is, it is handled as in an open session."""

from typing import Any

from handlers.changing import replace
from handlers.deciding import Handler
from handlers.effects import Effect, OpenSession, Say, SetTimer
from handlers.facts import Facts
from handlers.silence import QUIET
from handlers.state import Decision, Phase, State


def opening(handler: Handler) -> Handler:
    """The same handler with the door opened first: a session, its timer, and who is speaking."""

    def open_then_handle(state: State, event: Any, facts: Facts) -> Decision:
        opened = replace(state, phase=Phase.BOT, knows_bot=True)
        begin: tuple[Effect, ...] = (OpenSession(), SetTimer(QUIET, facts.now + facts.policy.quiet_ms))
        if not state.knows_bot:
            begin = (*begin, Say("welcome.disclosure"))
        decision = handler(opened, event, facts)
        return Decision(decision.state, (*begin, *decision.effects))

    return open_then_handle
