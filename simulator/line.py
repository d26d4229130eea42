"""How does a test, or a desk, hold the whole of pretend LINE in one hand?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulator.account import Accepted, Account
from simulator.allowances import Buckets, Quota, ReplyTokens, RetryKeys
from simulator.app import LineApi
from simulator.customer import Phone
from simulator.events import build, chat_of
from simulator.exchange import Answer, Request
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.files import Files
from simulator.menus import RichMenus
from simulator.phones import FRIEND, user_id_for
from simulator.routes import ROUTES
from simulator.server import Server, Stream
from simulator.store import Store
from simulator.webhook import Delivery, Webhook
from simulator.wire import WireEntry, WireLog

BOT_NAME = "ร้านใบชา Baicha Shop"
WIRE_KEPT, BUBBLES_KEPT, FILES_KEPT = 500, 5000, 100


class Line:
    """LINE's side of the wire: an HTTP server for the bot, and phones for whoever plays the customers."""

    def __init__(
        self,
        webhook_url: str = "",
        *,
        channel_secret: str,
        access_token: str,
        state_dir: Path | str | None = None,
        now: Callable[[], float] = time.time,
        port: int = 0,
        clock_file: Path | None = None,
    ) -> None:
        self._server = Server(port, self._answer)  # first: a taken port must leave nothing behind
        self._clock = now
        self._clock_file = clock_file
        self._advanced = _seconds_in(clock_file)
        self._feed = Feed()
        self.store = Store(Path(state_dir) if state_dir else None)
        self.faults = Faults()
        self._wire = WireLog(self.store)
        self.account = self._open_account(access_token)
        self.webhook = Webhook(
            channel_secret, self.account.bot_user_id, self.faults, self._wire, self.now, self._leaves
        )
        self.webhook.url = webhook_url
        self._phones: dict[str, Phone] = {}
        self._restore()
        self._api = LineApi(self.account, ROUTES)
        self.page: Callable[[Request], Answer | Stream | None] = lambda request: None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.is_closing.set()
        self._feed.wake()
        self._server.stop()
        self.webhook.close()
        self.store.close()

    def goes_away(self) -> None:
        """LINE is down, or the road to it: connections are refused until it comes back."""
        self._server.refuse()

    def comes_back(self) -> None:
        self._server.accept_again()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def webhook_url(self) -> str:
        return self.webhook.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.webhook.url = url

    @property
    def wire(self) -> list[WireEntry]:
        return self._wire.all()

    def recent_wire(self, count: int) -> list[WireEntry]:
        """Newest first."""
        return self._wire.recent(count)

    @property
    def breaches(self) -> list[str]:
        return list(self.account.breaches)

    @property
    def accepted(self) -> list[Accepted]:
        return list(self.account.accepted)

    @property
    def quota(self) -> int | None:
        return self.account.quota.limit

    @quota.setter
    def quota(self, limit: int | None) -> None:
        with self.account.lock:
            self.account.quota.set_limit(limit)
        self.changed()

    @property
    def used(self) -> int:
        with self.account.lock:
            return self.account.quota.used(self.now())

    def now(self) -> float:
        return self._clock() + self._advanced

    @property
    def ahead(self) -> float:
        """How many seconds this clock is ahead of the machine's."""
        return self._advanced

    def share_clock(self, file: Path) -> None:
        """Move the desk's clock along: it reads this file (its CLOCK_OFFSET_FILE)."""
        self._clock_file = file
        self._tell_clock()

    def advance(self, seconds: float) -> None:
        """Let time pass, here and for whoever reads the clock file. Raises ValueError for a step back."""
        if seconds < 0:
            raise ValueError("Time only goes forward.")
        with self.account.lock:
            self._advanced += seconds
            self._tell_clock()
        self.changed()

    def _tell_clock(self) -> None:
        """Replaced whole, so that nobody reads half a number."""
        if self._clock_file is None:
            return
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(f"{self._advanced:.3f}\n")
        fresh.replace(self._clock_file)

    def phone(self, name: str, language: str = "th", *, status: str = FRIEND) -> Phone:
        """The customer of that name, made on first mention; always the same user id for the same name."""
        with self.account.lock:
            found = self._phones.get(user_id_for(name))
            if found is None:
                found = Phone(self, name, language, status)
                self._phones[found.user_id] = found
                found.keep_self()
        return found

    @property
    def phones(self) -> list[Phone]:
        return list(self._phones.values())

    def find_phone(self, user_id: str) -> Phone | None:
        return self._phones.get(user_id)

    def event(self, phone: Phone, kind: str, **details: Any) -> dict[str, Any]:
        """A webhook event, not sent; `details` replace its fields, a None removes one."""
        return build(phone.user_id, kind, self.now(), details)

    def send_events(self, events: Sequence[dict[str, Any]], signature: str | None = None) -> Delivery:
        """One POST with these events; with a signature given, that one is used and no fault applies."""
        return self.webhook.send(events, signature)

    def redeliver(self, event: dict[str, Any]) -> Delivery:
        return self.webhook.redeliver(event)

    def post_raw(self, body: bytes, headers: dict[str, str]) -> Delivery:
        return self.webhook.post_raw(body, headers)

    def sign(self, body: bytes) -> str:
        return self.webhook.sign(body)

    def settle(self, timeout: float = 20) -> None:
        """Wait until held-back, doubled and redelivered events have all gone out."""
        self.webhook.settle(timeout)

    def changed(self) -> None:
        self._feed.changed()

    def stream(self) -> Stream:
        headers = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        return Stream(self._feed.stream(self._server.is_closing.is_set), headers)

    def _answer(self, request: Request) -> Answer | Stream:
        if not request.path.startswith("/v2/"):
            page = self.page(request)
            if page is not None:
                return page
        return self._api.answer(request)

    def _open_account(self, access_token: str) -> Account:
        return Account(
            access_token=access_token,
            bot_user_id=user_id_for(f"bot {BOT_NAME}"),
            display_name=BOT_NAME,
            quota=Quota(self.store),
            tokens=ReplyTokens(self.store),
            retry_keys=RetryKeys(self.store),
            rich_menus=RichMenus(self.store),
            buckets=Buckets(),
            faults=self.faults,
            wire=self._wire,
            now=self.now,
            find_phone=self.find_phone,
            changed=self.changed,
            media=self._is_unsent,
            files=Files(self.store),
            lock=threading.RLock(),
        )

    def _leaves(self, event: dict[str, Any]) -> None:
        """An event is on its way: its reply token lives from now, its sender counts as having written."""
        chat_id, now = chat_of(event), self.now()
        phone = self._phones.get(chat_id)
        with self.account.lock:
            if event.get("mode") == "standby":
                self.account.standby.add(chat_id)
            else:
                self.account.standby.discard(chat_id)
            token, happened = event.get("replyToken"), event.get("timestamp")
            if isinstance(token, str):
                event_at = happened / 1000 if isinstance(happened, int) else now
                self.account.tokens.delivered(token, chat_id, event_at, now)
            if phone is not None and event.get("type") == "message":
                phone.last_spoke_at = now
                phone.keep_self()

    def _is_unsent(self, message_id: str) -> bool | None:
        answers = (phone.is_unsent(message_id) for phone in self.phones)
        return next((answer for answer in answers if answer is not None), None)

    def _restore(self) -> None:
        self.store.trim("wire", WIRE_KEPT)
        self.store.trim("bubble", BUBBLES_KEPT)
        self.store.trim("file", FILES_KEPT)
        for row in self.store.all("phone"):
            spoke_at = row.pop("last_spoke_at")
            phone = Phone(self, **row)
            phone.last_spoke_at = spoke_at
            self._phones[phone.user_id] = phone
        for bubble in self.store.all("bubble"):
            owner = self._phones.get(bubble.pop("user_id"))
            if owner is not None:
                owner.restore([bubble])
        self.account.files.restore(self.store.all("file"))
        self._wire.restore(self.store.all("wire"))


def _seconds_in(file: Path | None) -> float:
    """What an earlier run has left in the clock file; 0 when there is none."""
    if file is None or not file.exists():
        return 0.0
    try:
        return max(0.0, float(file.read_text()))
    except ValueError:
        return 0.0
