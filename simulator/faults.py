"""What is LINE, or the road to it, made to do wrong next?"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass

API_FAULTS = (
    "reset_before_accept",
    "accept_then_reset",
    "500_before_accept",
    "500_after_accept",
    "slow",
    "slow_before_accept",
    "429_rate",
    "429_monthly",
    "token_expired",
    "content_202",
)
WEBHOOK_FAULTS = ("duplicate", "reorder", "mix", "burst")
SENDS = ("reply", "push", "multicast")
MENU_CHANGES = (
    "richmenu_create",
    "richmenu_upload",
    "richmenu_set_default",
    "richmenu_bulk",
    "richmenu_link",
    "richmenu_unlink",
    "richmenu_delete",
)
# A fault that could not happen to an endpoint is not drawn for it.
ONLY_FOR = {
    "token_expired": ("reply",),
    "429_monthly": ("push", "multicast"),
    "content_202": ("content",),
    "accept_then_reset": SENDS + MENU_CHANGES,
    "500_after_accept": SENDS + MENU_CHANGES,
}
REDELIVERIES = 3
# A bad day: what the page's random plan draws, each with its share of requests.
BAD_DAY = {
    "reset_before_accept": 0.03,
    "accept_then_reset": 0.03,
    "500_before_accept": 0.03,
    "500_after_accept": 0.03,
    "slow": 0.02,
    "429_rate": 0.03,
    "token_expired": 0.02,
    "duplicate": 0.06,
    "reorder": 0.06,
    "mix": 0.06,
}


@dataclass(frozen=True, slots=True)
class Injected:
    at: float
    kind: str
    path: str
    request_id: str


@dataclass(slots=True)
class Switch:
    """`times` left, or None for "until switched off"; `path` None means wherever it can happen."""

    kind: str
    path: str | None
    times: int | None
    seconds: float

    def fits(self, path: str) -> bool:
        return self.path in (None, path) and fits(self.kind, path)


def fits(kind: str, path: str) -> bool:
    if (kind in WEBHOOK_FAULTS) != (path == "webhook"):
        return False
    return path in ONLY_FOR.get(kind, (path,))


class Faults:
    """Switches thrown by hand come first, then the seeded plan. Off unless asked for.

    `redeliveries` is how often an event answered with anything but 2xx is sent again (LINE's default: 0),
    `redelivery_gap` the real seconds between; `hold_seconds` the longest an event is held back to be
    reordered, mixed or burst.
    """

    def __init__(self) -> None:
        self.injected: list[Injected] = []
        self.redeliveries = 0
        self.redelivery_gap = 0.2
        self.hold_seconds = 0.2
        self.burst_size = 10
        self._lock = threading.Lock()
        self._switches: list[Switch] = []
        self._rates: dict[str, float] = {}
        self._seconds = 3.0
        self._paths: tuple[str, ...] = ()
        self._dice = random.Random(0)

    def next(
        self, kind: str, path: str | None = None, times: int | None = 1, *, seconds: float = 3.0
    ) -> None:
        """Inject `kind` into the next `times` requests to `path`; None times: until cleared."""
        if kind not in API_FAULTS + WEBHOOK_FAULTS:
            raise ValueError(f"{kind} is no fault; there are {', '.join(API_FAULTS + WEBHOOK_FAULTS)}")
        with self._lock:
            self._switches.append(Switch(kind, path, times, seconds))

    def plan(
        self,
        seed: int,
        rates: dict[str, float],
        *,
        paths: tuple[str, ...] = (*SENDS, "webhook"),
        seconds: float = 3.0,
    ) -> None:
        """Draw faults at random with these probabilities per request, the same for the same seed."""
        unknown = set(rates) - set(API_FAULTS + WEBHOOK_FAULTS)
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        with self._lock:
            self._dice = random.Random(seed)
            self._rates, self._paths, self._seconds = dict(rates), paths, seconds

    def clear(self, kind: str | None = None) -> None:
        """Switch off one kind, or everything including plan and redelivery; the record stays."""
        with self._lock:
            self._switches = [s for s in self._switches if kind is not None and s.kind != kind]
            if kind is None:
                self._rates, self.redeliveries = {}, 0

    @property
    def has_plan(self) -> bool:
        return bool(self._rates)

    def active(self) -> list[str]:
        with self._lock:
            return sorted({switch.kind for switch in self._switches})

    def draw(self, path: str, request_id: str, now: float) -> tuple[str, float] | None:
        """The fault for this request and its seconds, recorded as injected; None for a fair answer."""
        if not self._switches and not self._rates:
            return None
        with self._lock:
            chosen = self._from_switches(path) or self._from_plan(path)
            if chosen:
                self.injected.append(Injected(now, chosen[0], path, request_id))
            return chosen

    def _from_switches(self, path: str) -> tuple[str, float] | None:
        for switch in self._switches:
            if not switch.fits(path):
                continue
            if switch.times is not None:
                switch.times -= 1
                if switch.times <= 0:
                    self._switches.remove(switch)
            return switch.kind, switch.seconds
        return None

    def _from_plan(self, path: str) -> tuple[str, float] | None:
        if path not in self._paths or not self._rates:
            return None
        point = self._dice.random()
        for kind, rate in self._rates.items():
            if fits(kind, path):
                point -= rate
                if point < 0:
                    return kind, self._seconds
        return None
