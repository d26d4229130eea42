"""May these flows be shown to customers? Only when no state of them is a trap."""

from handlers.flows.definition import Flows
from handlers.flows.lines import FlowError
from handlers.flows.walk import traps


def prove(flows: Flows) -> None:
    """Visit every state of every flow. Raises FlowError for the first from which no person is in reach."""
    for flow in flows.by_name.values():
        for trap in traps(flow):
            raise FlowError("", 0, trap.flow, trap.step or "end", "", f"{trap.why}; {trap}")
