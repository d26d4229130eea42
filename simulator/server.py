"""How does the simulator speak HTTP: keep-alive, one thread per connection, and able to hang up rudely?

Written on bare sockets because LINE's rudest habits (cutting the line before or after accepting a message)
cannot be shown from behind a framework.
"""

from __future__ import annotations

import contextlib
import http
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from simulator.exchange import Answer, Request

MOST_BODY = 16 * 1024 * 1024
LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 600.0


class Malformed(Exception):
    """The peer does not speak HTTP as we know it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer without end: each chunk is sent as it comes, until the peer or the server goes."""

    chunks: Iterator[bytes]
    headers: dict[str, str]


class Server:
    """Listens on the loopback address only; port 0 takes any free one. Raises OSError when it is taken."""

    def __init__(self, port: int, answer: Callable[[Request], Answer | Stream]) -> None:
        self._answer = answer
        self._listener = socket.create_server((LOOPBACK, port), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self.is_closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._acceptor = self._new_acceptor()

    def start(self) -> None:
        self._acceptor.start()

    def stop(self) -> None:
        self.is_closing.set()
        self._hush()
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(timeout=1)

    def refuse(self) -> None:
        """Like a machine that is down: every connection is cut and no new one is accepted."""
        self._hush()

    def accept_again(self) -> None:
        """On the same port as before."""
        self._listener = socket.create_server((LOOPBACK, self.port), backlog=512)
        self._acceptor = self._new_acceptor()
        self._acceptor.start()

    def _hush(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._acceptor.is_alive():
            self._acceptor.join(timeout=2)
        with self._lock:
            lines = list(self._open)
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _new_acceptor(self) -> threading.Thread:
        return threading.Thread(target=self._accept, name="simulator-accept", daemon=True)

    def _accept(self) -> None:
        while not self.is_closing.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.settimeout(IDLE_SECONDS)
            thread = threading.Thread(target=self._serve, args=(line,), name="simulator-line", daemon=True)
            with self._lock:
                self._open.add(line)
                self._threads.add(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        reader = line.makefile("rb")
        try:
            while not self.is_closing.is_set() and self._exchange(line, reader):
                pass
        except (OSError, ValueError):
            pass  # the peer went away, which is its right
        finally:
            reader.close()
            line.close()
            with self._lock:
                self._open.discard(line)
                self._threads.discard(threading.current_thread())

    def _exchange(self, line: socket.socket, reader: BinaryIO) -> bool:
        """Answer one request; False when the connection is over."""
        try:
            request = read_request(line, reader)
        except Malformed:
            line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        if request is None:
            return False
        answer = self._answer(request)
        if isinstance(answer, Stream):
            self._stream(line, answer)
            return False
        if answer.delay:
            self.is_closing.wait(answer.delay)
        if answer.ending == "reset":
            hang_up(line)
            return False
        line.sendall(as_bytes(answer, with_body=request.method != "HEAD"))
        return request.headers.get("connection", "").lower() != "close"

    def _stream(self, line: socket.socket, stream: Stream) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in stream.headers.items())
        line.sendall(f"HTTP/1.1 200 OK\r\n{head}Connection: close\r\n\r\n".encode())
        for chunk in stream.chunks:
            if self.is_closing.is_set():
                return
            line.sendall(chunk)


def hang_up(line: socket.socket) -> None:
    """Close with a TCP reset instead of a farewell."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_request(line: socket.socket, reader: BinaryIO) -> Request | None:
    first = reader.readline(65536)
    if not first:
        return None
    words = first.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Malformed
    headers: dict[str, str] = {}
    while (row := reader.readline(65536)) not in (b"\r\n", b"\n"):
        name, colon, value = row.decode("latin-1").partition(":")
        if not colon:
            raise Malformed
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BODY or "transfer-encoding" in headers:
        raise Malformed
    if headers.get("expect", "").lower() == "100-continue":
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = reader.read(int(length))
    if len(body) < int(length):
        return None
    return Request(words[0], words[1], headers, body)


def as_bytes(answer: Answer, *, with_body: bool) -> bytes:
    reason = http.HTTPStatus(answer.status).phrase
    head = [f"HTTP/1.1 {answer.status} {reason}", f"Content-Length: {len(answer.body)}"]
    if "Content-Type" not in answer.headers:
        head.append(f"Content-Type: {answer.content_type}")
    head.extend(f"{name}: {value}" for name, value in answer.headers.items())
    return "\r\n".join(head).encode() + b"\r\n\r\n" + (answer.body if with_body else b"")
