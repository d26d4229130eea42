"""How does a desk start without reading the product anew? Forked from a process that has read it once.

Reading it takes four seconds of a processor, and stories need a dozen desks on each engine. How an operator
starts it, from nothing, is proven by the tests of commands and by those of crashes.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.warmed"])


class Warm:
    """One `python -m bot …`, as far as subprocess.Popen is asked about it."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], folder: Path, log: Path) -> None:
        # A daemon: whatever tests leave behind ends with them.
        self._process = _FORKING.Process(
            target=_become, args=(arguments, dict(environment), folder, log), daemon=True
        )
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def send_signal(self, number: int) -> None:
        """As kill(1) does, unless it has ended."""
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("bot", timeout or 0)
        return self._process.exitcode


def _become(arguments: list[str], environment: dict[str, str], folder: Path, log: Path) -> None:
    """In the new process: whatever a started one has of its own."""
    from tests.warmed import start

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.exit(start(arguments, folder.parent / "templates"))
