"""A chat that changes hands without its agent's doing: given by a lead, or back in line."""

import pytest

from handlers.acts import AgentLeft, Reassigned
from handlers.effects import Mark
from handlers.state import Phase, Refused, State
from tests.handlers.given import facts, happens

SERVED = State(phase=Phase.WITH_AGENT, agent_id=1, agent_name="Nok", waiting_since=5, had_handoff=True)
BEN = Reassigned(2, "Ben", 9)


def test_a_given_chat_keeps_its_wait() -> None:
    given = happens(SERVED, BEN, facts())

    assert (given.state.agent_id, given.state.agent_name, given.state.waiting_since) == (2, "Ben", 5)
    assert Mark("reassigned", reason="9", agent_id=2) in given.effects


@pytest.mark.parametrize("phase", [Phase.QUEUED, Phase.BOT])
def test_a_chat_nobody_has_can_be_given(phase: Phase) -> None:
    given = happens(State(phase=phase, queued_at=7 if phase is Phase.QUEUED else None), BEN, facts())

    assert (given.state.phase, given.state.agent_id) == (Phase.WITH_AGENT, 2)


def test_given_to_whoever_has_it_is_nothing() -> None:
    assert happens(SERVED, Reassigned(1, "Nok", 9), facts()).effects == ()


def test_a_closed_chat_cannot_be_given() -> None:
    with pytest.raises(Refused):
        happens(State(), BEN, facts())


def test_when_its_agent_leaves_a_chat_stands_in_line_since_it_waits() -> None:
    left = happens(SERVED, AgentLeft(1, "suspended"), facts())

    assert (left.state.phase, left.state.agent_id) == (Phase.QUEUED, None)
    assert (left.state.queued_at, left.state.waiting_since) == (5, 5)
    assert left.effects[0] == Mark("returned", reason="suspended", agent_id=1)


def test_a_chat_somebody_else_has_taken_since_stays_theirs() -> None:
    assert happens(SERVED, AgentLeft(3, "offline"), facts()).state.agent_id == 1
