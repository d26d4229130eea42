"""Customers write and agents click while processes die and LINE misbehaves; then all is let settle."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator import Line
from tests.crash.agents import Agent, Told
from tests.processes import SECRET, TOKEN, Desk, children, kill_tree

# Each is answered by the starter articles, so that every event owes exactly one send.
WORDS = (
    "ค่าส่งเท่าไหร่คะ",
    "ร้านเปิดกี่โมงคะ",
    "เช็คเลขพัสดุยังไงคะ",
    "จ่ายเงินยังไงได้บ้างคะ",
    "ขอใบกำกับภาษีได้ไหมคะ",
    "how much is shipping",
)
# What LINE does to us, each with its share of calls.
API_FAULTS = {
    "reset_before_accept": 0.02,
    "accept_then_reset": 0.03,
    "500_before_accept": 0.02,
    "500_after_accept": 0.03,
    "slow": 0.01,
    "429_rate": 0.02,
    "token_expired": 0.02,
}
WEBHOOK_FAULTS = {"duplicate": 0.05, "reorder": 0.05, "mix": 0.05}
CUSTOMERS = 24
# These ask for a person, and what they say then is answered by one.
SERVED = tuple(f"Served {number}" for number in range(6))
FOR_A_PERSON = ("ขอคุยกับเจ้าหน้าที่", "ขอคุยกับคนค่ะ", "ขอบคุณค่ะ", "ค่าส่งเท่าไหร่คะ")
AGENTS = ("Nok", "Ben")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard. `variant` names a deliberately broken product (tests/crash/broken.py)."""

    kills: int
    seed: int = 7
    per_second: float = 30
    variant: str = ""
    pause: tuple[float, float] = (0.2, 1.5)


class BreakableDesk(Desk):
    """The same processes, started through tests.crash.broken when a variant is wanted."""

    variant = ""
    told = Told()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.deaths: list[float] = []

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        if not self.variant:
            return super()._spawn(command)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.crash.broken", self.variant, command],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def run(plan: Plan, folder: Path, database_url: str, line: Line) -> tuple[BreakableDesk, dict[str, int]]:
    """Play it through; the desk is left running and settled, with counts of what was done."""
    desk = BreakableDesk(folder, line.origin, database_url, workers=2)
    desk.variant = plan.variant
    desk.prepare()
    desk.start()
    line.webhook_url = desk.webhook
    line.faults.redeliveries = 8
    line.faults.redelivery_gap = 1.0
    line.faults.plan(seed=plan.seed, rates=API_FAULTS | WEBHOOK_FAULTS, seconds=4.0)
    stop, spoken = threading.Event(), [0]
    agents = [Agent(desk, name, plan.seed, stop) for name in AGENTS]
    for each in agents:
        each.sign_in()
    people = [*_talkers(line, plan, stop, spoken), *agents]
    for each in people:
        each.start()
    counts = _kill(plan, desk)
    _await_confirmation(agents)
    stop.set()
    for each in people:
        each.join()
    desk.told = sum((each.told for each in agents), Told())
    line.faults.clear()
    line.settle(timeout=60)
    desk.wait_ready(40)
    settle(desk)
    return desk, counts | {"events": spoken[0], "clicks": desk.told.clicks}


def _await_confirmation(agents: list[Agent], seconds: float = 60) -> None:
    """A run in which no click ever got through would prove nothing about clicks."""
    deadline = time.monotonic() + seconds
    while not any(each.told.confirmed for each in agents) and time.monotonic() < deadline:
        time.sleep(0.1)


def _talkers(line: Line, plan: Plan, stop: threading.Event, spoken: list[int]) -> Iterator[threading.Thread]:
    for number in range(4):
        names = tuple(f"Customer {number}-{each}" for each in range(CUSTOMERS // 4))
        asked = (line, names, WORDS, 4 / plan.per_second, plan.seed * 100 + number, stop, spoken)
        yield threading.Thread(target=_talk, args=asked, daemon=True)
    asked = (line, SERVED, FOR_A_PERSON, 8 / plan.per_second, plan.seed * 100 + 4, stop, spoken)
    yield threading.Thread(target=_talk, args=asked, daemon=True)


def _talk(
    line: Line,
    names: tuple[str, ...],
    words: tuple[str, ...],
    gap: float,
    seed: int,
    stop: threading.Event,
    spoken: list[int],
) -> None:
    dice = random.Random(seed)
    phones = [line.phone(name) for name in names]
    while not stop.wait(gap):
        with contextlib.suppress(OSError):
            dice.choice(phones).says(dice.choice(words))
        spoken[0] += 1


def _kill(plan: Plan, desk: Desk) -> dict[str, int]:
    dice = random.Random(plan.seed)
    counts = {"kills": 0, "whole": 0}
    while counts["kills"] < plan.kills:
        time.sleep(dice.uniform(*plan.pause))
        desk.deaths.append(time.time())
        counts["whole"] += _kill_one(dice, desk)
        counts["kills"] += 1
        if dice.random() < 0.8:  # else the next one dies while it is still starting
            desk.wait_ready(60)
    return counts


def _kill_one(dice: random.Random, desk: Desk) -> bool:
    """One SIGKILL: a worker child, a whole tree, or a process of the scaled-out kind. True for a tree."""
    assert desk.web is not None
    if desk.is_sqlite:
        grown = children(desk.web.pid)
        if grown and dice.random() < 0.6:
            _kill_pid(grown[0])  # the arbiter starts another
            return False
        kill_tree(desk.web.pid)
        desk.web.wait()
        desk.web = desk._spawn("run")
        return True
    if dice.random() < 0.35:
        kill_tree(desk.web.pid)
        desk.web.wait()
        desk.web = desk._spawn("web")
        return True
    victim = dice.randrange(len(desk.workers))
    kill_tree(desk.workers[victim].pid)
    desk.workers[victim].wait()
    desk.workers[victim] = desk._spawn("worker")
    return False


def _kill_pid(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def settle(desk: Desk, seconds: float = 120) -> None:
    """Until nothing waits and nothing is owed, as /readyz tells."""
    import json
    import urllib.request

    deadline = time.monotonic() + seconds
    quiet = 0
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError, ValueError),
            urllib.request.urlopen(f"{desk.origin}/readyz", timeout=3) as answer,
        ):
            ages = json.load(answer)
            is_quiet = not ages["oldest_event_seconds"] and not ages["oldest_delivery_seconds"]
            quiet = quiet + 1 if is_quiet else 0
            if quiet >= 3:
                return
        time.sleep(0.2)
    raise AssertionError(f"not settled after {seconds} s:\n{desk.log.read_text()[-2000:]}")


def play(folder: Path, plan: Plan, database_url: str = "") -> tuple[Line, BreakableDesk, dict[str, int]]:
    """A scenario with a LINE of its own; both are left for the verdict, stop them after it."""
    line = Line(channel_secret=SECRET, access_token=TOKEN)
    line.start()
    desk, counts = run(plan, folder, database_url, line)
    return line, desk, counts
