"""What does an answer say, bubble by bubble, and which bubbles can be shown?

Limits: https://developers.line.biz/en/reference/messaging-api/ (text, image, template messages; actions).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import regex

UNITS: Final = 5000  # UTF-16 units of one text
BUBBLES: Final = 5
TITLE, LABEL, SAYS = 40, 20, 300  # grapheme clusters
PLAIN_CARD, PLAIN_IN_ROW, HEADED = 160, 120, 60  # grapheme clusters of a card's text; with a title or picture
CARDS, BUTTONS, BUTTONS_IN_ROW = 10, 4, 3
ADDRESS, LINK, ALT = 2000, 1000, 1500
NAME: Final = "{{name}}"

GAP: Final = re.compile(r"\{\{[^{}]*\}\}")
LINKS: Final = re.compile(r"(https?://|line://|tel:)\S+\Z", re.IGNORECASE)
_OURS: Final = re.compile(r"/m/(?P<token>[A-Za-z0-9_-]{20,64})#(?P<id>[1-9][0-9]{0,17})\Z")
ELSEWHERE: Final = re.compile(r"https://[^\s/]+(/[\x21-\x7e]*)?\Z")
SLUGS: Final = re.compile(r"[a-z0-9-]{1,64}\Z")
_GRAPHEME: Final = regex.compile(r"\X")

Faults = Iterator[tuple[str, str]]  # field path and message


@dataclass(frozen=True, slots=True)
class Words:
    """A text; {{name}} in it is the customer's name."""

    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: an https address, or one of our own files as "/m/<token>#<number>"."""

    picture: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button: it opens a link, asks for an article by its slug, or says words for the customer."""

    label: str
    link: str = ""
    article: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A card: a text with buttons, perhaps a title and a picture above it."""

    text: str
    buttons: tuple[Press, ...]
    title: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cards side by side, all of one shape. `alt` is read where they cannot be shown."""

    cards: tuple[Leaf, ...]
    alt: str = ""


Bubble = Words | Photo | Leaf | Row
Answer = str | tuple[Bubble, ...]  # one text alone is that text


def bubbles_of(answer: Answer) -> tuple[Bubble, ...]:
    """Always as bubbles."""
    return (Words(answer),) if isinstance(answer, str) else answer


def words_of(answer: Answer) -> str:
    """What can be read of it, for lists, searches and comparisons."""
    return "\n\n".join(filter(None, map(_read, bubbles_of(answer))))


def _read(bubble: Bubble) -> str:
    match bubble:
        case Words(text):
            return text
        case Leaf(text=text, title=title):
            return f"{title}\n{text}" if title else text
        case Row(cards, alt):
            return alt or "\n".join(map(_read, cards))
    return ""


def own_picture(address: str) -> tuple[str, int] | None:
    """The path and the number of one of our own files; None for a picture elsewhere."""
    found = _OURS.match(address)
    return (f"/m/{found['token']}", int(found["id"])) if found else None


def pictures_of(answer: Answer) -> list[str]:
    """Every picture in it, by address."""
    found: list[str] = []
    for bubble in bubbles_of(answer):
        leaves = bubble.cards if isinstance(bubble, Row) else (bubble,)
        found += [each.picture for each in leaves if isinstance(each, Photo | Leaf) and each.picture]
    return found


def targets_of(answer: Answer) -> set[str]:
    """The slugs its buttons ask for."""
    return {press.article for leaf in _leaves(answer) for press in leaf.buttons if press.article}


def _leaves(answer: Answer) -> Iterator[Leaf]:
    for bubble in bubbles_of(answer):
        if isinstance(bubble, Leaf):
            yield bubble
        elif isinstance(bubble, Row):
            yield from bubble.cards


def plain(answer: Answer) -> str | list[dict[str, Any]]:
    """As YAML and JSON have it: `built` reads it back."""
    return answer if isinstance(answer, str) else [_written(each) for each in answer]


def _written(bubble: Bubble) -> dict[str, Any]:
    match bubble:
        case Words(text):
            return {"text": text}
        case Photo(picture):
            return {"picture": picture}
        case Leaf():
            return {"card": _card_written(bubble)}
        case Row(cards, alt):
            row: dict[str, Any] = {"cards": [_card_written(each) for each in cards]}
            return row | ({"alt": alt} if alt else {})


def _card_written(leaf: Leaf) -> dict[str, Any]:
    head = {name: value for name in ("title", "picture") if (value := getattr(leaf, name))}
    return {**head, "text": leaf.text, "buttons": [_press_written(each) for each in leaf.buttons]}


def _press_written(press: Press) -> dict[str, str]:
    rest = {name: value for name in ("link", "article", "says") if (value := getattr(press, name))}
    return {"label": press.label, **rest}


def built(value: Any) -> Answer:
    """The answer of values in which `faults` finds nothing."""
    if isinstance(value, str):
        return value
    bubbles = tuple(map(_bubble, value))
    only = bubbles[0]
    return only.text if len(bubbles) == 1 and isinstance(only, Words) else bubbles


def _bubble(value: Mapping[str, Any]) -> Bubble:
    if "text" in value:
        return Words(value["text"])
    if "picture" in value:
        return Photo(value["picture"])
    if "card" in value:
        return _leaf(value["card"])
    return Row(tuple(map(_leaf, value["cards"])), value.get("alt", ""))


def _leaf(value: Mapping[str, Any]) -> Leaf:
    presses = tuple(Press(**each) for each in value["buttons"])
    return Leaf(value["text"], presses, value.get("title", ""), value.get("picture", ""))


def graphemes(text: str) -> int:
    """Characters as people count them."""
    return len(text) if text.isascii() else len(_GRAPHEME.findall(text))


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, between characters as people count them; an ellipsis says it was cut."""
    if units(text) <= most:
        return text
    kept, room = [], most - 1
    for cluster in _GRAPHEME.findall(text):
        if (room := room - units(cluster)) < 0:
            break
        kept.append(cluster)
    return "".join(kept) + "…"


def readable(value: Any) -> str:
    """All the words of an answer in its JSON form, whole or not."""
    if isinstance(value, str):
        return value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return "\n".join(filter(None, map(readable, inner)))
