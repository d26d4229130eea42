"""Our messages to LINE message objects, within LINE's limits.

Limits: https://developers.line.biz/en/reference/messaging-api/ (message objects) and
https://developers.line.biz/en/docs/messaging-api/text-character-count/.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import regex

from bot.line.cards import message_of
from handlers.rich import Rich

TEXT_UNITS = 5000  # UTF-16 code units in one text message
LABEL_GRAPHEMES = 20  # quick-reply label
SENDER_CHARACTERS = 20
QUICK_REPLIES = 13
BUBBLES = 5


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble: words, or `rich` instead of them. `options` are (postback data, label), quick replies.

    `sender` is shown in place of the account's name; `quote_token` puts the contact's own message above.
    """

    text: str
    options: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    rich: Rich | None = None
    quote_token: str = ""


def units(text: str) -> int:
    """The length of a text as LINE counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def payload(bubbles: Sequence[Bubble]) -> str:
    """LINE's `messages` array as JSON: what is stored, and sent unchanged however often it is tried.

    LINE shows only the last message's quick replies, so all options ride on the last one. Raises
    cards.Unrenderable for a picture, card or panel LINE would refuse.
    """
    parts = [part for each in bubbles for part in _parts(each)]
    if len(parts) > BUBBLES:
        raise ValueError(f"{len(parts)} bubbles; LINE takes {BUBBLES} in one call")
    options = tuple(dict.fromkeys(option for each in parts for option in each.options))
    rendered = [_message(each) for each in parts]
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
    if len(text) <= graphemes:
        return text  # it has no more clusters than characters, and need not be cut up to be counted
    clusters = regex.findall(r"\X", text)
    return text if len(clusters) <= graphemes else "".join(clusters[: graphemes - 1]) + "…"


def sender_name(name: str) -> str:
    """As much of a name as LINE shows; empty for one it would refuse, and the account's own is shown."""
    shown = name.strip()[:SENDER_CHARACTERS].strip()
    return "" if _REFUSED.search(shown) else shown


# LINE refuses some words in sender names and does not list them; its own name is one.
_REFUSED = re.compile(r"\bLINE\b", re.IGNORECASE)


def _parts(bubble: Bubble) -> list[Bubble]:
    """A long text as several bubbles, the first of which quotes."""
    if bubble.rich is not None:
        return [bubble]
    first, *rest = split(bubble.text)
    quoting = Bubble(first, bubble.options, bubble.sender, quote_token=bubble.quote_token)
    return [quoting, *(Bubble(piece, bubble.options, bubble.sender) for piece in rest)]


def _message(bubble: Bubble) -> dict[str, Any]:
    if bubble.rich is not None:
        message = message_of(bubble.rich)
    else:
        message = {"type": "text", "text": bubble.text}
        if bubble.quote_token:
            message["quoteToken"] = bubble.quote_token
    if name := sender_name(bubble.sender):
        message["sender"] = {"name": name}
    return message


def _quick_reply(data: str, label: str) -> dict[str, Any]:
    action = {
        "type": "postback",
        "label": shorten(label, LABEL_GRAPHEMES),
        "data": data,
        "displayText": label,
    }
    return {"type": "action", "action": action}
