"""Does docs/phases.md name every phase there is, and no other?"""

import re

from handlers.state import Phase
from tests.house.files import ROOT


def test_every_phase_stands_in_the_table_of_the_documentation() -> None:
    page = (ROOT / "docs" / "phases.md").read_text("utf-8")

    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [phase.value for phase in _in_order()]


def _in_order() -> list[Phase]:
    return [Phase.IDLE, Phase.BOT, Phase.FLOW, Phase.TAKING_MESSAGE, Phase.QUEUED, Phase.WITH_AGENT]


def test_the_order_above_leaves_no_phase_out() -> None:
    assert set(_in_order()) == set(Phase)
