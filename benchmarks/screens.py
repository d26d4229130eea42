"""What do staff's open screens receive, and when? Event streams held as browsers hold them."""

import re
import socket
import time
from collections.abc import Iterator

from benchmarks.reactor import Reactor
from benchmarks.wire import Inbound, request, status_of
from bot.clock import Clock
from bot.seed import signin_link
from bot.store import agents
from bot.store.database import Database
from bot.web.live import PER_PERSON

_COOKIE = re.compile(rb"\r\nset-cookie: *(saphan=[^;\r]+)", re.IGNORECASE)
_ENTRY = re.compile(rb'id: (\d+)\nevent: \w+\ndata: {"conversation": (\d+)}')
_SECONDS = 20
_QUIET_MS = 500


def hire(database: Database, emails: list[str]) -> list[str]:
    """New staff, each with a link that signs them in once; the links' paths."""
    clock = Clock()
    with database.transaction() as db:
        for each in emails:
            agents.add(db, each, each.partition("@")[0], "agent", "no password", clock.now())
    return [signin_link(database, clock, each) for each in emails]


def sign_in(port: int, path: str) -> str:
    """Follow the link; the cookie of the browser that did."""
    with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as sock:
        sock.sendall(request("GET", path))
        inbound = Inbound()
        while (answer := inbound.feed(sock.recv(65536))) is None:
            pass
    found = _COOKIE.search(answer)
    assert found, f"the sign-in link answered {status_of(answer)}"
    return found[1].decode()


class Screen:
    """One open stream: whatever arrives is kept with the moment it came, and read afterwards."""

    def __init__(self, reactor: Reactor, port: int, cookie: str) -> None:
        self._reactor = reactor
        self._chunks: list[tuple[float, bytes]] = []
        self._sock = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS)
        self._sock.sendall(request("GET", "/live", Cookie=cookie, Accept="text/event-stream"))
        reactor.watch(self._sock, self._on_readable)

    def status(self) -> int:
        """The answer's status once it has come, else 0."""
        return status_of(self._chunks[0][1]) if self._chunks else 0

    def is_quiet(self) -> bool:
        """Nothing has come for a while."""
        return time.time() * 1000 - self._chunks[-1][0] > _QUIET_MS

    def close(self) -> None:
        """The browser is shut."""
        self._reactor.forget(self._sock)

    def seen(self) -> Iterator[tuple[int, int, float]]:
        """(conversation, number in the feed, when it arrived in ms since the epoch) of every line."""
        text = b""
        for moment, data in self._chunks:
            text += data
            end = 0
            for found in _ENTRY.finditer(text):
                yield int(found[2]), int(found[1]), moment
                end = found.end()
            text = text[end:]

    def _on_readable(self) -> None:
        data = self._sock.recv(65536)
        assert data, "the server ended a stream"
        self._chunks.append((time.time() * 1000, data))


def open_screens(reactor: Reactor, port: int, cookies: list[str], count: int) -> list[Screen]:
    """So many streams, as many for each person as one may have, all of them answered with 200."""
    screens = [Screen(reactor, port, cookies[number // PER_PERSON]) for number in range(count)]
    reactor.run_until(lambda: all(each.status() for each in screens), _SECONDS)
    refused = sum(each.status() != 200 for each in screens)
    assert not refused, f"{refused} of {count} streams were refused"
    return screens
