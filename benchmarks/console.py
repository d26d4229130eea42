"""What do open screens cost the webhook, and how soon do they show what happened?

    python -m benchmarks.console [--json]

While 50 events come in each second, 300 event streams are held by one web process, or none; the two
take turns. A screen hears of a turn by a line of its stream, this turn's or a later one of the same
conversation (a few changes at once are told as one): the time counts from the moment written into the
feed, just before the turn's commit, to that line's arrival at each of the 300 browsers.
Then the lists of 10 000 open conversations (benchmarks/lists.py).
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from benchmarks.customers import Customers
from benchmarks.desk import Desk, acquaint, running
from benchmarks.engines import Engine, on_each
from benchmarks.fake_line import FakeLine
from benchmarks.figures import Figures, answer, percentile, progress, rounded
from benchmarks.lists import lists
from benchmarks.load import Load, Sample
from benchmarks.reactor import Reactor
from benchmarks.screens import Screen, hire, open_screens, sign_in
from bot.limits import STREAMS
from bot.store.feed import TURN, Change
from bot.web.live import PER_PERSON
from tests.processes import SECRET

RATE, SECONDS, PAIRS = 50, 3.0, 5
_PEOPLE = 300
_PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """Webhook answers meanwhile; how late each screen showed each turn, in ms; lines that never came."""

    webhook: Sample
    lags: list[float]
    missed: int


class Console:
    """A desk with customers, LINE, and staff who look."""

    def __init__(
        self, reactor: Reactor, line: FakeLine, port: int, engine: Engine, customers: Customers
    ) -> None:
        self._reactor = reactor
        self._line = line
        self._port = port
        self._engine = engine
        self._customers = customers
        self._cookies: list[str] = []
        self._load = Load(reactor, port, may_refuse=True)
        self.traffic(1.0)

    def sign_in(self, links: list[str]) -> None:
        """Staff come in; the last of them will find no room for a stream."""
        self._cookies = [sign_in(self._port, each) for each in links]

    def close(self) -> None:
        """Hang up."""
        self._load.close()

    def traffic(self, seconds: float = SECONDS) -> Sample:
        """Customers write; all whose message was taken are answered."""
        sample = self._load.open_loop(self._customers.calls(int(RATE * seconds)), RATE)
        taken = sample.taken
        self._reactor.run_until(lambda: taken <= self._line.replies.keys(), _PATIENCE_SECONDS)
        self._line.check(taken)
        return sample

    def watched(self) -> Shown:
        """The same with every stream held, and one more refused."""
        screens = open_screens(self._reactor, self._port, self._cookies, STREAMS)
        one_more = self._one_more()
        since = max(self._written(0), default=0)
        webhook = self.traffic()
        until = time.monotonic() + _PATIENCE_SECONDS
        while not all(each.is_quiet() for each in screens) and time.monotonic() < until:
            self._reactor.run(0.2)
        written = self._written(since)
        for each in [*screens, one_more]:
            each.close()
        self.traffic(1.0)  # the server notices a browser's end when it next writes to it
        lags = [lag for each in screens for lag in _lags(each, written)]
        return Shown(webhook, lags, len(written) * len(screens) - len(lags))

    def _one_more(self) -> Screen:
        screen = Screen(self._reactor, self._port, self._cookies[-1])
        self._reactor.run_until(lambda: screen.status() > 0, _PATIENCE_SECONDS)
        assert screen.status() == 503, f"stream {STREAMS + 1} was answered with {screen.status()}, not 503"
        return screen

    def _written(self, since: int) -> dict[int, tuple[int, int]]:
        """{number in the feed: (conversation, the moment written there)} of the turns after `since`."""
        database = self._engine.database()
        columns = Change.id, Change.conversation_id, Change.at
        with database.reading() as db:
            found = db.execute(select(*columns).where(Change.id > since, Change.kind == TURN))
            written = {row.id: (row.conversation_id, row.at) for row in found}
        database.dispose()
        return written


def _lags(screen: Screen, written: dict[int, tuple[int, int]]) -> Iterator[float]:
    """How late this screen told each turn, in ms; nothing for one it never told."""
    lines = defaultdict(list)
    for conversation, number, moment in screen.seen():
        lines[conversation].append((number, moment))
    for turn, (conversation, at) in written.items():
        told = (moment for number, moment in lines[conversation] if number >= turn)
        if (moment := next(told, None)) is not None:
            yield moment - at


def _engine(engine: Engine) -> Figures:
    progress(f"{engine.name}: starting")
    reactor = Reactor()
    line = FakeLine(reactor)
    desk = Desk(engine, line_origin=line.origin)
    desk.prepare()
    customers = Customers(SECRET, _PEOPLE)
    acquaint(engine, customers)
    database = engine.database()
    staff = [f"agent{number}@shop.example" for number in range(STREAMS // PER_PERSON + 2)]
    links = hire(database, staff)
    database.dispose()
    with running(desk):
        console = Console(reactor, line, desk.port, engine, customers)
        console.sign_in(links[:-1])
        pairs = [_pair(console, number) for number in range(PAIRS)]
        console.close()
    return _figures(pairs) | lists(engine, staff[-1], links[-1])


def _pair(console: Console, number: int) -> tuple[Sample, Shown]:
    progress(f"without and with {STREAMS} streams, {number + 1} of {PAIRS}")
    return console.traffic(), console.watched()


def _figures(pairs: list[tuple[Sample, Shown]]) -> Figures:
    return {
        "streams_held": STREAMS,
        "webhook_p99_with_streams_to_without": _median(
            [shown.webhook.ms(99) / alone.ms(99) for alone, shown in pairs]
        ),
        "webhook_without": _said([alone for alone, _ in pairs]),
        "webhook_with": _said([shown.webhook for _, shown in pairs]),
        "event_to_screen_ms": {
            f"p{percent}": _median([percentile(shown.lags, percent) for _, shown in pairs])
            for percent in (50, 99)
        },
        "webhook_calls_refused": sum(len(shown.webhook.refused) for _, shown in pairs),
        "lines_never_shown": sum(shown.missed for _, shown in pairs),
    }


def _said(samples: list[Sample]) -> Figures:
    return {f"p{percent}": _median([each.ms(percent) for each in samples]) for percent in (50, 99)}


def _median(values: Iterable[float]) -> float:
    return rounded(statistics.median(values))


if __name__ == "__main__":
    answer("Open screens beside the webhook, and long lists", partial(on_each, _engine))
