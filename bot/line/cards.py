"""Pictures, cards and panels to LINE message objects; what LINE would refuse is refused here, by name.

Limits: https://developers.line.biz/en/reference/messaging-api/ (image, template and flex messages, actions).
Labels, titles and card texts are counted in grapheme clusters, alternative texts in UTF-16 code units.
"""

import json
import re
from typing import Any

import regex

from handlers.rich import Button, Card, Cards, Panel, Picture, Rich, words_of

ALT_UNITS = 1500
URL_CHARACTERS, LINK_CHARACTERS = 2000, 1000
DATA_CHARACTERS = SAID_GRAPHEMES = 300
TITLE_GRAPHEMES, LABEL_GRAPHEMES, FLEX_LABEL_GRAPHEMES = 40, 20, 40
BUTTONS, CARDS, CARD_BUTTONS = 4, 10, 3
PANEL_BYTES = 30 * 1024
SCALE_STEPS, PANEL_BUTTONS, FACTS = 11, 8, 30

_LINK = re.compile(r"(https?://|line://|tel:)\S+\Z", re.IGNORECASE)
# LINE fetches over https only; a simulator on this machine also over loopback.
_FETCHED = re.compile(r"(https://[^\s/]+|http://(127\.0\.0\.1|localhost)(:\d+)?)(/[\x21-\x7e]*)?\Z")
_INK, _QUIET, _ACCENT, _SOFT = "#1D2A26", "#5B6B65", "#0B7A55", "#E4F2EC"


class Unrenderable(ValueError):
    """LINE would refuse this bubble; the message names the part and the limit."""


def problems(rich: Rich) -> list[str]:
    """Everything LINE would refuse, each with the part it is about; empty when it can be sent."""
    match rich:
        case Picture():
            found = _address(rich.url, "picture") + _address(rich.preview_url, "preview")
        case Card():
            found = _card(rich, "card", plain=160, headed=60, most=BUTTONS) + _alt(words_of(rich), "card")
        case Cards():
            found = _cards(rich)
        case Panel():
            found = _panel(rich)
    return found


def message_of(rich: Rich) -> dict[str, Any]:
    """The LINE message object. Raises Unrenderable."""
    found = problems(rich)
    if found:
        raise Unrenderable("; ".join(found))
    match rich:
        case Picture(url, preview_url):
            return {"type": "image", "originalContentUrl": url, "previewImageUrl": preview_url}
        case Card():
            template = {"type": "buttons", **_column(rich)}
            return {"type": "template", "altText": words_of(rich), "template": template}
        case Cards(alt, cards):
            columns = [_column(each) for each in cards]
            return {"type": "template", "altText": alt, "template": {"type": "carousel", "columns": columns}}
        case Panel(alt):
            return {"type": "flex", "altText": alt, "contents": _bubble(rich)}


def graphemes(text: str) -> int:
    """The length of a label as LINE counts it."""
    return len(text) if text.isascii() else len(regex.findall(r"\X", text))


def _length(text: str, where: str, most: int, *, is_needed: bool = True) -> list[str]:
    if is_needed and not text.strip():
        return [f"{where} is empty"]
    size = graphemes(text)
    return [f"{where} has {size} characters; LINE takes {most}"] if size > most else []


def _alt(text: str, where: str) -> list[str]:
    size = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if not text.strip():
        return [f"{where}: the alternative text is empty"]
    return [f"{where}: the alternative text has {size} units; LINE takes {ALT_UNITS}"] * (size > ALT_UNITS)


def _address(url: str, where: str) -> list[str]:
    if len(url) > URL_CHARACTERS:
        return [f"{where}: the address has {len(url)} characters; LINE takes {URL_CHARACTERS}"]
    return [] if _FETCHED.match(url) else [f"{where}: LINE fetches from https addresses only"]


def _count(number: int, where: str, least: int, most: int) -> list[str]:
    return [] if least <= number <= most else [f"{where}: {number}; LINE takes {least} to {most}"]


def _button(button: Button, where: str, label: int) -> list[str]:
    found = _length(button.label, f"{where} label", label)
    doings = [each for each in (button.data, button.uri, button.text) if each]
    if len(doings) != 1:
        return [*found, f"{where} needs exactly one of data, uri and text"]
    if len(button.data) > DATA_CHARACTERS:
        found.append(f"{where} data has {len(button.data)} characters; LINE takes {DATA_CHARACTERS}")
    if button.uri and (len(button.uri) > LINK_CHARACTERS or not _LINK.match(button.uri)):
        found.append(f"{where} uri must be http, https, line or tel, of at most {LINK_CHARACTERS} characters")
    return found + _length(button.text, f"{where} text", SAID_GRAPHEMES, is_needed=False)


