"""What does the page need to draw one moment of the desk, as plain JSON?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from simulator.actions import button_actions
from simulator.customer import Phone, name_of
from simulator.faults import API_FAULTS, WEBHOOK_FAULTS
from simulator.line import Line
from simulator.phones import FROM_CUSTOMER, Bubble

SHOWN_BUBBLES = 200
SHOWN_WIRE = 120
REDELIVERY, BY_CHANCE = "redelivery", "by_chance"


def moment(line: Line, user_id: str | None) -> dict[str, Any]:
    phone = line.find_phone(user_id or "")
    return {
        "people": [_person(one) for one in line.phones],
        "phone": _phone(phone, line.now()) if phone else None,
        "wire": [asdict(entry) for entry in line.recent_wire(SHOWN_WIRE)],
        "quota": {"limit": line.quota, "used": line.used},
        "breaches": line.breaches[-5:],
        "breach_count": len(line.breaches),
        "faults": {
            "api": list(API_FAULTS),
            "webhook": [*WEBHOOK_FAULTS, REDELIVERY],
            "chance": [BY_CHANCE],
            "on": _faults_on(line),
        },
        "clock": {"now": line.now(), "ahead": line.ahead},
    }


def _faults_on(line: Line) -> list[str]:
    faults = line.faults
    more = [(REDELIVERY, faults.redeliveries > 0), (BY_CHANCE, faults.has_plan)]
    return [*faults.active(), *(kind for kind, is_on in more if is_on)]


def _person(phone: Phone) -> dict[str, Any]:
    last = phone.transcript[-1] if phone.transcript else None
    return {
        "id": phone.user_id,
        "name": phone.name,
        "language": phone.language,
        "status": phone.status,
        "heard": len(phone.heard),
        "last": {"type": last.type, "text": last.text, "at": last.at} if last else None,
    }


def _phone(phone: Phone, now: float) -> dict[str, Any]:
    return {
        "id": phone.user_id,
        "name": phone.name,
        "status": phone.status,
        "is_loading": phone.loading_until > now,
        "loading_left": max(0.0, phone.loading_until - now),
        "chips": [_action(action) for action in phone.chips()],
        "menu": _menu(phone),
        "talk": [_bubble(bubble, phone) for bubble in list(phone.transcript[-SHOWN_BUBBLES:])],
    }


def _menu(phone: Phone) -> dict[str, Any] | None:
    """The rich menu as shares of its size, so that the page need not know how wide it is."""
    menu = phone.menu
    if menu is None:
        return None
    wide, high = menu["size"]["width"], menu["size"]["height"]
    return {
        "id": menu["richMenuId"],
        "bar": menu["chatBarText"],
        "is_open": menu["selected"],
        "ratio": wide / high,
        "areas": [
            {
                "label": name_of(area["action"]),
                "left": area["bounds"]["x"] / wide,
                "top": area["bounds"]["y"] / high,
                "width": area["bounds"]["width"] / wide,
                "height": area["bounds"]["height"] / high,
            }
            for area in menu["areas"]
        ],
    }


def _bubble(bubble: Bubble, phone: Phone) -> dict[str, Any]:
    message = bubble.message
    own = f"/phone/file?id={bubble.id}" if phone.uploaded(bubble.id) else None
    return {
        "id": bubble.id,
        "is_mine": bubble.via == FROM_CUSTOMER,
        "type": bubble.type,
        "text": bubble.text,
        "sender": bubble.sender,
        "via": bubble.via,
        "at": bubble.at,
        "is_unsent": bubble.is_unsent,
        "picture": message.get("previewImageUrl") or (own if bubble.type == "image" else None),
        "file": own,
        "address": str(message.get("address") or ""),
        "quoted": phone.quoted_by(message),
        "cards": list(_cards(message)),
    }


def _cards(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if message.get("type") == "template":
        template = message["template"]
        for card in template.get("columns") or [template]:
            yield {
                "picture": card.get("thumbnailImageUrl") or card.get("imageUrl"),
                "lines": [
                    {"text": str(card[key]), "is_bold": key == "title"}
                    for key in ("title", "text")
                    if key in card
                ],
                "actions": _buttons({"template": card}),
            }
    elif message.get("type") == "flex":
        contents = message["contents"]
        for bubble in contents["contents"] if contents["type"] == "carousel" else [contents]:
            hero = bubble.get("hero", {})
            yield {
                "picture": hero.get("url") if hero.get("type") == "image" else None,
                "lines": list(_flex_lines(bubble)),
                "actions": _buttons({"contents": bubble}),
            }


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**_action(action), "uri": action.get("uri"), "is_step": len(str(action["label"])) <= 2}
        for action in button_actions(message)
    ]


def _action(action: dict[str, Any]) -> dict[str, Any]:
    """A thing to tap; a date picker with what it may be set to."""
    picker = {key: action.get(key) for key in ("mode", "initial", "min", "max")}
    is_picker = action["type"] == "datetimepicker"
    return {
        "label": str(action.get("label", "")),
        "type": action["type"],
        "picker": picker if is_picker else None,
    }


def _flex_lines(node: Any) -> Iterator[dict[str, Any]]:
    """The texts of a flex bubble from top to bottom; layout is not drawn, nor a step's words twice."""
    if isinstance(node, list):
        for child in node:
            yield from _flex_lines(child)
    elif isinstance(node, dict):
        if node.get("type") == "box" and isinstance(node.get("action"), dict) and node["action"].get("label"):
            return
        if node.get("type") == "text":
            spans = "".join(str(span.get("text", "")) for span in node.get("contents", []))
            yield {"text": str(node.get("text") or spans), "is_bold": node.get("weight") == "bold"}
        else:
            for key in ("header", "hero", "body", "footer", "contents"):
                yield from _flex_lines(node.get(key))
