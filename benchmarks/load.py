"""How do calls reach the webhook? Over kept-alive connections, as fast as it answers, or at a rate."""

import socket
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.customers import Call
from benchmarks.figures import percentile
from benchmarks.reactor import Reactor
from benchmarks.wire import Inbound, status_of

CONNECTIONS = 64
_PATIENCE_SECONDS = 20


@dataclass
class Sample:
    """One round: how long each answer took, and when each call left, by reply token; in seconds.

    `refused`: calls answered 503, whose events the webhook did not take.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    sent: dict[str, float] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @property
    def taken(self) -> set[str]:
        """The reply tokens of the events the webhook has promised to answer."""
        return self.sent.keys() - self.refused

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def ms(self, percent: float) -> float:
        """The latency that this percentage stayed under, in milliseconds."""
        return percentile(self.latencies, percent) * 1000


class _Connection:
    """One connection with at most one call under way."""

    def __init__(self, owner: "Load", port: int) -> None:
        self._owner = owner
        self._inbound = Inbound()
        self._stamp = 0.0
        self._token = ""
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, call: Call, stamp: float) -> None:
        """`stamp` is when the call was due: waiting for a free connection counts."""
        self._stamp, self._token = stamp, call.token
        self._owner.sample.sent[call.token] = stamp
        self.sock.sendall(call.request)

    def on_readable(self) -> None:
        """Take the answer; anything but 200 ends the benchmark, unless refusals are to be counted."""
        data = self.sock.recv(65536)
        if not data:
            raise AssertionError("the webhook closed a connection under way")
        answer = self._inbound.feed(data)
        if answer is None:
            return
        status = status_of(answer)
        if status == 503 and self._owner.may_refuse:
            self._owner.sample.refused.add(self._token)
        elif status != 200:
            raise AssertionError(f"the webhook answered {status}")
        now = time.monotonic()
        self._owner.sample.latencies.append(now - self._stamp)
        self._owner.freed(self, now)


class Load:
    """Many customers' LINE platform: connections to one webhook."""

    def __init__(
        self, reactor: Reactor, port: int, connections: int = CONNECTIONS, *, may_refuse: bool = False
    ) -> None:
        self._reactor = reactor
        self.may_refuse = may_refuse
        self.sample = Sample()
        self._end = 0.0
        self._next: deque[Call] = deque()
        self._due: deque[tuple[Call, float]] = deque()
        self._all = [_Connection(self, port) for _ in range(connections)]
        # In turn: the server hangs up on one that has said nothing for a minute.
        self._idle = deque(self._all)
        for each in self._all:
            reactor.watch(each.sock, each.on_readable)

    def close(self) -> None:
        """Hang up."""
        for each in self._all:
            self._reactor.forget(each.sock)

    def closed_loop(self, calls: Iterable[Call], seconds: float) -> Sample:
        """Every connection sends its next call as soon as it has its answer."""
        self.sample, self._next = Sample(), deque(calls)
        start = time.monotonic()
        self._end = start + seconds
        while self._idle and self._next:
            self._idle.popleft().send(self._next.popleft(), time.monotonic())
        self._await_all()
        assert self._next or time.monotonic() < self._end, "fewer calls were prepared than the server took"
        self._next.clear()
        self.sample.seconds = time.monotonic() - start
        return self.sample

    def open_loop(self, calls: Sequence[Call], rate: float) -> Sample:
        """`rate` calls each second, whatever the answers; a call waits when all connections are taken."""
        self.sample = Sample()
        start = time.monotonic()
        for number, call in enumerate(calls):
            due = start + number / rate
            while (left := due - time.monotonic()) > 0:
                self._reactor.turn(left)
            self._send_or_queue(call)
        self._await_all()
        self.sample.seconds = time.monotonic() - start
        return self.sample

    def freed(self, connection: _Connection, now: float) -> None:
        """A connection has its answer: the call that waits, the next of a closed loop, or rest."""
        if self._due:
            connection.send(*self._due.popleft())
        elif self._next and now < self._end:
            connection.send(self._next.popleft(), now)
        else:
            self._idle.append(connection)

    def _send_or_queue(self, call: Call) -> None:
        now = time.monotonic()
        if self._idle:
            self._idle.popleft().send(call, now)
        else:
            self._due.append((call, now))

    def _await_all(self) -> None:
        is_quiet = self._reactor.run_until(
            lambda: len(self._idle) == len(self._all) and not self._due,
            seconds=max(0.0, self._end - time.monotonic()) + _PATIENCE_SECONDS,
        )
        assert is_quiet, f"{len(self._all) - len(self._idle)} calls were never answered"
