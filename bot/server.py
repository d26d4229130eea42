"""How is the web process served? gunicorn, threaded, one worker: the same in both modes."""

import logging
import os
import signal
import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from bot.collecting import keep_for_good
from bot.limits import SPARE_THREADS, STREAMS
from bot.parent import end_with_parent
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assemble import Process


# A client that sends nothing for so long, in the middle of a request, loses its thread: gunicorn itself
# waits for ever, and as many such clients as there are threads would shut the door for everybody.
STALLED_SECONDS = 5


class Server(BaseApplication):
    """gunicorn without a configuration file, so that `python -m bot` is the only entry."""

    def __init__(
        self,
        settings: Settings,
        host: str,
        *,
        has_pumps: bool,
        ready: Callable[[], None],
        ends_with_parent: bool = False,
    ) -> None:
        self._settings = settings
        self._host = host
        self._has_pumps = has_pumps
        self._ready = ready
        self._ends_with_parent = ends_with_parent
        self._process: Process | None = None
        super().__init__()

    def load_config(self) -> None:
        """Threads above the cap on streams; quiet unless something is wrong."""
        for name, value in {
            "bind": f"{self._host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": STREAMS + SPARE_THREADS,
            "worker_connections": 2000,
            "keepalive": 75,
            "backlog": 2048,
            "timeout": 60,
            "graceful_timeout": 10 if self._settings.trusted_proxies else 5,
            "preload_app": False,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "saphan",
            "on_starting": self._on_starting,
            "post_worker_init": self._on_worker,
            "worker_exit": self._on_worker_exit,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker, after the fork: nothing that holds a connection existed before."""
        # Imported here and not above: the arbiter only watches, and need not carry the whole product.
        from bot.app import create_app
        from bot.assemble import assemble

        process = assemble(self._settings, has_web=True, has_pumps=self._has_pumps)
        process.start()
        self._process = process
        assert process.desk is not None
        return create_app(process.desk)

    def _on_starting(self, _arbiter: Any) -> None:
        keep_for_good()
        if self._ends_with_parent:
            end_with_parent()

    def _on_worker(self, worker: Any) -> None:
        """Streams are closed before gunicorn starts to wait for its threads; else a stop takes all of it."""
        assert self._process is not None
        assert self._process.desk is not None
        hub = self._process.desk.hub
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, _first(hub.close, signal.getsignal(number)))
        end_with_parent(self._process.stop)
        _give_up_on_stalled_clients(worker.sockets)
        keep_for_good()
        if worker.age == 1:
            self._ready()

    def _on_worker_exit(self, _arbiter: Any, _worker: Any) -> None:
        if self._process is not None:
            self._process.stop()


def _give_up_on_stalled_clients(listeners: list[Any]) -> None:
    """Accepted connections inherit the limit from their listener: nothing is done per request."""
    for each in listeners:
        each.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALLED_SECONDS, 0))
    # The client's doing, and expected: not worth a traceback each time.
    logging.getLogger("gunicorn.error").addFilter(lambda record: not _is_stall(record))


def _is_stall(record: logging.LogRecord) -> bool:
    return bool(record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def _first(act: Callable[[], None], then: Any) -> Callable[[int, Any], None]:
    """A signal handler that acts, then does what was done before."""

    def handle(number: int, frame: Any) -> None:
        act()
        if callable(then):
            then(number, frame)
        else:
            os._exit(0)

    return handle
