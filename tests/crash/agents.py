"""Agents at the console over HTTP while processes die: what was each of them told?"""

import contextlib
import http.client
import http.cookiejar
import random
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field

from tests.processes import PASSWORD, Desk

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_CHAT = re.compile(r'data-id="(\d+)"')
_CLIENT_SECONDS = 8.0

# Whatever an agent's browser may meet while servers die under it.
BROKEN = (OSError, http.client.HTTPException, ValueError, IndexError)


@dataclass
class Told:
    """Replies by what the console said to each: confirmed, refused, or nothing that can be relied on."""

    confirmed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    clicks: int = 0

    def __add__(self, other: "Told") -> "Told":
        return Told(
            self.confirmed + other.confirmed,
            self.refused + other.refused,
            self.unknown + other.unknown,
            self.clicks + other.clicks,
        )


class Agent(threading.Thread):
    """One browser: takes a waiting chat, replies a few times, then resolves it or hands it back."""

    def __init__(self, desk: Desk, name: str, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"agent-{name}", daemon=True)
        self.told = Told()
        self._desk = desk
        self._email = f"{name.lower()}@shop.example"
        self._dice = random.Random(f"{seed} {name}")
        self._stopping = stop
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)
        self._token = ""

    def run(self) -> None:
        """Until told to stop; an error is a page that did not load, and the agent tries again."""
        while not self._stopping.wait(self._dice.uniform(0.05, 0.25)):
            with contextlib.suppress(*BROKEN):
                self._serve_one()

    def sign_in(self) -> None:
        """Before the first kill: a session outlives the processes, it is a row."""
        page = self._open("/signin")
        fields = {"email": self._email, "password": PASSWORD, "csrf_token": _TOKEN.findall(page)[0]}
        self._browser.open(
            f"{self._desk.origin}/signin", urllib.parse.urlencode(fields).encode(), _CLIENT_SECONDS
        ).close()
        self._token = _TOKEN.findall(self._open("/c/"))[0]

    def _serve_one(self) -> None:
        view = self._dice.choice(("mine", "waiting", "waiting"))
        waiting = _CHAT.findall(self._open(f"/c/list?view={view}"))
        if not waiting:
            return
        chat = self._dice.choice(waiting)
        if view == "waiting":
            self._click(chat, "claim")
        for _ in range(self._dice.randint(1, 3)):
            self._reply(chat)
        self._click(chat, self._dice.choice(("resolve", "resolve", "handback")))

    def _reply(self, chat: str) -> None:
        words = f"{self._email} {uuid.uuid4()}"
        status = self._click(chat, "reply", text=words)
        told = {200: self.told.confirmed, 409: self.told.refused}.get(status, self.told.unknown)
        told.append(words)

    def _click(self, chat: str, action: str, **fields: str) -> int:
        """The status, 0 when nothing came back."""
        asked = urllib.request.Request(
            f"{self._desk.origin}/c/{chat}/{action}",
            urllib.parse.urlencode(fields | {"csrf_token": self._token}).encode(),
            {"X-Saphan-Part": "thread"},
        )
        self.told.clicks += 1
        try:
            with self._browser.open(asked, timeout=_CLIENT_SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code
        except BROKEN:
            return 0

    def _open(self, path: str) -> str:
        with self._browser.open(f"{self._desk.origin}{path}", timeout=_CLIENT_SECONDS) as page:
            return page.read().decode()
