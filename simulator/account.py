"""What does LINE remember about a channel, and what stands behind one call of its bot?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from simulator.allowances import Buckets, Quota, ReplyTokens, RetryKeys
from simulator.exchange import Request
from simulator.faults import Faults
from simulator.files import Files
from simulator.menus import RichMenus
from simulator.phones import Screen
from simulator.wire import WireLog


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted send to one chat: the ground truth a test compares with. `fault` spoilt the answer."""

    at: float
    user_id: str
    messages: list[dict[str, Any]]
    via: str
    retry_key: str | None
    request_id: str
    reply_token: str | None
    fault: str | None
    delivered: bool


@dataclass(slots=True)
class Account:
    """Everything LINE remembers about one channel. Change it only while holding `lock`."""

    access_token: str
    bot_user_id: str
    display_name: str
    quota: Quota
    tokens: ReplyTokens
    retry_keys: RetryKeys
    rich_menus: RichMenus
    buckets: Buckets
    faults: Faults
    wire: WireLog
    now: Callable[[], float]
    find_phone: Callable[[str], Screen | None]
    changed: Callable[[], None]
    accepted: list[Accepted] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    standby: set[str] = field(default_factory=set)
    media: Callable[[str], bool | None] = lambda message_id: None
    files: Files = field(default_factory=Files)
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(slots=True)
class Call:
    """One request on its way through: where it goes, its parsed body, and the fault drawn for it."""

    account: Account
    request: Request
    endpoint: str
    parts: tuple[str | None, ...]
    request_id: str
    now: float
    fault: str | None = None
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return sha256(self.request.path.encode() + b"\0" + self.request.body).hexdigest()
