"""What does LINE cost? Almost nothing here: fixed answers at once, and a note of when each reply came."""

import re
import socket
import time
from collections.abc import Set

from benchmarks.reactor import Reactor
from benchmarks.wire import Inbound, response

_TOKEN = re.compile(rb'"replyToken": ?"([^"]+)"')
_SENT = response(b'{"sentMessages":[{"id":"1","quoteToken":"q"}]}', "x-line-request-id: 1")
_USED = response(b'{"message":"Invalid reply token"}', status="400 Bad Request")
_PROFILE = response(b'{"userId":"U%032d","displayName":"Customer","language":"th"}' % 1)
# The publisher is turned away at its first call and comes back much later: menus are not measured here.
_NO_MENUS = response(b'{"message":"Not found"}', status="404 Not Found")
_QUOTA = response(b'{"type":"none"}')
_USED_UP = response(b'{"totalUsage":0}')
_INFO = response(
    b'{"userId":"U%032d","basicId":"@saphan","displayName":"Saphan","chatMode":"bot","markAsReadMode":"auto"}'
    % 0
)


class FakeLine:
    """Listens on a free loopback port for as long as the reactor turns."""

    def __init__(self, reactor: Reactor) -> None:
        self._reactor = reactor
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: set[socket.socket] = set()
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.replies: dict[str, float] = {}
        self.retried = 0
        self.pushes = 0
        reactor.watch(self._listener, self._accept)

    def close(self) -> None:
        """Nobody is reached any more."""
        for each in [self._listener, *self._open]:
            self._reactor.forget(each)

    def check(self, tokens: Set[str]) -> None:
        """Each of these was answered by exactly one reply, and nothing was pushed.

        A reply tried again after a time-out is refused, as LINE does: the customer hears it once.
        """
        missing = tokens - self.replies.keys()
        assert not missing, f"{len(missing)} of {len(tokens)} events were never answered"
        assert not self.pushes, f"{self.pushes} answers were pushed instead of replied"

    def _accept(self) -> None:
        sock, _ = self._listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(sock)
        inbound = Inbound()

        def on_readable() -> None:
            data = _read(sock)
            if not data:
                self._open.discard(sock)
                self._reactor.forget(sock)
            elif (asked := inbound.feed(data)) is not None:
                sock.sendall(self._answer(asked))

        self._reactor.watch(sock, on_readable)

    def _answer(self, asked: bytes) -> bytes:
        if asked.startswith(b"POST /v2/bot/message/reply "):
            return self._reply(asked)
        if asked.startswith(b"POST /v2/bot/message/push "):
            self.pushes += 1
            return _SENT
        if asked.startswith(b"GET /v2/bot/profile/"):
            return _PROFILE
        if asked.startswith(b"GET /v2/bot/richmenu/list "):
            return _NO_MENUS
        if asked.startswith(b"GET /v2/bot/message/quota "):
            return _QUOTA
        if asked.startswith(b"GET /v2/bot/message/quota/consumption "):
            return _USED_UP
        assert asked.startswith(b"GET /v2/bot/info "), asked[:80]
        return _INFO

    def _reply(self, asked: bytes) -> bytes:
        found = _TOKEN.search(asked)
        assert found, "a reply without a reply token"
        token = found[1].decode()
        if token in self.replies:
            self.retried += 1
            return _USED
        self.replies[token] = time.monotonic()
        return _SENT


def _read(sock: socket.socket) -> bytes:
    try:
        return sock.recv(65536)
    except ConnectionResetError:
        return b""
