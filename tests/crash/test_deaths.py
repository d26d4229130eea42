"""The crash run excuses doubt only where an answer cannot have been known."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.crash.deaths import interrupted

START = 1_790_000_000.0


def line(seconds: float, answer: str, delivery: int = 1) -> str:
    moment = datetime.fromtimestamp(START + seconds, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"event": "delivery", "timestamp": moment, "delivery": delivery, "answer": answer})


@pytest.mark.parametrize(
    ("lines", "attempts", "death", "is_excused"),
    [
        ([line(0, "too fast"), line(50, "not sent")], 2, 60, False),  # every attempt lived and was answered
        ([line(50, "not sent")], 2, 20, True),  # one left no line: it died
        ([line(0, "unknown"), line(50, "not sent")], 2, 60, True),
        ([line(0, "accepted"), line(50, "not sent")], 2, 3, True),  # answered, and dead before the commit
        ([line(0, "accepted"), line(50, "not sent"), "{half a li"], 2, 60, False),
        ([line(0, "unknown", delivery=2), line(50, "not sent")], 1, 60, False),
    ],
)
def test_doubt_is_excused_by_a_death_or_an_answer_that_never_came(
    tmp_path: Path, lines: list[str], attempts: int, death: float, is_excused: bool
) -> None:
    log = tmp_path / "desk.log"
    log.write_text("\n".join(lines))

    assert interrupted(log, [START + death])(1, attempts) is is_excused
