"""A console for tests: the real application, customers who write, and browsers that staff sit at."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.inbox import Keeper
from bot.line.signature import Signatures
from bot.media import Shelf
from bot.settings import Settings
from bot.store import agents, contacts, sessions
from bot.store.database import Database
from bot.web.desk import Desk
from bot.web.live import Hub
from bot.web.passwords import hash_password
from tests.rig import HandClock, Mouth, Rig, text, webhook

PASSWORD = "a long enough password"
CAST = {"nok": "agent", "ben": "agent", "sora": "supervisor", "ada": "admin"}


class _Compiled(BytecodeCache):
    """Templates compiled once for all the applications of a test run."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier application compiled."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next application."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


@cache
def hashed() -> str:
    """One hash for the whole cast: hashing is slow on purpose."""
    return hash_password(PASSWORD)


def settings(**changes: Any) -> Settings:
    """Settings that read neither .env nor the environment's own."""
    given = {
        "line_channel_secret": "secret",
        "line_channel_access_token": "token",
        "secret_key": "0123456789abcdef0123",
        "public_url": "",
        "locale": "en",
        "timezone": "Asia/Bangkok",
        "trusted_proxies": 0,
        "metrics_token": "",
    }
    return Settings(_env_file=None, **(given | changes))


class Browser:
    """A browser at the console: keeps cookies, fills the CSRF token in as a form would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._token = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers=headers, buffered=True)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data=fields | {"csrf_token": self.token()})

    def part(self, path: str, **fields: str) -> TestResponse:
        """Send a form as the script does."""
        sent = fields | {"csrf_token": self.token()}
        return self.client.post(path, data=sent, headers={"X-Saphan-Part": "thread"})

    def token(self) -> str:
        """The CSRF token of this browser, from any page that has a form."""
        if not self._token:
            page = self.client.get("/signin", follow_redirects=True).text
            self._token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self._token

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Through the form."""
        answer = self.post("/signin", email=f"{name}@baicha.example", password=password, **fields)
        self._token = ""  # the session is another one now
        return answer


@dataclass
class Desktop:
    """The application over one database; what customers say is decided at once."""

    database: Database
    clock: HandClock
    folder: Path
    changes: dict[str, Any] = field(default_factory=dict)
    streams: int = 300
    line: Any = None

    people: dict[str, int] = field(default_factory=dict)
    _customers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.rig = Rig(self.database, self.clock, self.line or Mouth())
        self.hub = Hub(self.database, self.rig.wake, self.streams)
        self.shelf = Shelf((self.folder / "media").as_uri())
        self.app = create_app(
            Desk(
                settings=settings(database_url=self.database.url, data_dir=self.folder, **self.changes),
                database=self.database,
                clock=self.clock,
                wake=self.rig.wake,
                turns=self.rig.turns,
                corpus=self.rig.corpus,
                keeper=Keeper(self.database, self.rig.wake),
                signatures=Signatures(("secret",)),
                hub=self.hub,
                shelf=self.shelf,
            )
        )
        self.app.jinja_env.bytecode_cache = _Compiled()
        if self.people:
            return
        with self.database.transaction() as db:
            self.people = {
                name: agents.add(db, f"{name}@baicha.example", name.capitalize(), role, hashed(), 0)
                for name, role in CAST.items()
            }

    def like(self, **changes: Any) -> "Desktop":
        """The same desk with other settings."""
        return Desktop(self.database, self.clock, self.folder, changes, line=self.line, people=self.people)

    def close(self) -> None:
        """Streams end; the database belongs to its own fixture."""
        self.hub.close()

    def browser(self) -> Browser:
        """Nobody signed in."""
        return Browser(self.app.test_client())

    def link(self, name: str, lasts_ms: int = 60_000) -> str:
        """The path of a one-time link for this person."""
        token = self.clock.token()
        digest = hashlib.sha256(token.encode()).hexdigest()
        with self.database.transaction() as db:
            agents.add_link(db, digest, self.people[name], self.clock.now() + lasts_ms)
        return f"/signin/{token}"

    def at(self, name: str) -> Browser:
        """A browser this person has signed in with."""
        opened = self.browser()
        assert opened.get(self.link(name)).status_code == 302
        return opened

    def customer(self, *words: str, name: str = "", **fields: Any) -> int:
        """A new customer who says these words; the number of the conversation."""
        line_id = f"U{next(self._customers):032x}"
        self.says(line_id, *words, **fields)
        with self.database.transaction() as db:
            number = contacts.add_missing(db, [line_id], self.clock.now())[0]
            if name:
                contacts.keep_profile(db, number, name, "", self.clock.now())
        return number

    def crowd(self, number: int, words: str) -> None:
        """So many new customers who all say this at once."""
        said = [text(words, f"U{next(self._customers):032x}", at=self.clock.now()) for _ in range(number)]
        self.rig.receive(webhook(*said))
        self.rig.decide()

    def guessed(self, name: str, times: int, address: str = "127.0.0.1") -> None:
        """Somebody at this address has tried that many wrong passwords."""
        with self.database.transaction() as db:
            for _ in range(times):
                sessions.count_failure(db, f"{name}@baicha.example", address, self.clock.now())

    def says(self, line_id: str, *words: str, **fields: Any) -> None:
        """One event per line of text, all decided."""
        for each in words:
            self.rig.receive(webhook(text(each, line_id, at=self.clock.now(), **fields)))
            self.rig.decide()


@contextmanager
def counted(desk: Desktop) -> Iterator[list[str]]:
    """The statements the desk asks its database while this lasts."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engines = {desk.database.read, desk.database.write}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
