"""Has the process that started us died? Then nobody will stop us, and we stop ourselves."""

import os
import signal
import threading
from collections.abc import Callable

_LOOK_SECONDS = 0.4
_GRACE_SECONDS = 1.2


def end_with_parent(stop: Callable[[], None] | None = None) -> None:
    """Watch from a thread; within two seconds of the parent's end this process is gone too."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent, stop), name="parent", daemon=True).start()


def _watch(parent: int, stop: Callable[[], None] | None) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(_LOOK_SECONDS)
    threading.Timer(_GRACE_SECONDS, lambda: os._exit(0)).start()
    if stop is not None:
        stop()
        os._exit(0)
    os.kill(os.getpid(), signal.SIGTERM)
