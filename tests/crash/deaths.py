"""Of which deliveries can nobody know what became of them? The product's log and the killer's watch tell."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path


def interrupted(log: Path, deaths: Collection[float]) -> Callable[[int, int], bool]:
    """(delivery, attempts) → did LINE's answer to one of them not come, or not get written down?

    Each attempt that ended has a line in the log. One that has none died with its process; one that says
    "unknown" was cut, or timed out because the machine was slow; and one that was answered may have died,
    at one of these moments (seconds since the epoch), before its process had recorded it.
    """
    ended: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for line in log.read_text(errors="replace").splitlines():
        if '"event": "delivery"' not in line:
            continue
        try:
            told = json.loads(line)
            moment = datetime.fromisoformat(told["timestamp"]).timestamp()
            ended[told["delivery"]].append((moment, told["answer"]))
        except (ValueError, KeyError):
            continue  # two processes wrote at once, or one died in mid-line

    def was_cut(delivery: int, attempts: int) -> bool:
        lines = ended[delivery]
        if len(lines) < attempts or any(answer == "unknown" for _, answer in lines):
            return True
        return any(lines[0][0] <= death <= lines[-1][0] for death in deaths)

    return was_cut
