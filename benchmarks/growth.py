"""Does the desk answer as fast after a year as on its first day?

    python -m benchmarks.growth [--json] [--contacts N] [--messages N] [--engine ENGINE] [--only PART]…

A database is filled with what a desk gathers (benchmarks/history.py) and stands beside an empty one of the
same engine; both products run, and 20 events a second go to the one and the other in turn. One customer in
ten is new, the others are old ones from all over the years.

latency   webhook: until the call is answered; turn: until its reply is with LINE. Old ÷ empty, wanted ≤ 1.3
plans     every statement of a message's way that reads a table of history from end to end: wanted none
pages     each room of the console, and chores: what the worker does by itself; ms, wanted ≤ 300

Search holds the newest messages only: what filling it costs is measured by benchmarks.search.
"""

import shutil
import statistics
import time
from collections.abc import Sequence

from sqlalchemy import update

from benchmarks.chores import chores
from benchmarks.customers import Call, Customers
from benchmarks.desk import Desk, acquaint, running
from benchmarks.engines import Engine, engines
from benchmarks.fake_line import FakeLine
from benchmarks.figures import Figures, answer, chosen, log_into, options, percentile, progress, rounded
from benchmarks.history import Past, fill
from benchmarks.pages import pages
from benchmarks.pipeline import Flow, Pipeline
from benchmarks.plans import asked, explained
from benchmarks.reactor import Reactor
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.store import searchable
from bot.store.database import Database
from bot.store.search import SearchMark
from bot.wake import Wake
from tests.processes import SECRET
from tests.rig import Mouth, Rig

CONTACTS, MESSAGES = 1_000_000, 10_000_000
RATE, SECONDS, PAIRS = 20, 3.0, 10
PARTS = ("latency", "plans", "pages", "chores")
_PEOPLE, _NEW_OF = 300, 10
_STRANGERS = 10**15  # LINE's numbers of those who have never written
_INDEXED = 20_000
_GB_PER_MESSAGE = 1.6e-6


class Guests:
    """Old customers, and now and then a new one."""

    def __init__(self, old: Customers) -> None:
        self._old = old
        self._new = Customers(SECRET, people=10**6, first=_STRANGERS)

    def calls(self, count: int) -> list[Call]:
        """The next so many calls; the last of each ten is a stranger's."""
        new = self._new.calls(count // _NEW_OF)
        old = self._old.calls(count - len(new))
        return [new.pop() if new and n % _NEW_OF == _NEW_OF - 1 else old.pop(0) for n in range(count)]


def measure(contacts: int, messages: int, only: str | None, parts: Sequence[str]) -> Figures:
    """Both engines, or the one that is named."""
    with engines() as found:
        wanted = messages * _GB_PER_MESSAGE
        free = shutil.disk_usage(found.sqlite.folder).free / 1e9
        assert free > wanted, f"{wanted:.1f} GB of disk are needed, {free:.1f} are free"
        figures: Figures = {"machine": found.machine}
        figures["filled_with"] = {"contacts": contacts, "messages": messages}
        for each in (found.sqlite, found.postgresql):
            if each and only in (None, each.name):
                figures[each.name] = _engine(each, Past(contacts, messages, Clock().now()), parts)
        return figures


def _engine(engine: Engine, past: Past, parts: Sequence[str]) -> Figures:
    progress(f"{engine.name}: filling")
    log_into(engine.folder / "benchmark.log")
    start = time.monotonic()
    grow(engine, past)
    figures: Figures = {"filled_in_seconds": rounded(time.monotonic() - start)}
    if "latency" in parts:
        figures |= _latency(engine, past)
    if "plans" in parts:
        figures["plans"] = {"scans": "; ".join(scans(engine)) or "none"}
    if "pages" in parts:
        figures["pages"] = pages(engine)
    if "chores" in parts:
        figures["chores"] = chores(engine)
    return figures


def grow(engine: Engine, past: Past) -> None:
    """Schema, articles, staff, and a year of customers; search holds the newest of it."""
    Desk(engine).prepare()
    database = engine.database()
    fill(database, past)
    _index(database)
    database.dispose()


def _index(database: Database) -> None:
    catalogue = Catalogue(database, Wake(database))
    for _ in range(1 + _INDEXED // searchable.SLICE):
        catalogue.round()
    with database.transaction() as db:
        db.execute(update(SearchMark).values(messages_below=1, cards_below=1))


def _latency(engine: Engine, past: Past) -> Figures:
    reactor = Reactor()
    line = FakeLine(reactor)
    empty = engine.beside()
    every = max(1, past.contacts // _PEOPLE)
    shops = [Customers(SECRET, _PEOPLE, first=1, every=every) for _ in range(2)]
    desks = [Desk(each, line_origin=line.origin) for each in (engine, empty)]
    desks[1].prepare()
    acquaint(empty, shops[1])
    with running(*desks):
        both = [
            Pipeline(reactor, line, desk.port, Guests(shop)) for desk, shop in zip(desks, shops, strict=True)
        ]
        pairs = [_pair(*both, is_swapped=number % 2 == 1) for number in range(PAIRS)]
        for each in both:
            each.close()
    line.close()
    return _compared(pairs)


def _pair(old: Pipeline, empty: Pipeline, *, is_swapped: bool) -> tuple[Flow, Flow]:
    if is_swapped:
        last = empty.flow(RATE, SECONDS)
        return old.flow(RATE, SECONDS), last
    return old.flow(RATE, SECONDS), empty.flow(RATE, SECONDS)


def _compared(pairs: list[tuple[Flow, Flow]]) -> Figures:
    """Medians over the pairs, each of which had the same machine; the slowest percent of all together."""
    figures: Figures = {}
    for name, took in (("webhook", lambda flow: flow.kept), ("turn", lambda flow: flow.latencies)):
        halves = [[percentile(took(flow), 50) for flow in pair] for pair in pairs]
        figures[f"{name}_ratio"] = rounded(statistics.median(old / empty for old, empty in halves))
        for place, which in enumerate(("old", "empty")):
            every = [each for pair in pairs for each in took(pair[place])]
            figures[f"{name}_ms_{which}"] = {
                f"p{percent}": rounded(percentile(every, percent) * 1000) for percent in (50, 95, 99)
            }
    return figures


def scans(engine: Engine) -> list[str]:
    """What is read from end to end on the way of a message, of known people and of strangers."""
    database = engine.database()
    rig = Rig(database, Clock(), Mouth(), hands_over=True)
    old, new = Customers(SECRET, 20, first=1, every=7), Customers(SECRET, 5, first=2 * _STRANGERS)
    found = scans_of(rig, old, new)
    database.dispose()
    return found


def scans_of(rig: Rig, *writing: Customers) -> list[str]:
    """A hundred messages of each of these are kept, decided and answered."""
    with asked(rig.database) as statements:
        for each in writing:
            for _ in range(10):
                rig.receive(each.body(10))
                rig.settle()
    plans = explained(rig.database, statements)
    return [f"{fault.strip()}: {plan}" for plan in plans for fault in plan.faults]


if __name__ == "__main__":
    parser = options(contacts=CONTACTS, messages=MESSAGES)
    parser.add_argument("--only", action="append", choices=PARTS)
    wish = chosen(parser)
    answer(
        "An old house beside an empty one",
        lambda: measure(wish.contacts, wish.messages, wish.engine, wish.only or PARTS),
    )
