"""Would LINE accept these message objects, and if not, why?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from simulator.actions import check_action
from simulator.cards import check_flex, check_template
from simulator.findings import Findings, utf16_units

USER_ID = re.compile(r"U[0-9a-f]{32}$")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}$")
RETRY_KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
UNIT = re.compile(r"[A-Za-z0-9_]{1,30}$")
KEY = re.compile(r"[0-9A-Za-z_]{1,20}$")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}|[{}]")
REFUSED_SENDER_NAMES = re.compile(r"\bLINE\b", re.IGNORECASE)
QUOTING = ("text", "textV2", "sticker")
# Kinds whose id comes back with a quoteToken (docs: get-quote-tokens).
QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")


def check_send(body: dict[str, Any], via: str, may_quote: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Problems with `messages` and what stands beside them, as (property, sentence)."""
    found = Findings()
    for where, message in found.objects(body, "", "messages", 1, 5):
        _message(found, message, where, via, may_quote)
    if "notificationDisabled" in body and not isinstance(body["notificationDisabled"], bool):
        found.add("notificationDisabled", "must be a boolean")
    units = body.get("customAggregationUnits")
    if units is not None:
        one = isinstance(units, list) and len(units) <= 1 and all(isinstance(u, str) for u in units)
        if via == "reply" or not one or not all(UNIT.match(unit) for unit in units):
            found.add("customAggregationUnits", "is invalid")
    return found.problems


def _message(
    found: Findings, message: dict[str, Any], where: str, via: str, may_quote: Callable[[str], bool]
) -> None:
    kind = message.get("type")
    check = KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        found.add(f"{where}.type", f"must be one of {', '.join(KINDS)}")
        return
    check(found, message, where)
    if "quickReply" in message:
        _quick_reply(found, message, where)
    if "sender" in message:
        _sender(found, message, where)
    if "quoteToken" in message:
        _quote(found, message, where, via, may_quote)


def _quick_reply(found: Findings, message: dict[str, Any], where: str) -> None:
    holder = message["quickReply"]
    place = f"{where}.quickReply"
    if not isinstance(holder, dict):
        found.add(place, "must be an object")
        return
    for spot, item in found.objects(holder, place, "items", 1, 13):
        if item.get("type", "action") != "action":
            found.add(f"{spot}.type", "must be action")
        found.url(item, spot, "imageUrl", required=False)
        check_action(found, item.get("action"), f"{spot}.action", "quickReply")


def _sender(found: Findings, message: dict[str, Any], where: str) -> None:
    sender = message["sender"]
    if not isinstance(sender, dict):
        found.add(f"{where}.sender", "must be an object")
        return
    found.text(sender, f"{where}.sender", "name", 20, required=False)
    found.url(sender, f"{where}.sender", "iconUrl", required=False)
    if REFUSED_SENDER_NAMES.search(str(sender.get("name", ""))):
        found.add(f"{where}.sender.name", "contains a word that can't be used")


def _quote(
    found: Findings, message: dict[str, Any], where: str, via: str, may_quote: Callable[[str], bool]
) -> None:
    token = message["quoteToken"]
    if message["type"] not in QUOTING or via == "multicast":
        found.add(f"{where}.quoteToken", "can't be used here")
    elif not isinstance(token, str) or not may_quote(token):
        found.add(f"{where}.quoteToken", "Invalid quote token")


def _text(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "text", 5000, unit=utf16_units)
    if "emojis" not in message or not isinstance(message.get("text"), str):
        return
    units = message["text"].encode("utf-16-le", "surrogatepass")
    for place, emoji in found.objects(message, where, "emojis", 0, 20):
        index = emoji.get("index")
        if not isinstance(index, int) or index < 0 or units[index * 2 : index * 2 + 2] != b"$\0":
            found.add(f"{place}.index", "must point at a $")
        for key in ("productId", "emojiId"):
            found.text(emoji, place, key, 100)


