"""May this request still be made: is its token fresh, its key unused, its bucket full, its quota left?

Everything here is plain state guarded by the caller's lock; time is always an argument, in seconds.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from simulator.store import Store

TOKEN_SECONDS = 60.0
TOKEN_HARD_STOP_SECONDS = 20 * 60.0
KEY_SECONDS = 24 * 3600.0
LINE_ZONE = timezone(timedelta(hours=9))
DEFAULT_RATE = (2000, 2000.0)
# Bucket capacity and refill per second, by endpoint (reference: rate-limits). Capacities are not published:
# one period's limit is assumed.
HUNDRED_AN_HOUR = (100, 100 / 3600)
RATES = {
    "multicast": (200, 200.0),
    "loading": (100, 100.0),
    "richmenu_create": HUNDRED_AN_HOUR,
    "richmenu_delete": HUNDRED_AN_HOUR,
    "richmenu_alias_delete": HUNDRED_AN_HOUR,
    "richmenu_list": (10, 10.0),
    "richmenu_batch": (3, 3 / 3600),
    "richmenu_progress": HUNDRED_AN_HOUR,
}


@dataclass(slots=True)
class ReplyToken:
    """`used_for` is the digest of the body that consumed it, or None while it is free."""

    token: str
    chat_id: str
    event_at: float
    delivered_at: float
    used_for: str | None = None
    is_dead: bool = False

    def is_fresh(self, now: float) -> bool:
        young = now <= self.delivered_at + TOKEN_SECONDS and now <= self.event_at + TOKEN_HARD_STOP_SECONDS
        return young and self.used_for is None and not self.is_dead


class ReplyTokens:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._tokens = {row["token"]: ReplyToken(**row) for row in store.all("token")}

    def delivered(self, token: str, chat_id: str, event_at: float, now: float) -> None:
        """LINE (re)delivered this token's event: its minute starts anew, its hard stop does not."""
        known = self._tokens.get(token)
        if known is None:
            known = self._tokens[token] = ReplyToken(token, chat_id, event_at, now)
        known.delivered_at = now
        self._keep(known)

    def find(self, token: str) -> ReplyToken | None:
        return self._tokens.get(token)

    def use(self, token: ReplyToken, digest: str) -> None:
        token.used_for = digest
        self._keep(token)

    def _keep(self, token: ReplyToken) -> None:
        if self._store.is_on:
            self._store.keep("token", token.token, asdict(token))


@dataclass(frozen=True, slots=True)
class KeyUse:
    key: str
    digest: str
    request_id: str
    at: float
    sent: list[dict[str, str]] | None


class RetryKeys:
    """Which retry keys were accepted, and for what. A key is burnt only by an accepted request."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._uses = {row["key"]: KeyUse(**row) for row in store.all("retry_key")}

    def find(self, key: str) -> KeyUse | None:
        return self._uses.get(key)

    def burn(self, use: KeyUse) -> None:
        self._uses[use.key] = use
        if self._store.is_on:
            self._store.keep("retry_key", use.key, asdict(use))


class Buckets:
    """One token bucket per endpoint, as LINE keeps them per channel and endpoint."""

    def __init__(self) -> None:
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, endpoint: str, now: float) -> bool:
        capacity, refill = RATES.get(endpoint, DEFAULT_RATE)
        level, since = self._levels.get(endpoint, (float(capacity), now))
        level = min(capacity, level + max(0.0, now - since) * refill)
        has_room = level >= 1
        self._levels[endpoint] = (level - 1 if has_room else level, now)
        return has_room


class Quota:
    """Messages allowed this month and used so far. The month turns at midnight UTC+9 (assumed)."""

    def __init__(self, store: Store) -> None:
        kept: dict[str, Any] = next(iter(store.all("quota")), {})
        self._store = store
        self._limit: int | None = kept.get("limit")
        self._month: str = kept.get("month", "")
        self._used: int = kept.get("used", 0)

    @property
    def limit(self) -> int | None:
        return self._limit

    def set_limit(self, limit: int | None) -> None:
        self._limit = limit
        self._keep()

    def used(self, now: float) -> int:
        month = datetime.fromtimestamp(now, LINE_ZONE).strftime("%Y-%m")
        if month != self._month:
            self._month, self._used = month, 0
        return self._used

    def has_room(self, count: int, now: float) -> bool:
        return self._limit is None or count == 0 or self.used(now) + count <= self._limit

    def add(self, count: int, now: float) -> None:
        self._used = self.used(now) + count
        self._keep()

    def _keep(self) -> None:
        self._store.keep("quota", "", {"limit": self._limit, "month": self._month, "used": self._used})
