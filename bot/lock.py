"""Is another Saphan already running here? One process owns an SQLite database, and one a port."""

import fcntl
import os
import socket
import time
from pathlib import Path

from bot.clock import stopwatch

PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.2


class Taken(Exception):
    """Somebody else has it; the message says who and what to do."""


def take_lock(path: Path) -> int:
    """Hold the one-process lock until this process ends; returns its file descriptor.

    A file of its own, beside the database: readers from outside may open the database itself.
    A predecessor that is just stopping is given ten seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = stopwatch() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if stopwatch() > deadline:
                owner = os.read(held, 20).decode(errors="replace").strip() or "unknown"
                os.close(held)
                raise Taken(
                    f"Another Saphan (process {owner}) is already running on this database. SQLite has room "
                    "for one: stop that one first, give this one another DATA_DIR, or set DATABASE_URL to "
                    "PostgreSQL."
                ) from None
            time.sleep(_LOOK_SECONDS)
    os.ftruncate(held, 0)
    os.pwrite(held, f"{os.getpid()}\n".encode(), 0)
    return held


def await_port(host: str, port: int) -> None:
    """Return when the port is free; a predecessor that is just stopping is given ten seconds."""
    deadline = stopwatch() + PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as error:
                if stopwatch() > deadline:
                    raise Taken(
                        f"Port {port} is taken ({error.strerror}). Stop what uses it, or choose another "
                        "with PORT."
                    ) from None
        time.sleep(_LOOK_SECONDS)
