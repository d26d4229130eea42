"""Is every state a customer can reach free of traps, and is a flow with one refused by name?"""

from dataclasses import replace

import pytest

from handlers.flows.definition import ChooseStep, Flow, Flows
from handlers.flows.publishing import prove
from handlers.flows.reading import FlowError, parse, shipped
from handlers.flows.walk import explore, traps
from handlers.state import Phase
from tests.handlers.flows.test_reading import GOOD
from tests.handlers.given import CLAIM

FLOWS = shipped().by_name.values()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_no_reachable_state_of_a_shipped_flow_is_a_trap(flow: Flow) -> None:
    assert [str(each) for each in traps(flow)] == []


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_question_and_every_kind_of_end_is_visited(flow: Flow, language: str) -> None:
    tried = list(explore(flow, language))

    asked = {name for name in flow.steps if flow.asking(name)}
    assert {each.decision.state.flow.step for each in tried if each.decision.state.flow} == asked
    assert {each.decision.state.phase for each in tried} == {Phase.FLOW, Phase.BOT, Phase.QUEUED}


def test_whatever_is_done_in_any_state_gets_at_most_one_reply_of_five_bubbles_and_no_exception() -> None:
    for flow in FLOWS:
        for each in explore(flow, "th"):
            assert len(each.decision.effects) <= 8


def test_a_flow_that_hides_the_way_to_a_person_is_refused_naming_the_state() -> None:
    what = CLAIM.steps["what"]
    assert isinstance(what, ChooseStep)
    crowd = tuple(replace(what.choices[0], key=f"c{n}") for n in range(12))
    crowded = replace(CLAIM, steps={**CLAIM.steps, "what": replace(what, choices=crowd)})

    with pytest.raises(FlowError, match=r"flow claim, step what.*no button leads to a person"):
        prove(Flows({"claim": crowded}))


def test_good_flows_are_published_as_they_are() -> None:
    (flow,) = parse(GOOD, "demo.yaml")

    assert refusal(Flows({"demo": flow})) == ""
    assert any(each.decision.state.flow for each in explore(flow, "th"))


def refusal(flows: Flows) -> str:
    """Why these may not be published; empty when they may."""
    try:
        prove(flows)
    except FlowError as refused:
        return str(refused)
    return ""