def _card(card: Card, where: str, *, plain: int, headed: int, most: int) -> list[str]:
    room = headed if card.title or card.picture_url else plain
    found = _length(card.title, f"{where} title", TITLE_GRAPHEMES, is_needed=False)
    found += _length(card.text, f"{where} text", room)
    found += _count(len(card.buttons), f"{where} buttons", 1, most)
    if card.picture_url:
        found += _address(card.picture_url, f"{where} picture")
    for number, each in enumerate(card.buttons, 1):
        found += _button(each, f"{where} button {number}", LABEL_GRAPHEMES)
    return found


def _cards(cards: Cards) -> list[str]:
    found = _alt(cards.alt, "cards") + _count(len(cards.cards), "cards", 1, CARDS)
    for number, each in enumerate(cards.cards, 1):
        found += _card(each, f"card {number}", plain=120, headed=60, most=CARD_BUTTONS)
    shapes = {(len(each.buttons), bool(each.title), bool(each.picture_url)) for each in cards.cards}
    if len(shapes) > 1:
        found.append("cards: all need the same number of buttons, and all or none a title and a picture")
    return found


def _panel(panel: Panel) -> list[str]:
    found = _alt(panel.alt, "panel") + _length(panel.title, "panel title", 200)
    found += _count(len(panel.scale), "panel scale", 0, SCALE_STEPS)
    found += _count(len(panel.buttons), "panel buttons", 0, PANEL_BUTTONS)
    found += _count(len(panel.facts), "panel facts", 0, FACTS)
    for number, fact in enumerate(panel.facts, 1):
        if not fact.label.strip() or not fact.value.strip():
            found.append(f"panel fact {number} is empty")
    for number, each in enumerate((*panel.scale, *panel.buttons), 1):
        found += _button(each, f"panel button {number}", FLEX_LABEL_GRAPHEMES)
    size = len(json.dumps(_bubble(panel), ensure_ascii=False, separators=(",", ":")).encode())
    return [*found, f"panel has {size} bytes; LINE takes {PANEL_BYTES}"] if size > PANEL_BYTES else found


def _column(card: Card) -> dict[str, Any]:
    column: dict[str, Any] = {"text": card.text, "actions": [_action(each) for each in card.buttons]}
    if card.title:
        column["title"] = card.title
    if card.picture_url:
        column["thumbnailImageUrl"] = card.picture_url
    return column


def _action(button: Button) -> dict[str, Any]:
    if button.uri:
        return {"type": "uri", "label": button.label, "uri": button.uri}
    if button.text:
        return {"type": "message", "label": button.label, "text": button.text}
    return {
        "type": "postback",
        "label": button.label,
        "data": button.data,
        "displayText": button.label,
    }


def _bubble(panel: Panel) -> dict[str, Any]:
    """Plain pieces only, so that it looks right in every LINE app: boxes, texts, buttons, separators."""
    body: list[dict[str, Any]] = [_words(panel.title, weight="bold", size="md", color=_INK)]
    if panel.text:
        body.append(_words(panel.text, size="sm", color=_INK, margin="md"))
    if panel.facts:
        body.append({"type": "separator", "margin": "lg"})
        body += [_fact(each.label, each.value) for each in panel.facts]
    if panel.scale:
        body.append(_row([_step(each) for each in panel.scale], spacing="sm", margin="lg"))
        if any(panel.scale_ends):
            first, last = panel.scale_ends
            ends = [_end(first, "start"), _end(last, "end")]
            body.append(_row([each for each in ends if each], margin="sm"))
    bubble: dict[str, Any] = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": body},
    }
    if panel.buttons:
        buttons = [{"type": "button", "height": "sm", "action": _action(each)} for each in panel.buttons]
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons}
    return bubble


def _words(text: str, **look: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "wrap": True, **look}


def _row(contents: list[dict[str, Any]], **look: str) -> dict[str, Any]:
    return {"type": "box", "layout": "horizontal", "contents": contents, **look}


def _fact(label: str, value: str) -> dict[str, Any]:
    pair = [
        {**_words(label, size="sm", color=_QUIET), "flex": 2},
        {**_words(value, size="sm", color=_INK), "flex": 3},
    ]
    return _row(pair, margin="md", spacing="md")


def _step(button: Button) -> dict[str, Any]:
    number = _words(button.label, align="center", weight="bold", color=_ACCENT)
    return {
        "type": "box",
        "layout": "vertical",
        "contents": [number],
        "action": _action(button),
        "backgroundColor": _SOFT,
        "cornerRadius": "8px",
        "paddingTop": "10px",
        "paddingBottom": "10px",
    }


def _end(text: str, align: str) -> dict[str, Any] | None:
    return _words(text, size="xs", color=_QUIET, align=align) if text else None