def _text_v2(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "text", 5000, unit=utf16_units)
    substitution = message.get("substitution", {})
    if not isinstance(substitution, dict) or len(substitution) > 100:
        found.add(f"{where}.substitution", "Size must be between 0 and 100")
        return
    for match in PLACEHOLDER.finditer(str(message.get("text", ""))):
        key = match.group(1)
        if match.group() in ("{", "}") or (key is not None and key not in substitution):
            found.add(f"{where}.text", f"placeholder {match.group()} has no substitution")
    for key, value in substitution.items():
        _substitute(found, value, f"{where}.substitution.{key}")
        if not KEY.match(key):
            found.add(f"{where}.substitution.{key}", "invalid key")
    for kind in ("mention", "emoji"):
        if sum(isinstance(each, dict) and each.get("type") == kind for each in substitution.values()) > 20:
            found.add(f"{where}.substitution", f"at most 20 of type {kind}")


def _substitute(found: Findings, value: Any, where: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "emoji":
        for key in ("productId", "emojiId"):
            found.text(value, where, key, 100)
    elif kind == "mention":
        mentionee = value.get("mentionee")
        named = mentionee if isinstance(mentionee, dict) else {}
        found.choice(named, f"{where}.mentionee", "type", ("user", "all"))
        if named.get("type") == "user" and not USER_ID.match(str(named.get("userId"))):
            found.add(f"{where}.mentionee.userId", "is invalid")
    else:
        found.add(f"{where}.type", "must be one of mention, emoji")


def _sticker(found: Findings, message: dict[str, Any], where: str) -> None:
    for key in ("packageId", "stickerId"):
        found.text(message, where, key, 20)
        if isinstance(message.get(key), str) and not message[key].isdigit():
            found.add(f"{where}.{key}", "must be digits")


def _picture(found: Findings, message: dict[str, Any], where: str) -> None:
    found.url(message, where, "originalContentUrl")
    found.url(message, where, "previewImageUrl")
    found.text(message, where, "trackingId", 100, required=False)


def _audio(found: Findings, message: dict[str, Any], where: str) -> None:
    found.url(message, where, "originalContentUrl")
    found.number(message, where, "duration", 1, 24 * 3600 * 1000)


def _location(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "title", 100)
    found.text(message, where, "address", 100)
    found.number(message, where, "latitude", -90, 90)
    found.number(message, where, "longitude", -180, 180)


def _coupon(found: Findings, message: dict[str, Any], where: str) -> None:
    found.text(message, where, "couponId", 100)
    if "deliveryTag" in message and not UNIT.match(str(message["deliveryTag"])):
        found.add(f"{where}.deliveryTag", "is invalid")


def _imagemap(found: Findings, message: dict[str, Any], where: str) -> None:
    found.url(message, where, "baseUrl")
    found.text(message, where, "altText", 1500)
    for place, action in found.objects(message, where, "actions", 0, 50):
        _area_action(found, action, place)
    size = message.get("baseSize")
    if not isinstance(size, dict) or size.get("width") != 1040 or not isinstance(size.get("height"), int):
        found.add(f"{where}.baseSize", "width must be 1040")


# What an area of an imagemap does: where its words stand, and how many there may be.
AREA_ACTIONS = {"uri": ("linkUri", 1000), "message": ("text", 400), "clipboard": ("clipboardText", 1000)}


def _area_action(found: Findings, action: dict[str, Any], where: str) -> None:
    found.choice(action, where, "type", tuple(AREA_ACTIONS))
    if action.get("type") in AREA_ACTIONS:
        key, most = AREA_ACTIONS[action["type"]]
        found.text(action, where, key, most)
    found.text(action, where, "label", 100, required=False)
    area = action.get("area")
    numbers = [area.get(key) for key in ("x", "y", "width", "height")] if isinstance(area, dict) else [None]
    if not all(isinstance(each, int) and not isinstance(each, bool) and each >= 0 for each in numbers):
        found.add(f"{where}.area", "must be x, y, width and height of at least 0")


KINDS: dict[str, Callable[[Findings, dict[str, Any], str], None]] = {
    "text": _text,
    "textV2": _text_v2,
    "sticker": _sticker,
    "image": _picture,
    "video": _picture,
    "audio": _audio,
    "location": _location,
    "coupon": _coupon,
    "imagemap": _imagemap,
    "template": check_template,
    "flex": check_flex,
}
