"""What does a bot ask LINE, and what does LINE answer?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answer:
    """`ending` is "send", or "reset" to cut the connection; `delay` in seconds before either."""

    status: int
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    ending: str = "send"
    delay: float = 0.0
    note: str = ""
    counted: int = 0
    user_id: str | None = None


class Refused(Exception):
    """LINE says no. `is_breach` marks what a well-behaved bot would never have sent."""

    def __init__(
        self,
        status: int,
        message: str,
        details: list[tuple[str, str]] | None = None,
        *,
        is_breach: bool = False,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.details = status, message, details or []
        self.is_breach, self.headers, self.extra = is_breach, headers or {}, extra or {}

    def answer(self) -> Answer:
        body: dict[str, Any] = {"message": self.message}
        if self.details:
            body["details"] = [{"message": why, "property": where} for where, why in self.details]
        note = self.message + "".join(f"; {where} {why}" for where, why in self.details)
        return Answer(self.status, as_json({**body, **self.extra}), self.headers, note=note)


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
