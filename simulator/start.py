"""What must be in order before a process starts: ports, secrets, and a parent to live under?"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping

PARENT_POLL_SECONDS = 0.5


class CannotStart(Exception):
    """The sentence tells the person at the terminal what to mend."""


def port_from(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def secrets_from(environment: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise CannotStart(f"Set {' and '.join(missing)} in the environment; make run does so by itself.")
    return [environment[name] for name in names]


def watch_parent(gone: Callable[[], None]) -> None:
    """Call `gone` once the process that started us is no more, so that no orphan keeps a port."""
    parent = os.getppid()

    def wait() -> None:
        while os.getppid() == parent:
            threading.Event().wait(PARENT_POLL_SECONDS)
        gone()

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()
