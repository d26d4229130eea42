"""What does the product take from a small machine while nothing happens, and how soon is it back?

    python -m benchmarks.embedded [--json] [--seconds N]

Everything in one process (`bot run`) on SQLite with the starter shop, its children counted with it:

second_start_s           from the command to the first 200 of /readyz, when all was there before, and how
                         much of that was processor time: on a busy machine the rest is waiting for others
idle_processor_percent   of one core while nobody writes, after a settling time
memory_mb                its own and its share of what is shared (PSS), idle and after 500 answers
"""

import argparse
import contextlib
import statistics
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.customers import Customers
from benchmarks.desk import Desk, acquaint, running
from benchmarks.engines import Engine, engines
from benchmarks.fake_line import FakeLine
from benchmarks.figures import Figures, answer, progress, rounded
from benchmarks.load import Load
from benchmarks.processor import family, spent_by
from benchmarks.reactor import Reactor
from tests.processes import SECRET

SECONDS, STARTS = 30.0, 3
ANSWERS, RATE = 500, 50
_PEOPLE = 50
_SETTLING_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_LOOKS_PER_SECOND = 50


def measure(seconds: float = SECONDS) -> Figures:
    """One figure for each promise; an embedded database has no other engine."""
    with engines() as found:
        return {"machine": found.machine, "sqlite": _embedded(found.sqlite, seconds)}


def _embedded(engine: Engine, seconds: float) -> Figures:
    reactor = Reactor()
    line = FakeLine(reactor)
    desk = Desk(engine, "run", line_origin=line.origin)
    desk.prepare()
    customers = Customers(SECRET, _PEOPLE)
    acquaint(engine, customers)
    progress("starting for the first time, and again")
    first, *again = [_start(desk) for _ in range(1 + STARTS)]
    figures: Figures = {"first_start_s": first, "second_start_s": _median(again)}
    with running(desk):
        assert desk.web is not None
        progress(f"idling for {seconds} s")
        reactor.run(_SETTLING_SECONDS)
        before = spent_by(family(desk.web.pid))
        reactor.run(seconds)
        spent = spent_by(family(desk.web.pid)) - before
        figures["idle_processor_percent"] = rounded(spent * 100 / seconds)
        figures["memory_mb_idle"] = memory(desk.web.pid)
        progress(f"{ANSWERS} answers")
        load = Load(reactor, desk.port)
        taken = load.open_loop(customers.calls(ANSWERS), RATE).sent
        reactor.run_until(lambda: taken.keys() <= line.replies.keys(), _PATIENCE_SECONDS)
        line.check(taken.keys())
        load.close()
        figures["memory_mb_after_answers"] = memory(desk.web.pid)
    line.close()
    return figures


def _start(desk: Desk) -> Figures:
    """Until it is ready; then it is stopped again."""
    start = time.monotonic()
    desk.begin()
    try:
        assert desk.web is not None
        while not _is_ready(desk.origin):
            assert time.monotonic() - start < _PATIENCE_SECONDS, "it was never ready"
            time.sleep(1 / _LOOKS_PER_SECOND)
        wall, worked = time.monotonic() - start, spent_by(family(desk.web.pid))
    finally:
        desk.stop()
    return {"wall": rounded(wall), "worked": rounded(worked)}


def _median(starts: list[Figures]) -> Figures:
    return {name: statistics.median(each[name] for each in starts) for name in starts[0]}


def _is_ready(origin: str) -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"{origin}/readyz", timeout=2) as said,
    ):
        return bool(said.status == 200)
    return False


def memory(pid: int) -> Figures:
    """Megabytes of this process and of all it has started."""
    kept: dict[str, int] = {}
    for each in family(pid):
        for row in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()[1:]:
            name, kilobytes = row.split(":")[0].lower(), row.split()[1]
            kept[name] = kept.get(name, 0) + int(kilobytes)
    return {name: rounded(kept[name] / 1024) for name in ("pss", "rss")} | {"processes": len(family(pid))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    answer("All in one process on SQLite, at rest", lambda: measure(options.seconds))
