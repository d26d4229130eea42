"""Our messages to LINE message objects, within LINE's limits.

Limits: https://developers.line.biz/en/reference/messaging-api/ (message objects) and
https://developers.line.biz/en/docs/messaging-api/text-character-count/.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import regex

TEXT_UNITS = 5000  # UTF-16 code units in one text message
LABEL_GRAPHEMES = 20  # quick-reply label
SENDER_CHARACTERS = 20
QUICK_REPLIES = 13
BUBBLES = 5


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text bubble; `options` are (postback data, label) shown as quick replies."""

    text: str
    options: tuple[tuple[str, str], ...] = ()
    sender: str = ""


def units(text: str) -> int:
    """The length of a text as LINE counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def payload(bubbles: Sequence[Bubble]) -> str:
    """LINE's `messages` array as JSON: what is stored, and sent unchanged however often it is tried.

    LINE shows only the last message's quick replies, so all options ride on the last one.
    """
    parts = [Bubble(piece, each.options, each.sender) for each in bubbles for piece in split(each.text)]
    if len(parts) > BUBBLES:
        raise ValueError(f"{len(parts)} bubbles; LINE takes {BUBBLES} in one call")
    options = tuple(dict.fromkeys(option for each in parts for option in each.options))
    rendered = [_text(each) for each in parts]
    if options:
        rendered[-1]["quickReply"] = {"items": [_quick_reply(*option) for option in options[:QUICK_REPLIES]]}
    return json.dumps(rendered, ensure_ascii=False, separators=(",", ":"))


def split(text: str, limit: int = TEXT_UNITS) -> list[str]:
    """Pieces of at most `limit` UTF-16 units, cut between grapheme clusters."""
    if units(text) <= limit:
        return [text]
    pieces, piece, size = [], "", 0
    for cluster in (part for whole in regex.findall(r"\X", text) for part in _fitting(whole, limit)):
        width = units(cluster)
        if piece and size + width > limit:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + cluster, size + width
    return [*pieces, piece]


def _fitting(cluster: str, limit: int) -> list[str]:
    """A cluster as it is, or in single characters where one alone is longer than a whole message."""
    return [cluster] if units(cluster) <= limit else list(cluster)


def shorten(text: str, graphemes: int) -> str:
    """At most so many grapheme clusters, the last one an ellipsis when something was cut."""
    clusters = regex.findall(r"\X", text)
    return text if len(clusters) <= graphemes else "".join(clusters[: graphemes - 1]) + "…"


def _text(bubble: Bubble) -> dict[str, Any]:
    message: dict[str, Any] = {"type": "text", "text": bubble.text}
    if bubble.sender:
        message["sender"] = {"name": bubble.sender[:SENDER_CHARACTERS]}
    return message


def _quick_reply(data: str, label: str) -> dict[str, Any]:
    action = {
        "type": "postback",
        "label": shorten(label, LABEL_GRAPHEMES),
        "data": data,
        "displayText": label,
    }
    return {"type": "action", "action": action}
