"""What can a pretend customer do with their phone, and which webhook event does each act become?"""

from __future__ import annotations

import json
from typing import Any, Protocol

from simulator.account import Account
from simulator.events import new_message_id
from simulator.files import DEFAULTS, File
from simulator.phones import BLOCKED, FRIEND, FROM_CUSTOMER, Bubble, Screen
from simulator.richmenus import switch
from simulator.store import Store
from simulator.webhook import Delivery

STICKER = {"packageId": "446", "stickerId": "1988", "stickerResourceType": "STATIC", "keywords": ["hi"]}
PLACE = {
    "title": "ตลาดน้อย",
    "address": "ถนนเจริญกรุง กรุงเทพฯ 10100",
    "latitude": 13.7329,
    "longitude": 100.5134,
}
STILL = Delivery(None, "nothing is sent for this action", {})


class Network(Protocol):
    """What a phone needs of LINE: to remember it, to build and carry its events, to tell the time."""

    account: Account
    store: Store

    def now(self) -> float: ...
    def changed(self) -> None: ...
    def event(self, phone: Phone, kind: str, **details: Any) -> dict[str, Any]: ...
    def send_events(self, events: list[dict[str, Any]]) -> Delivery: ...


class Phone(Screen):
    """A screen with a person behind it. Acts return the bot's answer to the webhook."""

    def __init__(self, line: Network, name: str, language: str, status: str = FRIEND) -> None:
        super().__init__(name, language, line.store, status)
        self._line = line

    def says(self, text: str, **more: Any) -> Delivery:
        return self._sends({"type": "text", "text": text, **more})

    def sends_sticker(self, **more: Any) -> Delivery:
        return self._sends({"type": "sticker", **STICKER, **more})

    def sends_image(self, body: bytes = b"", content_type: str = "", **more: Any) -> Delivery:
        return self._uploads("image", body, content_type, 0, contentProvider={"type": "line"}, **more)

    def sends_video(self, body: bytes = b"", *, preparing: int = 0, duration: int = 4000) -> Delivery:
        """`preparing`: how often LINE will say 202 before the video can be fetched."""
        provider = {"type": "line"}
        return self._uploads("video", body, "", preparing, contentProvider=provider, duration=duration)

    def sends_audio(self, body: bytes = b"", *, duration: int = 1000) -> Delivery:
        return self._uploads("audio", body, "", 0, contentProvider={"type": "line"}, duration=duration)

    def sends_file(self, name: str = "ใบสั่งซื้อ.pdf", size: int = 0, body: bytes = b"") -> Delivery:
        told = size or len(body) or len(DEFAULTS["file"][1])
        return self._uploads("file", body, "", 0, fileName=name, fileSize=told)

    def _uploads(self, kind: str, body: bytes, content_type: str, preparing: int, **fields: Any) -> Delivery:
        usual_type, usual = DEFAULTS[kind]
        message_id = fields.pop("id", "") or new_message_id()
        file = File(kind, content_type or usual_type, body or usual, preparing)
        self._line.account.files.add(message_id, file)
        return self._sends({"id": message_id, "type": kind, **fields})

    def sends_location(self, **more: Any) -> Delivery:
        return self._sends({"type": "location", **PLACE, **more})

    def uploaded(self, message_id: str) -> bool:
        """Is there a file behind this bubble that can still be looked at?"""
        return self._line.account.files.find(message_id) is not None and not self.is_unsent(message_id)

    def quoted_by(self, message: dict[str, Any]) -> str:
        """The words of the message this one answers; empty when it answers none."""
        token, quoted = message.get("quoteToken", ""), message.get("quotedMessageId")
        wanted = quoted or (token[1:].partition(".")[0] if isinstance(token, str) else "")
        found = (each for each in self.transcript if each.id == wanted and each.message is not message)
        return next((each.text or each.type for each in found), "")

    def taps(
        self, label: str, *, bubble_id: str | None = None, params: dict[str, str] | None = None
    ) -> Delivery:
        """Tap the quick reply or button so labelled; `params` is what a date picker was set to."""
        self._must_not_be_blocked()
        seen = [*self.tappable(bubble_id), *([] if bubble_id else self.menu_actions())]
        action = next((one for one in seen if one.get("label") == label), None)
        if action is None:
            labels = [one.get("label") for one in seen]
            raise AssertionError(f"{self.name} sees nothing labelled {label!r}, only {labels}")
        self.dismiss_chips()
        return self._acts(action, params)

    @property
    def menu(self) -> dict[str, Any] | None:
        """The rich menu now shown below the conversation, if any."""
        return self._line.account.rich_menus.seen_by(self.user_id)

    def menu_actions(self) -> list[dict[str, Any]]:
        """Unlabelled areas answer to the words they would show."""
        actions = [area["action"] for area in (self.menu or {}).get("areas", [])]
        return [{**one, "label": name_of(one)} for one in actions]

    def blocks(self) -> Delivery:
        self._become(BLOCKED)
        return self._tells("unfollow")

    def follows(self) -> Delivery:
        """Add the account as a friend, or unblock it."""
        was_blocked = self.status == BLOCKED
        self._become(FRIEND)
        return self._tells("follow", follow={"isUnblocked": was_blocked})

    def unsends(self, message_id: str) -> Delivery:
        self.unsend(message_id)
        return self._tells("unsend", unsend={"messageId": message_id})

    def _acts(self, action: dict[str, Any], params: dict[str, str] | None) -> Delivery:
        kind = action["type"]
        if kind == "message":
            return self.says(action["text"])
        if kind == "postback":
            return self._postback(action)
        if kind == "datetimepicker":
            mode = action["mode"]
            chosen = params or {mode: action.get("initial") or MOMENTS[mode]}
            return self._tells("postback", postback={"data": action["data"], "params": chosen})
        if kind == "richmenuswitch":
            params = switch(self._line.account, self.user_id, action["richMenuAliasId"])
            return self._tells("postback", postback={"data": action["data"], "params": params})
        if kind in ("camera", "cameraRoll") or str(action.get("uri", "")).startswith(CAMERA_ROLL):
            return self.sends_image()
        if kind == "location":
            return self.sends_location()
        return STILL

    def _postback(self, action: dict[str, Any]) -> Delivery:
        if action.get("displayText"):
            self._shows({"type": "text", "text": action["displayText"]}, new_message_id())
        if action.get("text"):
            self.says(action["text"])
        return self._tells("postback", postback={"data": action["data"]})

    def _sends(self, message: dict[str, Any]) -> Delivery:
        self._must_not_be_blocked()
        event = self._line.event(self, "message", message=message)
        self._shows(event["message"], event["message"]["id"])
        return self._line.send_events([event])

    def _shows(self, message: dict[str, Any], message_id: str) -> None:
        text = str(message.get("text") or message.get("fileName") or message.get("title") or "")
        now = self._line.now()
        self.spoke(Bubble(message["type"], text, None, [], FROM_CUSTOMER, now, message, message_id))
        self._line.changed()

    def _tells(self, kind: str, **details: Any) -> Delivery:
        return self._line.send_events([self._line.event(self, kind, **details)])

    def _become(self, status: str) -> None:
        self.status = status
        self.keep_self()
        self._line.changed()

    def _must_not_be_blocked(self) -> None:
        if self.status == BLOCKED:
            raise ValueError(f"{self.name} has blocked the account and cannot write to it")

    def __repr__(self) -> str:
        return f"Phone({json.dumps(self.name, ensure_ascii=False)}, {self.status})"


def name_of(action: dict[str, Any]) -> str:
    words = (action.get(key) for key in ("label", "displayText", "text", "data", "uri"))
    return str(next((word for word in words if word), ""))


# https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
CAMERA_ROLL = "https://line.me/R/nv/camera"
MOMENTS = {"date": "2026-12-01", "time": "10:00", "datetime": "2026-12-01T10:00"}
