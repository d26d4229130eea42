"""What does durability cost at the webhook's door? Calls per second against a bare echo.

    python -m benchmarks.webhook [--json]

ratio      calls per second, every event committed to disk ÷ bare Flask with the SDK's handler
p99_ratio  slowest percent of the one ÷ of the other (smaller is better)
Both stand behind the same server with 64 connections that never rest. The door alone is measured,
pumps off; `all_in_one` is `bot run` on SQLite, which decides and sends in the same process meanwhile.
Each is the median over pairs of rounds that take turns at going first.
"""

import math
import statistics

from benchmarks.customers import Customers
from benchmarks.desk import Desk, acquaint, running
from benchmarks.engines import Engine, engines
from benchmarks.fake_line import FakeLine
from benchmarks.figures import Figures, answer, progress, rounded
from benchmarks.load import CONNECTIONS, Load, Sample
from benchmarks.reactor import Reactor
from tests.processes import SECRET

PAIRS, ROUND_SECONDS = 5, 1.5
_WARM_SECONDS = 1.0
_DRAIN_SECONDS = 30


class Side:
    """One server under load; learns how many calls a round needs."""

    def __init__(self, reactor: Reactor, desk: Desk, customers: Customers) -> None:
        self._load = Load(reactor, desk.port)
        self._customers = customers
        self._rate = 2500.0
        self.tokens: list[str] = []
        self.round(_WARM_SECONDS)

    def round(self, seconds: float) -> Sample:
        """The calls are made before the clock starts."""
        calls = self._customers.calls(math.ceil(self._rate * seconds * 2) + CONNECTIONS)
        sample = self._load.closed_loop(calls, seconds)
        self._rate = sample.per_second
        self.tokens += sample.sent
        return sample

    def close(self) -> None:
        """Hang up."""
        self._load.close()


def measure() -> Figures:
    """Both engines."""
    with engines() as found:
        sqlite = _door(found.sqlite) | {"all_in_one": _all_in_one(found.sqlite.beside())}
        postgresql = _door(found.postgresql) if found.postgresql else None
        return {"machine": found.machine, "sqlite": sqlite, "postgresql": postgresql}


def _door(engine: Engine) -> Figures:
    """The webhook without the pumps, over this engine, against the floor."""
    progress(f"{engine.name}: the door against the floor")
    reactor = Reactor()
    desks = Desk(engine, "floor"), Desk(engine, "web")
    desks[1].prepare()
    with running(*desks):
        sides = [Side(reactor, desk, Customers(SECRET)) for desk in desks]
        pairs = [_pair(*sides, is_swapped=number % 2 == 1) for number in range(PAIRS)]
        for each in sides:
            each.close()
    return {
        "ratio": _median([product.per_second / floor.per_second for floor, product in pairs]),
        "p99_ratio": _median([product.ms(99) / floor.ms(99) for floor, product in pairs]),
        "floor": _said([floor for floor, _ in pairs]),
        "product": _said([product for _, product in pairs]),
    }


def _all_in_one(engine: Engine) -> Figures:
    """The whole product in one process. It catches up before each pair, so that the floor has the machine."""
    progress(f"{engine.name}: all in one process against the floor")
    reactor = Reactor()
    line = FakeLine(reactor)
    desks = Desk(engine, "floor"), Desk(engine, "run", line_origin=line.origin)
    desks[1].prepare()
    customers = Customers(SECRET, people=300)
    acquaint(engine, customers)
    with running(*desks):
        floor = Side(reactor, desks[0], Customers(SECRET))
        product = Side(reactor, desks[1], customers)
        pairs = []
        for _ in range(PAIRS):
            _catch_up(reactor, line, product)
            pairs.append((floor.round(ROUND_SECONDS / 2), product.round(ROUND_SECONDS / 2)))
        _catch_up(reactor, line, product)
        for each in (floor, product):
            each.close()
    return {
        "of_floor": _median([product.per_second / floor.per_second for floor, product in pairs]),
        "p99_of_floor": _median([product.ms(99) / floor.ms(99) for floor, product in pairs]),
        "product": _said([product for _, product in pairs]),
    }


def _catch_up(reactor: Reactor, line: FakeLine, product: Side) -> None:
    """Until every event so far is answered, exactly once."""
    reactor.run_until(lambda: len(line.replies) >= len(product.tokens), _DRAIN_SECONDS)
    line.check(set(product.tokens))


def _pair(floor: Side, product: Side, *, is_swapped: bool) -> tuple[Sample, Sample]:
    if is_swapped:
        last = product.round(ROUND_SECONDS)
        return floor.round(ROUND_SECONDS), last
    return floor.round(ROUND_SECONDS), product.round(ROUND_SECONDS)


def _said(samples: list[Sample]) -> Figures:
    return {
        "per_second": _median([each.per_second for each in samples]),
        "p50": _median([each.ms(50) for each in samples]),
        "p99": _median([each.ms(99) for each in samples]),
    }


def _median(values: list[float]) -> float:
    return rounded(statistics.median(values))


if __name__ == "__main__":
    answer("The webhook's door: every event on disk, against a bare echo", measure)
