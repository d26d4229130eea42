"""How does LINE write down what a customer did?"""

from __future__ import annotations

import itertools
import random
import time
import uuid
from hashlib import sha256
from typing import Any

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Kinds that carry a reply token while the channel is active (docs: receiving-messages).
REPLYABLE = (
    "message",
    "messageEdited",
    "follow",
    "join",
    "memberJoined",
    "postback",
    "videoPlayComplete",
    "beacon",
    "accountLink",
    "membership",
)
QUOTED_KINDS = ("text", "image", "video", "sticker")
_message_numbers = itertools.count(int(time.time() * 1000) * 1000)


def new_message_id() -> str:
    return str(next(_message_numbers))


def new_event_id(now: float) -> str:
    """A ULID: 48 bits of milliseconds, 80 bits of chance."""
    number = (int(now * 1000) << 80) | random.getrandbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def quote_token(chat_id: str, message_id: str) -> str:
    """Says by itself where it belongs, so that none need be remembered."""
    return f"q{message_id}.{sha256(f'{chat_id} {message_id}'.encode()).hexdigest()[:24]}"


def is_quote_token_of(chat_id: str, token: str) -> bool:
    return token == quote_token(chat_id, token[1:].partition(".")[0])


def read_token(message_id: str) -> str:
    return f"r{message_id}.{sha256(f'read {message_id}'.encode()).hexdigest()[:24]}"


def is_read_token(token: object) -> bool:
    return isinstance(token, str) and token == read_token(token[1:].partition(".")[0])


def build(user_id: str, kind: str, now: float, details: dict[str, Any]) -> dict[str, Any]:
    """A webhook event; `details` fill or replace its fields, and a None removes one."""
    event: dict[str, Any] = {
        "type": kind,
        "mode": "active",
        "timestamp": int(now * 1000),
        "source": {"type": "user", "userId": user_id},
        "webhookEventId": new_event_id(now),
        "deliveryContext": {"isRedelivery": False},
    }
    if kind in REPLYABLE and details.get("mode", "active") == "active":
        event["replyToken"] = uuid.uuid4().hex
    event.update(details)
    event = {key: value for key, value in event.items() if value is not None}
    if kind == "message":
        event["message"] = _complete_message(event.get("message", {}), chat_of(event))
    return event


def chat_of(event: dict[str, Any]) -> str:
    source = event.get("source", {})
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")


def _complete_message(message: dict[str, Any], chat_id: str) -> dict[str, Any]:
    message_id = message.get("id") or new_message_id()
    whole = {"id": message_id, "type": "text", "markAsReadToken": read_token(message_id), **message}
    if whole["type"] in QUOTED_KINDS:
        whole.setdefault("quoteToken", quote_token(chat_id, message_id))
    return whole
