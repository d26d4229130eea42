"""Over which databases is it measured? A fresh one on each engine, dropped afterwards."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.figures import Figures
from benchmarks.machine import describe
from bot.store.database import Database, sqlite_url
from tests.postgres import Server, find_server


@dataclass(frozen=True, slots=True)
class Engine:
    """One database for one benchmark. `url` is empty for SQLite: then it lies in `folder`."""

    name: str
    folder: Path
    url: str = ""
    another: Callable[[], str] = str

    def beside(self) -> "Engine":
        """Another database of the same engine, empty, for whatever must not meet what the first one holds."""
        return replace(self, folder=Path(tempfile.mkdtemp(dir=self.folder)), url=self.another())

    def database(self) -> Database:
        """This database, opened in this process."""
        return Database(self.url or sqlite_url(self.folder / "saphan.db"))


@dataclass(frozen=True, slots=True)
class Engines:
    """What this machine can measure on. `postgresql` is None where there is none."""

    sqlite: Engine
    postgresql: Engine | None
    machine: dict[str, str | int | float]


@contextmanager
def engines() -> Iterator[Engines]:
    """A folder and a database on each engine, gone at the end however it ends."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for each in ("pg", "sqlite", "postgresql"):
            (folder / each).mkdir(mode=0o700)
        with _databases(find_server(folder / "pg")) as another:
            url = another() if another else None
            yield Engines(
                sqlite=Engine("sqlite", folder / "sqlite"),
                postgresql=Engine("postgresql", folder / "postgresql", url, another)
                if another and url
                else None,
                machine=describe(_plain(url) if url else None, folder),
            )


def on_each(measure: Callable[[Engine], Figures]) -> Figures:
    """The figures of both engines; None for one that this machine does not have."""
    with engines() as found:
        sqlite = measure(found.sqlite)
        postgresql = measure(found.postgresql) if found.postgresql else None
        return {"machine": found.machine, "sqlite": sqlite, "postgresql": postgresql}


@contextmanager
def _databases(server: Server | None) -> Iterator[Callable[[], str] | None]:
    """What makes an empty database and says its address; all of them are dropped at the end."""
    if server is None:
        yield None
        return
    made: list[str] = []

    def another() -> str:
        made.append(server.create_database())
        _make_durable(made[-1])
        return made[-1]

    try:
        yield another
    finally:
        for each in made:
            server.drop_database(each)
        server.stop()


def _make_durable(url: str) -> None:
    """Tests need not wait for the disk; a measurement that does not would mean nothing."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        name = make_url(url).database
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
