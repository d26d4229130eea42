"""What does each pretend customer see on their phone, and what can they tap?"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from simulator.actions import button_actions, quick_reply_actions
from simulator.rules import PLACEHOLDER
from simulator.store import Store

FRIEND, BLOCKED, STRANGER = "friend", "blocked", "stranger"
STRANGER_REACH_SECONDS = 7 * 24 * 3600.0
FROM_CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble on the phone. `via` is reply, push or multicast; customer when they wrote it themselves."""

    type: str
    text: str
    sender: str | None
    quick_replies: list[str]
    via: str
    at: float
    message: dict[str, Any]
    id: str = ""
    buttons: tuple[str, ...] = ()
    is_unsent: bool = False


def bubble_from(message: dict[str, Any], via: str, at: float, message_id: str) -> Bubble:
    return Bubble(
        type=message["type"],
        text=shown_text(message),
        sender=message.get("sender", {}).get("name"),
        quick_replies=[str(action.get("label", "")) for action in quick_reply_actions(message)],
        via=via,
        at=at,
        message=message,
        id=message_id,
        buttons=tuple(str(action["label"]) for action in button_actions(message)),
    )


def shown_text(message: dict[str, Any]) -> str:
    """The words a reader sees: a card's own text where it has one, else its alternative text."""
    if message["type"] == "textV2":
        return PLACEHOLDER.sub(_placeholder, message["text"])
    if message["type"] == "template" and "text" in message["template"]:
        return str(message["template"]["text"])
    return str(message.get("text") or message.get("altText") or message.get("title") or "")


def _placeholder(match: re.Match[str]) -> str:
    return f"@{match.group(1)}" if match.group(1) else match.group()[0]


def user_id_for(name: str) -> str:
    """The same name is the same person in every run, so that seed data elsewhere can know them."""
    return "U" + sha256(f"pretend customer {name}".encode()).hexdigest()[:32]


class Screen:
    """A phone's memory: friend or not, and both sides of the transcript, oldest first."""

    patience = 20.0  # seconds; whoever shares a machine with others may need more

    def __init__(self, name: str, language: str, store: Store, status: str = FRIEND) -> None:
        self.name = name
        self.language = language
        self.user_id = user_id_for(name)
        self.status = status
        self.last_spoke_at: float | None = None
        self.loading_until = 0.0
        self.transcript: list[Bubble] = []
        self._heard: list[Bubble] = []
        self._chips_dismissed = ""
        self._store = store
        self._news = threading.Condition()

    @property
    def heard(self) -> list[Bubble]:
        with self._news:
            return list(self._heard)

    def is_reached(self, now: float) -> bool:
        """A push reaches friends, and who wrote in the last 7 days (reference: send-push-message)."""
        if self.status == STRANGER and self.last_spoke_at is not None:
            return now - self.last_spoke_at <= STRANGER_REACH_SECONDS
        return self.status == FRIEND

    def hear(self, bubbles: Sequence[Bubble]) -> None:
        with self._news:
            self._heard.extend(bubbles)
            self.transcript.extend(bubbles)
            self.loading_until = 0.0
            self._news.notify_all()
        for bubble in bubbles:
            self._keep(bubble)

    def spoke(self, bubble: Bubble) -> None:
        with self._news:
            self.transcript.append(bubble)
        self._keep(bubble)

    def unsend(self, message_id: str) -> None:
        with self._news:
            for index, bubble in enumerate(self.transcript):
                if bubble.id == message_id and bubble.via == FROM_CUSTOMER:
                    gone = replace(bubble, text="", message={"type": bubble.type}, is_unsent=True)
                    self.transcript[index] = gone
                    self._keep(gone)
                    return
        raise ValueError(f"{self.name} has not said {message_id}")

    def is_unsent(self, message_id: str) -> bool | None:
        """None when this phone never sent that message."""
        with self._news:
            own = (b for b in self.transcript if b.id == message_id and b.via == FROM_CUSTOMER)
            return next((bubble.is_unsent for bubble in own), None)

    def chips(self) -> list[dict[str, Any]]:
        """Quick replies: only the newest bubble's, and only until something is tapped or said."""
        with self._news:
            last = self.transcript[-1] if self.transcript else None
            if last is None or last.via == FROM_CUSTOMER or last.id == self._chips_dismissed:
                return []
            return quick_reply_actions(last.message)

    def dismiss_chips(self) -> None:
        with self._news:
            self._chips_dismissed = self.transcript[-1].id if self.transcript else ""

    def tappable(self, bubble_id: str | None = None) -> list[dict[str, Any]]:
        """Every action in sight: chips first, then buttons from the newest bubble upwards."""
        with self._news:
            shown = [b for b in reversed(self._heard) if bubble_id in (None, b.id)]
        found = [] if bubble_id else self.chips()
        for bubble in shown:
            found.extend(button_actions(bubble.message))
        return found

    def wait_for(
        self, condition: Callable[[list[Bubble]], object], timeout: float | None = None
    ) -> list[Bubble]:
        """Block until `condition(heard)` holds; AssertionError after `timeout` seconds, listing what came."""
        timeout = self.patience if timeout is None else timeout
        deadline = time.monotonic() + timeout
        with self._news:
            while not condition(list(self._heard)):
                left = deadline - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    if condition(list(self._heard)):
                        break
                    raise AssertionError(self._heard_so_far(timeout))
            return list(self._heard)

    def keep_self(self) -> None:
        if self._store.is_on:
            row = {k: getattr(self, k) for k in ("name", "language", "status", "last_spoke_at")}
            self._store.keep("phone", self.user_id, row)

    def restore(self, bubbles: list[dict[str, Any]]) -> None:
        for row in bubbles:
            bubble = Bubble(**{**row, "buttons": tuple(row["buttons"])})
            self.transcript.append(bubble)
            if bubble.via != FROM_CUSTOMER:
                self._heard.append(bubble)

    def _keep(self, bubble: Bubble) -> None:
        if self._store.is_on:
            row = {"user_id": self.user_id, **asdict(bubble)}
            self._store.keep("bubble", f"{bubble.id}", row)

    def _heard_so_far(self, timeout: float) -> str:
        lines = [
            f"  {index}. [{b.via}] {b.type}: {b.text!r} chips={b.quick_replies} buttons={list(b.buttons)}"
            for index, b in enumerate(self._heard)
        ]
        what = "\n".join(lines) or "  nothing"
        return f"{self.name} waited {timeout:g} s in vain; heard so far:\n{what}"
