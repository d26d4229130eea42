"""Text sent down an open answer by a thread that is not the request's own, and without ever waiting."""

import socket
from collections.abc import Mapping
from typing import Any

from bot.logs import log


class Wire:
    """One HTTP/1.1 connection on which a chunked answer is open and nobody else writes any more."""

    __slots__ = ("_socket",)

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, chunk: bytes) -> bool:
        """All of it at once; False when the client is gone, or has not read for so long that it is full."""
        try:
            return self._socket.send(chunk, socket.MSG_DONTWAIT) == len(chunk)
        except OSError:
            return False

    def cut(self) -> None:
        """A chunk may be half sent: nothing can follow it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError as error:
            log.debug("wire.gone", error=type(error).__name__)


def wire_of(environ: Mapping[str, Any]) -> Wire | None:
    """The request's own connection; None where it is not a plain one whose answer is sent in chunks."""
    connection = environ.get("gunicorn.socket")
    if type(connection) is not socket.socket or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return None
    return Wire(connection) if hasattr(socket, "MSG_DONTWAIT") else None


def chunk_of(text: str) -> bytes:
    """As HTTP/1.1 frames it."""
    data = text.encode()
    return b"%X\r\n%b\r\n" % (len(data), data)
