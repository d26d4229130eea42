"""What is wrong with the bubbles of an answer, in the words of whoever reads the screen?"""

import re
from collections.abc import Sequence
from typing import Any

from bot.web.language import say as _
from faq.refusing import answer_faults

_IN_BUBBLE = re.compile(r"answer\[(\d)\]\.?(.*)")
_TOO_LONG = re.compile(r"(\d+) (?:characters|UTF-16 units); .*? (\d+)$")
_NUMBER = re.compile(r"\[(\d+)\]")


def bubble_faults(code: str, bubbles: Sequence[Any]) -> dict[str, str]:
    """{field of the form: the first fault of that bubble}; "answer_th_2" is the third bubble in Thai."""
    found: dict[str, str] = {}
    for path, message in answer_faults("answer", _frozen(bubbles)):
        inside = _IN_BUBBLE.match(path)
        number, rest = (int(inside[1]), inside[2]) if inside else (0, "")
        field = f"answer_{code}_{number}" if number else f"answer_{code}"
        found.setdefault(field, f"{_place(rest)}{said(message)}")
    return found


def text_fault(text: str) -> str:
    """What is wrong with an answer that is one text; "" for nothing."""
    return next((said(message) for _path, message in answer_faults("", text)), "")


def _place(path: str) -> str:
    """Which part of the bubble: "Card 2, button 1, label: "."""
    parts = []
    for name, said in (("cards", _("card")), ("buttons", _("button"))):
        if where := re.search(rf"{name}\[(\d+)\]", path):
            parts.append(f"{said} {int(where[1]) + 1}")
    last = _NUMBER.sub("", path.rpartition(".")[2])
    names = {
        "title": _("title"),
        "text": _("text"),
        "label": _("label"),
        "picture": _("picture"),
        "alt": _("summary"),
        "link": _("link"),
        "article": _("article"),
        "says": _("words to say"),
        "buttons": _("buttons"),
    }
    if last in names and not (last == "buttons" and path.endswith("]")):
        parts.append(names[last])
    return f"{', '.join(parts)}: " if parts else ""


def said(message: str) -> str:
    """In their language, what `faq.refusing` finds."""
    if size := _TOO_LONG.search(message):
        return _("%(n)s characters; LINE takes %(most)s.", n=f"{int(size[1]):,}", most=f"{int(size[2]):,}")
    for begin, meant in (
        ("missing or empty", _("Is missing.")),
        ("unknown {{", _("Only {{name}} is filled in.")),
        ("{{name}} is", _("{{name}} is filled in in texts only.")),
        ("expected an https", _("Needs an https address.")),
        ("expected http", _("Needs an address such as https://… or tel:…")),
        ("expected exactly one of link", _("Say what the button does.")),
        ("expected an article", _("Choose an article by its short name.")),
        ("expected 1 to", _("Needs at least one, and not too many.")),
        ("all cards", _("All cards need as many buttons, and all or none a title and a picture.")),
        ("of five", _("Of five bubbles one must be a text: a greeting may have to go with it.")),
    ):
        if message.startswith(begin):
            return meant
    return message


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _frozen(each) for name, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
