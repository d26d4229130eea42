"""Which processor core does this process keep to, when it is busy?

Python runs one thread at a time. On several cores the threads of a busy process spend a quarter of its
time on waking each other across them; on one they take turns. But a core shared with somebody else's work
is worse than none of one's own, so this looks twice a second and lets go where it is crowded.
"""

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from bot.clock import stopwatch
from bot.logs import log

LOOK_SECONDS = 0.5
# In cores: from when on it pays, how much of one must be free, and how much others may take of ours.
BUSY, ROOM, CROWD = 0.5, 0.8, 0.3
_AWAY_SECONDS = (3.0, 10.0)  # at random, so that two who chose the same core do not choose again together


def choose(used: float, busy: Mapping[int, float], held: int | None) -> int | None:
    """The core to keep to, None for all. Since the last look: cores `used` by us, `busy` with anything."""
    if used < BUSY:
        return None
    if held is not None:
        return held if busy[held] - used <= CROWD else None
    others = sum(busy.values()) - used
    return min(busy, key=lambda core: busy[core]) if len(busy) - others >= ROOM else None


class Keeping:
    """One thread that looks; does nothing where there is one core, or no Linux."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)
        self._held: int | None = None
        self._away_until = 0.0

    def start(self) -> None:
        """Begin to look."""
        if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
            self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def _run(self) -> None:
        cores = os.sched_getaffinity(0)
        at, used, busy = stopwatch(), time.process_time(), _busy(cores)
        while busy and not self._stopping.wait(LOOK_SECONDS):
            then, since, before = at, used, busy
            at, used, busy = stopwatch(), time.process_time(), _busy(cores)
            seconds = at - then
            shares = {core: (busy[core] - before[core]) / seconds for core in busy if core in before}
            self._keep_to(choose((used - since) / seconds, shares, self._held), cores, at)

    def _keep_to(self, wanted: int | None, cores: set[int], now: float) -> None:
        if wanted == self._held or (wanted is not None and now < self._away_until):
            return
        if wanted is None:
            self._away_until = now + secrets.SystemRandom().uniform(*_AWAY_SECONDS)
        self._held = wanted
        _move(cores if wanted is None else {wanted})
        log.info("core", keeps_to="all" if wanted is None else wanted)


def _busy(cores: set[int]) -> dict[int, float]:
    """Seconds each of these cores has been busy since the machine started, whoever it was."""
    tick = os.sysconf("SC_CLK_TCK")
    found = {}
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/stat").read_text().splitlines():
            name, *spent = line.split()
            if name.startswith("cpu") and name[3:].isdigit() and int(name[3:]) in cores:
                total, idle = sum(map(int, spent[:8])), int(spent[3]) + int(spent[4])
                found[int(name[3:])] = (total - idle) / tick
    return found


def _move(cores: set[int]) -> None:
    """Every thread; those to come follow whoever starts them."""
    for each in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):  # it has just ended
            os.sched_setaffinity(int(each), cores)
