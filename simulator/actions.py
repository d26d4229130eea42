"""Is this action one LINE would accept in this place, and which actions can be tapped on a message?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from simulator.findings import MISSING, Findings, graphemes

QUICK_REPLY = (
    "postback",
    "message",
    "uri",
    "datetimepicker",
    "camera",
    "cameraRoll",
    "location",
    "clipboard",
)
ON_CARDS = ("postback", "message", "uri", "datetimepicker", "clipboard")
ALLOWED = {"quickReply": QUICK_REPLY, "richMenu": (*ON_CARDS, "richmenuswitch")}
# Label rules by place: most graphemes, and whether the label must be there (reference: action-objects).
LABELS = {
    "richMenu": (20, False),
    "quickReply": (20, True),
    "template": (20, True),
    "image_carousel": (12, False),
    "flexButton": (40, True),
    "flex": (40, False),
}
SCHEMES = re.compile(r"(https?://|line://|tel:)", re.IGNORECASE)
MOMENTS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d$"),
    "time": re.compile(r"\d\d:\d\d$"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d$"),
}


def check_action(found: Findings, action: Any, where: str, place: str) -> None:
    if not isinstance(action, dict):
        found.add(where, MISSING)
        return
    allowed = ALLOWED.get(place, ON_CARDS)
    kind = action.get("type")
    if kind not in allowed:
        found.add(f"{where}.type", MISSING if kind is None else f"must be one of {', '.join(allowed)}")
        return
    most, required = LABELS[place]
    found.text(action, where, "label", most, unit=graphemes, required=required)
    CHECKS.get(str(kind), _nothing_more)(found, action, where, place)


def check_rich_menu_action(found: Findings, action: Any, where: str) -> None:
    check_action(found, action, where, "richMenu")


def _nothing_more(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    """camera, cameraRoll and location carry a label only."""


def _postback(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "data", 300)
    for key in ("displayText", "text", "fillInText"):
        found.text(action, where, key, 300, unit=graphemes, required=False)
    if "text" in action and ("displayText" in action or place == "quickReply"):
        found.add(f"{where}.text", "can't be used here")
    options = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
    found.choice(action, where, "inputOption", options, required=False)
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        found.add(f"{where}.fillInText", "needs inputOption openKeyboard")


def _message(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "text", 300, unit=graphemes)


def _uri(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "uri", 1000)
    uri = action.get("uri")
    if isinstance(uri, str) and uri and not SCHEMES.match(uri):
        found.add(f"{where}.uri", "invalid uri scheme")
    if isinstance(action.get("altUri"), dict):
        found.text(action["altUri"], f"{where}.altUri", "desktop", 1000)


def _datetimepicker(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "data", 300)
    found.choice(action, where, "mode", tuple(MOMENTS))
    form = MOMENTS.get(str(action.get("mode")))
    for key in ("initial", "min", "max"):
        value = action.get(key)
        if value is not None and form and not (isinstance(value, str) and form.match(value)):
            found.add(f"{where}.{key}", "invalid format")
        elif isinstance(value, str) and action["mode"] != "time" and not "1900" <= value[:4] <= "2100":
            found.add(f"{where}.{key}", "must be between 1900-01-01 and 2100-12-31")
    low, high = action.get("min"), action.get("max")
    if isinstance(low, str) and isinstance(high, str) and low >= high:
        found.add(f"{where}.max", "must be later than min")


def _clipboard(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "clipboardText", 1000)


def _richmenuswitch(found: Findings, action: dict[str, Any], where: str, place: str) -> None:
    found.text(action, where, "richMenuAliasId", 32)
    found.text(action, where, "data", 300)


CHECKS = {
    "postback": _postback,
    "message": _message,
    "uri": _uri,
    "datetimepicker": _datetimepicker,
    "clipboard": _clipboard,
    "richmenuswitch": _richmenuswitch,
}


def quick_reply_actions(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [item["action"] for item in message.get("quickReply", {}).get("items", [])]


def button_actions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Actions with a label that stay tappable on the message itself: templates and flex buttons."""
    card = message.get("template") or message.get("contents") or {}
    return [action for action in _actions_within(card) if action.get("label")]


def _actions_within(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for child in node:
            yield from _actions_within(child)
    elif isinstance(node, dict):
        if isinstance(node.get("action"), dict):
            yield node["action"]
        for key in ("actions",):
            yield from (action for action in node.get(key, []) if isinstance(action, dict))
        for key in ("columns", "contents", "header", "hero", "body", "footer"):
            if key in node:
                yield from _actions_within(node[key])
