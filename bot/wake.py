"""Look again: hints between threads and processes. They carry nothing, so losing one loses nothing."""

import contextlib
import threading
from functools import cache

import psycopg
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.logs import log
from bot.store.database import HINT, Database
from bot.store.hot import Hot

INBOX, OUTBOX, FEED, JOBS, CAMPAIGNS = "inbox", "outbox", "feed", "jobs", "campaigns"
TOPICS = (INBOX, OUTBOX, FEED, JOBS, CAMPAIGNS)
_RECONNECT_SECONDS = 1.0


class Wake:
    """On SQLite everything lives in this process; on PostgreSQL hints travel with the commit itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._flags: dict[str, list[threading.Event]] = {topic: [] for topic in TOPICS}
        self._stopping = threading.Event()
        self._listener: threading.Thread | None = None

    def subscribe(self, *topics: str) -> threading.Event:
        """An event that is set when any of these topics may have news. Clear it *before* looking."""
        flag = threading.Event()
        for topic in topics:
            self._flags[topic].append(flag)
        return flag

    def inside(self, db: Connection, *topics: str) -> None:
        """Within the writing transaction: PostgreSQL delivers it if and when that commits.

        Of INBOX and FEED the statements that write there tell by themselves.
        """
        if topics and not self._database.is_sqlite:
            _notify(topics)(db)

    def after(self, *topics: str) -> None:
        """After the commit: the hint itself on SQLite; nothing to do on PostgreSQL."""
        if self._database.is_sqlite:
            self.ring(*topics)

    def ring(self, *topics: str) -> None:
        """Wake this process's own threads."""
        for topic in topics:
            for flag in self._flags[topic]:
                flag.set()

    def listen(self, topics: tuple[str, ...] = TOPICS) -> None:
        """On PostgreSQL: one connection of its own that turns notifications into rings."""
        if self._database.is_sqlite or self._listener is not None:
            return
        self._listener = threading.Thread(target=self._listen, args=(topics,), name="listen", daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """Everybody up; the listener goes home."""
        self._stopping.set()
        self.ring(*TOPICS)
        if self._listener is not None:
            self._listener.join(timeout=3)

    def _listen(self, topics: tuple[str, ...]) -> None:
        while not self._stopping.is_set():
            try:
                self._listen_once(topics)
            except psycopg.Error as error:
                log.warning("listen.lost", error=type(error).__name__)
                self._stopping.wait(_RECONNECT_SECONDS)

    def _listen_once(self, topics: tuple[str, ...]) -> None:
        address = make_url(self._database.url).set(drivername="postgresql")
        with contextlib.closing(
            psycopg.connect(address.render_as_string(hide_password=False), autocommit=True, connect_timeout=2)
        ) as connection:
            for topic in topics:
                connection.execute(f'LISTEN "{HINT}{topic}"')
            self.ring(*topics)  # what was said while nobody listened
            while not self._stopping.is_set():
                for note in connection.notifies(timeout=1.0):
                    self.ring(note.channel.removeprefix(HINT))


@cache
def _notify(topics: tuple[str, ...]) -> Hot:
    """One statement for all of them; the topics are ours, never anybody's input."""
    return Hot("SELECT " + ", ".join(f"pg_notify('{HINT}{topic}', '')" for topic in topics))
