"""Which processes are measured? The product's own, started as deployed and ended with the benchmark."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.customers import Customers
from benchmarks.engines import Engine
from bot.clock import Clock
from bot.store import contacts, conversations
from tests import processes

_NOWHERE = "http://127.0.0.1:9"
_START_SECONDS = 40
_COMMANDS = {
    "run": ("bot", "run", "--exit-with-parent"),
    "worker": ("bot", "worker", "--exit-with-parent"),
    "web": ("benchmarks.door", "web"),
    "floor": ("benchmarks.door", "floor"),
}


class Desk(processes.Desk):
    """Processes over one engine's database, each of which dies with this one, even by SIGKILL."""

    def __init__(self, engine: Engine, *commands: str, line_origin: str = _NOWHERE) -> None:
        """`commands`: first the web process, then workers; as deployed on this engine when none are named."""
        super().__init__(engine.folder, line_origin, engine.url)
        self.environment["CLOCK_OFFSET_FILE"] = ""  # in earnest there is none, and each look at it is a call
        self._commands = commands or (("run",) if self.is_sqlite else ("web", "worker"))

    def begin(self) -> None:
        """Start every process; wait_ready() waits for the web one."""
        self.web = self._spawn(self._commands[0])
        self.workers = [self._spawn(each) for each in self._commands[1:]]

    def tell_to_stop(self) -> None:
        """SIGTERM to all of them at once; stop() then waits."""
        for each in (self.web, *self.workers):
            if each is not None and each.poll() is None:
                each.terminate()

    def add_worker(self) -> None:
        """One more process to decide and send."""
        self.workers.append(self._spawn("worker"))

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *_COMMANDS[command]],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def running(*desks: Desk) -> Iterator[None]:
    """All of them started side by side and, however this ends, stopped."""
    try:
        for each in desks:
            each.begin()
        for each in desks:
            each.wait_ready(_START_SECONDS)
        yield
    finally:
        for each in desks:
            each.tell_to_stop()
        for each in desks:
            each.stop()


def acquaint(engine: Engine, customers: Customers) -> None:
    """The desk knows these people: else each first message would also fetch a profile."""
    database, now = engine.database(), Clock().now()
    with database.transaction() as db:
        known = contacts.add_missing(db, customers.line_ids(), now)
        conversations.open_for(db, known)
        for each in known:
            contacts.keep_profile(db, each, f"ลูกค้า {each}", "", now)
    database.dispose()
