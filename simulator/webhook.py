"""How do events reach the bot: signed, and as badly delivered as a network can manage?"""

from __future__ import annotations

import base64
import copy
import hmac
import json
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import urllib3

from simulator.events import chat_of
from simulator.faults import Faults
from simulator.wire import TO_BOT, WireEntry, WireLog

ANSWER_SECONDS = 2.0
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the bot answered to one POST; status None when nothing came back within LINE's 2 seconds."""

    status: int | None
    body: str
    event: Event


class Webhook:
    """Sends to `url`; `delivered` is told of every event just before it leaves."""

    def __init__(
        self,
        secret: str,
        destination: str,
        faults: Faults,
        wire: WireLog,
        now: Callable[[], float],
        delivered: Callable[[Event], None],
    ) -> None:
        self.url = ""
        self.answer_seconds = ANSWER_SECONDS
        self._secret = secret.encode()
        self._destination = destination
        self._faults = faults
        self._wire = wire
        self._now = now
        self._delivered = delivered
        self._pool = urllib3.PoolManager(num_pools=4, maxsize=64, retries=False)
        self._held: list[Event] = []
        self._held_mode = ""
        self._busy = 0
        self._calm = threading.Condition()

    def sign(self, body: bytes) -> str:
        return base64.b64encode(hmac.new(self._secret, body, "sha256").digest()).decode()

    def send(self, events: Sequence[Event], signature: str | None = None) -> Delivery:
        """One POST as it is, or held back, doubled or mixed when a fault says so."""
        fault = self._faults.draw(
            "webhook", events[0].get("webhookEventId", "") if events else "", self._now()
        )
        kind = fault[0] if fault and signature is None else ""
        if kind in ("reorder", "mix", "burst"):
            return self._hold(events, kind)
        delivery = self._send_with_held(list(events), signature)
        if kind == "duplicate":
            self._later(0, lambda: self.post(events))
        return delivery

    def post(self, events: Sequence[Event], signature: str | None = None) -> Delivery:
        for event in events:
            self._delivered(event)
        body = json.dumps(
            {"destination": self._destination, "events": list(events)}, ensure_ascii=False
        ).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": self.sign(body) if signature is None else signature,
        }
        note = ", ".join(_label(event) for event in events) or "connection check"
        users = {chat_of(event) for event in events}
        delivery = self.post_raw(body, headers, note=note, user_id=users.pop() if len(users) == 1 else None)
        return Delivery(delivery.status, delivery.body, dict(events[0]) if events else {})

    def post_raw(
        self, body: bytes, headers: dict[str, str], *, note: str = "raw", user_id: str | None = None
    ) -> Delivery:
        if not self.url:
            return Delivery(None, "no webhook address is set", {})
        status: int | None = None
        try:
            answer = self._pool.request(
                "POST", self.url, body=body, headers=headers, timeout=self.answer_seconds
            )
            status, text = answer.status, answer.data.decode("utf-8", "replace")
        except urllib3.exceptions.HTTPError as error:
            text = f"{type(error).__name__}: {error}"
            note = f"{note}; {type(error).__name__}"
        path = urllib3.util.parse_url(self.url).path or "/"
        self._wire.add(WireEntry(self._now(), TO_BOT, "POST", path, status, "", 0, note, user_id))
        return Delivery(status, text, {})

    def settle(self, timeout: float = 20) -> None:
        """Wait until nothing is held back, repeated or redelivered any more."""
        self._release()
        with self._calm:
            if not self._calm.wait_for(lambda: self._busy == 0 and not self._held, timeout):
                raise AssertionError(f"{self._busy} deliveries still under way after {timeout:g} s")

    def close(self) -> None:
        self._pool.clear()

    def redeliver(self, event: Event) -> Delivery:
        again = copy.deepcopy(event)
        again["deliveryContext"] = {"isRedelivery": True}
        return self.post([again])

    def _send_with_held(self, events: list[Event], signature: str | None) -> Delivery:
        with self._calm:
            held, mode, self._held = self._held, self._held_mode, []
        if mode == "mix" and held:
            mixed = [*held, *events]
            random.shuffle(mixed)
            delivery = self.post(mixed, signature)
            delivery = Delivery(delivery.status, delivery.body, events[0] if events else {})
            events = mixed
        else:
            delivery = self.post(events, signature)
            self._post_held(held, mode)
        if delivery.status is None or not 200 <= delivery.status < 300:
            self._redeliver_later(events)
        return delivery

    def _hold(self, events: Sequence[Event], mode: str) -> Delivery:
        with self._calm:
            self._held.extend(events)
            self._held_mode = mode
            full = mode == "burst" and len(self._held) >= self._faults.burst_size
        self._later(0 if full else self._faults.hold_seconds, self._release)
        return Delivery(None, f"held back ({mode})", dict(events[0]) if events else {})

    def _release(self) -> None:
        with self._calm:
            held, mode, self._held = self._held, self._held_mode, []
        self._post_held(held, mode)

    def _post_held(self, held: list[Event], mode: str) -> None:
        if mode == "mix" and held:
            self._post_once(held)
            return
        random.shuffle(held)
        for event in held:
            if mode == "burst":
                self._later(0, partial(self._post_once, [event]))
            else:
                self._post_once([event])

    def _post_once(self, events: list[Event]) -> None:
        delivery = self.post(events)
        if delivery.status is None or not 200 <= delivery.status < 300:
            self._redeliver_later(events)

    def _redeliver_later(self, events: list[Event]) -> None:
        """A refused POST comes again event by event, in any order (LINE does not say how it regroups)."""
        if self._faults.redeliveries and events:
            shuffled = random.sample(events, len(events))
            for event in shuffled:
                self._later(self._faults.redelivery_gap, partial(self._insist, event, 1))

    def _insist(self, event: Event, attempt: int) -> None:
        delivery = self.redeliver(event)
        refused = delivery.status is None or not 200 <= delivery.status < 300
        if refused and attempt < self._faults.redeliveries:
            self._later(self._faults.redelivery_gap, partial(self._insist, event, attempt + 1))

    def _later(self, seconds: float, action: Callable[[], object]) -> None:
        with self._calm:
            self._busy += 1
        timer = threading.Timer(seconds, self._run, (action,))
        timer.daemon = True
        timer.start()

    def _run(self, action: Callable[[], object]) -> None:
        try:
            action()
        finally:
            with self._calm:
                self._busy -= 1
                self._calm.notify_all()


def _label(event: Event) -> str:
    inner = event.get("message", {}).get("type") or event.get("postback", {}).get("data") or ""
    again = " again" if event.get("deliveryContext", {}).get("isRedelivery") else ""
    return f"{event.get('type')} {inner}".strip() + again
