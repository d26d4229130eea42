"""The product as real processes: `bot run` on SQLite, `bot web` and `bot worker` on PostgreSQL."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.corpus import store
from bot.seed import seed
from bot.store import agents, helpfulness
from bot.store.database import Database, sqlite_url
from bot.store.migrate import migrate
from bot.web.passwords import hash_password
from faq.index import Index

ROOT = Path(__file__).parents[1]
SECRET, TOKEN = "test-channel-secret", "test-access-token"
PASSWORD = "correct horse battery"


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def furnish(url: str, index: Index | None = None) -> None:
    """Schema, articles, and the standing cast of staff; with an index no start need learn it."""
    migrate(url)
    database, clock = Database(url), Clock()
    seed(database, clock)
    with database.transaction() as db:
        # By chance, and so not in stories that count bubbles.
        helpfulness.change(db, 0, clock.now(), None)
        for name, role in (("Nok", "agent"), ("Ben", "agent"), ("Ada", "admin")):
            email = f"{name.lower()}@shop.example"
            agents.set_language(db, agents.add(db, email, name, role, _hashed(), clock.now()), "en")
    if index is not None:
        store(database, index, clock.now())
    database.dispose()


class Desk:
    """Bot processes over one database, talking to a LINE at `line_origin`."""

    def __init__(
        self,
        folder: Path,
        line_origin: str,
        database_url: str = "",
        *,
        workers: int = 1,
        line: Any = None,
        start: Any = None,
    ) -> None:
        self.line = line
        self._start = start or from_nothing
        self.port = free_port()
        self.folder = folder
        self.is_sqlite = not database_url.startswith("postgresql")
        self._worker_count = workers
        self.environment = os.environ | {
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "LINE_API_HOST": line_origin,
            "SECRET_KEY": "only-for-tests-0123456789",
            "DATABASE_URL": database_url.replace("postgresql+psycopg://", "postgresql://"),
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "CLOCK_OFFSET_FILE": str(folder / "clock-offset"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.web: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.log = folder / "desk.log"
        if line is not None:
            line.share_clock(folder / "clock-offset")  # line.advance() then moves both

    @property
    def origin(self) -> str:
        """Where the console and the webhook are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook(self) -> str:
        """The webhook's address."""
        return f"{self.origin}/line/webhook"

    def command(self, *arguments: str, said: str = "") -> str:
        """Run one `python -m bot` command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=said.encode(),
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def prepare(self) -> None:
        """Schema, articles, and the standing cast of staff."""
        url = self.environment["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
        furnish(url or sqlite_url(self.folder / "saphan.db"))

    def start(self) -> None:
        """Every process, and wait until the web one is ready."""
        if self.is_sqlite:
            self.web = self._spawn("run")
        else:
            self.web = self._spawn("web")
            self.workers = [self._spawn("worker") for _ in range(self._worker_count)]
        self.wait_ready()

    def wait_ready(self, seconds: float = 60) -> None:
        """Until /readyz says 200. Raises AssertionError with the log."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.origin}/readyz", timeout=2) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """As an operator stops it: SIGTERM, and a few seconds to end well."""
        everything = [each for each in (self.web, *self.workers) if each is not None]
        for each in everything:
            with contextlib.suppress(ProcessLookupError):
                each.send_signal(signal.SIGTERM)
        for each in everything:
            try:
                each.wait(timeout=15)
            except subprocess.TimeoutExpired:
                kill_tree(each.pid)
                each.wait()
        self.web, self.workers = None, []

    def kill(self) -> None:
        """At once: nobody will look at what it leaves."""
        for each in (self.web, *self.workers):
            if each is not None:
                kill_tree(each.pid)
                each.wait()
        self.web, self.workers = None, []

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        return self._start([command], self.environment, self.folder, self.log)


def from_nothing(
    arguments: list[str], environment: Mapping[str, str], folder: Path, log: Path
) -> subprocess.Popen[bytes]:
    """As an operator starts it; tests/warm.py is the quicker way."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            env=environment,
            cwd=folder,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def children(pid: int) -> list[int]:
    """The processes this one has started and that still live."""
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill_tree(pid: int) -> None:
    """SIGKILL, the children first noted so that none is left behind."""
    for each in [pid, *children(pid)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
