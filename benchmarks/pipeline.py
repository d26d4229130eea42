"""How long until a customer has an answer, and how many customers can be answered at once?

    python -m benchmarks.pipeline [--json]

From the webhook call leaving to its reply reaching LINE, with the product's own rules and articles:
`bot run` on SQLite; a web process and a worker, then a second worker, on PostgreSQL. LINE answers
at once. Every event must be answered by exactly one reply, or the run does not count.

p50_ms, p99_ms   at 20 and at 100 events per second
events_per_s     the highest rate without a growing backlog: all answered within a second of its end.
                 What is told is events ÷ time until the last reply, so the tail is not for free
drain_ratio      working off a backlog, many turns in a transaction ÷ one (benchmarks/drain.py)
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from benchmarks.customers import Call, Customers
from benchmarks.desk import Desk, acquaint, running
from benchmarks.drain import drain
from benchmarks.engines import Engine, on_each
from benchmarks.fake_line import FakeLine
from benchmarks.figures import Figures, answer, percentile, progress, rounded
from benchmarks.load import Load
from benchmarks.reactor import Reactor
from tests.processes import SECRET

CALM = {20: 4.0, 100: 3.0}  # events per second, and for how many seconds
WARM = (50, 2.0)
FIRST_STEP, STEPS_UP = 400, (500, 600, 800)
STEP_SECONDS = 2.0
MOST_STEPS_DOWN = 3
_PEOPLE = 300
_MOST_SECONDS_LATE = 1.0
_DRAIN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Flow:
    """One stretch at one rate: how long each event took, and how it went overall; in seconds.

    `kept`: until the webhook had answered each call.
    """

    latencies: Collection[float]
    kept: Collection[float]
    seconds: float
    late: float

    @property
    def per_second(self) -> float:
        """Events ÷ time from the first call to the last reply."""
        return len(self.latencies) / self.seconds

    @property
    def is_sustained(self) -> bool:
        """Nothing piled up."""
        return self.late <= _MOST_SECONDS_LATE


class Writing(Protocol):
    """Whoever writes."""

    def calls(self, count: int) -> list[Call]:
        """The next so many calls."""


class Pipeline:
    """A desk, customers it knows, and its LINE."""

    def __init__(self, reactor: Reactor, line: FakeLine, port: int, customers: Writing) -> None:
        self._reactor = reactor
        self._line = line
        self._customers = customers
        self._load = Load(reactor, port)
        self.flow(*WARM)

    def close(self) -> None:
        """Hang up."""
        self._load.close()

    def flow(self, rate: int, seconds: float) -> Flow:
        """Events at this rate for this long, and until the last of them is answered."""
        progress(f"{rate} events per second for {seconds} s")
        calls = self._customers.calls(int(rate * seconds))
        total = len(self._line.replies) + len(calls)
        sample = self._load.open_loop(calls, rate)
        sent = sample.sent
        self._reactor.run_until(lambda: len(self._line.replies) >= total, _DRAIN_SECONDS)
        self._line.check(sent.keys())
        came = {token: self._line.replies[token] for token in sent}
        first, last = min(sent.values()), max(came.values())
        took = [came[each] - sent[each] for each in sent]
        return Flow(took, sample.latencies, last - first, last - first - seconds)

    def latencies(self) -> Figures:
        """At a shop's pace, and at a busy one's."""
        found = {str(rate): self.flow(rate, seconds).latencies for rate, seconds in CALM.items()}
        return {
            name: {rate: rounded(percentile(each, percent) * 1000) for rate, each in found.items()}
            for name, percent in (("p50_ms", 50), ("p99_ms", 99))
        }

    def most_per_second(self) -> float:
        """Up step by step until something piles up; or down to what was delivered, until nothing does."""
        flow = self.flow(FIRST_STEP, STEP_SECONDS)
        if not flow.is_sustained:
            return self._less_than(flow)
        best = flow.per_second
        for step in STEPS_UP:
            flow = self.flow(step, STEP_SECONDS)
            if not flow.is_sustained:
                break
            best = max(best, flow.per_second)
        return best

    def _less_than(self, flow: Flow) -> float:
        for _ in range(MOST_STEPS_DOWN):
            flow = self.flow(max(10, int(flow.per_second / 10) * 10), STEP_SECONDS)
            if flow.is_sustained:
                return flow.per_second
        return 0.0


def _engine(engine: Engine) -> Figures:
    progress(f"{engine.name}: starting")
    reactor = Reactor()
    line = FakeLine(reactor)
    desk = Desk(engine, line_origin=line.origin)
    desk.prepare()
    customers = Customers(SECRET, _PEOPLE)
    acquaint(engine, customers)
    with running(desk):
        pipeline = Pipeline(reactor, line, desk.port, customers)
        figures = pipeline.latencies()
        figures["events_per_s"] = rounded(pipeline.most_per_second())
        if not desk.is_sqlite:
            desk.add_worker()
            pipeline.flow(*WARM)  # it starts meanwhile, and meets its first events
            figures["two_workers"] = pipeline.latencies()
        pipeline.close()
    return figures | drain(engine)


if __name__ == "__main__":
    answer("From a customer's message to its answer", partial(on_each, _engine))
