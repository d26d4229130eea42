"""How is the database reached, and what does a transaction promise?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Engine, Integer, MetaData, Row, create_engine, event
from sqlalchemy import Connection as Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase

# Named constraints: Alembic's batch mode on SQLite can only change what has a name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite counts rows by itself only for a column typed INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

AnyRow = Row[*tuple[Any, ...]]

# SQLite's log, in pages of 4 kB, at which a commit moves it into the file after all: see checkpoint().
_LONG_LOG = 8_000

# Names of PostgreSQL's notification channels begin so; what follows is a topic of bot/wake.py.
HINT = "saphan_"

CHANNEL = 1  # one channel is configured by environment; rows carry it so that more can follow

# What a caller may meet when the database is away; the doors answer 503 and the pumps try again.
Unavailable = (DBAPIError, PoolTimeout)
# Those of them that say nothing about the rows: the connection or the server is gone.
Lost = (OperationalError, InterfaceError, PoolTimeout)


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMES)


class Database:
    """One write engine and one read engine.

    On SQLite the write engine holds exactly one connection and every transaction starts with
    BEGIN IMMEDIATE: with the driver's defaults read-then-write silently loses updates
    (docs/decisions/0003). Reads have an engine of their own, so pages never wait for a writer.
    On PostgreSQL both are the same engine.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.write = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE")
            self.read = _sqlite_engine(url, pool_size=4, begin="BEGIN")
        else:
            self.write = self.read = _postgresql_engine(url, pool_size)
        self._alone = (
            self.read if self.is_sqlite else self.read.execution_options(isolation_level="AUTOCOMMIT")
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside is committed together, or not at all."""
        with self.write.begin() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look; writes nothing."""
        with self.read.connect() as db:
            db.begin()  # now, and not at SQLAlchemy's first statement: bot/store/hot.py goes past it
            yield db
            if not self.is_sqlite:
                # SQLAlchemy would roll back, which makes psycopg forget every statement it has prepared.
                driver = db.connection.driver_connection
                assert driver is not None
                driver.commit()

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Looks that each stand alone: no transaction is begun, which saves PostgreSQL two round trips."""
        with self._alone.connect() as db:
            yield db

    @contextmanager
    def writing_once(self) -> Iterator[Connection]:
        """For a single statement, which on PostgreSQL is a transaction by itself."""
        with self.write.begin() if self.is_sqlite else self._alone.connect() as db:
            yield db

    def checkpoint(self) -> None:
        """Move what SQLite's log holds into the file, beside readers and the writer, who wait for nothing.

        Else every few dozen commits one would do it, and keep the one write connection until the disk has
        it all. PostgreSQL has a process of its own for this.
        """
        if self.is_sqlite:
            with self.read.connect() as db:
                driver = db.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def dispose(self) -> None:
        """Close every connection; also needed before a fork."""
        self.write.dispose()
        self.read.dispose()


def sqlite_url(path: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite:///{path.absolute()}"


def _sqlite_engine(url: str, pool_size: int, begin: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={"isolation_level": None, "timeout": 30, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "cache_size=-16384",
            f"wal_autocheckpoint={_LONG_LOG}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # Straight to the driver: this runs before every transaction, and says nothing about rows.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(begin)

    return engine


def _postgresql_engine(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=False,
        # A dead server must be noticed within the second the webhook can wait.
        connect_args={
            "connect_timeout": 2,
            "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=UTC",
            "tcp_user_timeout": 5000,
        },
    )


def insert_into(dialect: str) -> Any:
    """The dialect's own INSERT, the one that knows ON CONFLICT."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert


def insert_for(db: Connection) -> Any:
    """insert_into() the engine of this connection."""
    return insert_into(db.dialect.name)
