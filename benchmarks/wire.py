"""Where does one HTTP message end, and what does it say? Only what these benchmarks send and receive."""

import re

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


class Inbound:
    """Bytes of one kept-alive connection, cut into whole messages."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> bytes | None:
        """One message, head and body, once it is whole. Nobody here sends a second before the answer."""
        self._buffer += data
        head = self._buffer.find(_HEAD_END)
        if head < 0:
            return None
        length = _LENGTH.search(self._buffer, 0, head + 2)
        if len(self._buffer) < head + 4 + (int(length[1]) if length else 0):
            return None
        message, self._buffer = self._buffer, b""
        return message


def status_of(answer: bytes) -> int:
    """The three digits of a response."""
    return int(answer[9:12])


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An answer with JSON that keeps the connection."""
    lines = (
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return "\r\n".join(lines).encode() + _HEAD_END + body


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request to 127.0.0.1; underscores in header names stand for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + _HEAD_END + body
