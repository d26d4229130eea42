"""Which attempts to deliver ended with their process? Then nobody can know what became of them."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

# From LINE's answer, which is logged, to the commit that records it.
_RECORDING_SECONDS = 2.0


def interrupted(log: Path, deaths: Collection[float]) -> Callable[[int, int], bool]:
    """(delivery, attempts) → was one of them cut off by one of these deaths (seconds since the epoch)?

    Each attempt that ended has a line in the log; one that has none died, and so did one that was
    answered, but whose process was killed before it could write that down.
    """
    ended: dict[int, list[float]] = defaultdict(list)
    for line in log.read_text(errors="replace").splitlines():
        if '"event": "delivery"' not in line:
            continue
        try:
            told = json.loads(line)
            ended[told["delivery"]].append(datetime.fromisoformat(told["timestamp"]).timestamp())
        except (ValueError, KeyError):
            continue  # two processes wrote at once, or one died in mid-line

    def was_cut(delivery: int, attempts: int) -> bool:
        moments = ended[delivery]
        unrecorded = any(0 <= death - each < _RECORDING_SECONDS for each in moments for death in deaths)
        return len(moments) < attempts or unrecorded

    return was_cut
