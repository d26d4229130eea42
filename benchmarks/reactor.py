"""How do thousands of small network events share one thread? Whoever has a readable socket is called."""

import selectors
import socket
import time
from collections.abc import Callable


class Reactor:
    """One selector. Customers, LINE and screens are watched on the same one, so nothing needs a lock."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def watch(self, sock: socket.socket, on_readable: Callable[[], None]) -> None:
        """Call `on_readable` whenever there is something to read or to accept."""
        self._selector.register(sock, selectors.EVENT_READ, on_readable)

    def forget(self, sock: socket.socket) -> None:
        """No more calls for this socket, which is closed here."""
        self._selector.unregister(sock)
        sock.close()

    def turn(self, timeout: float) -> None:
        """Serve what is ready, waiting at most `timeout` seconds for the first."""
        for key, _ in self._selector.select(timeout):
            # A socket that an earlier call of this turn has closed is no longer there.
            if key.fileobj.fileno() >= 0:  # type: ignore[union-attr]
                key.data()

    def run(self, seconds: float) -> None:
        """Serve for this long."""
        self.run_until(lambda: False, seconds)

    def run_until(self, is_done: Callable[[], bool], seconds: float) -> bool:
        """Serve until done, at most this long; was it done?"""
        end = time.monotonic() + seconds
        while not is_done():
            left = end - time.monotonic()
            if left <= 0:
                return False
            self.turn(min(left, 0.05))
        return True
