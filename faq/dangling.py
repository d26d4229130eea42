"""Which buttons of an answer ask for an article that is not there?"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Dangling:
    """A button and the slug it asks for. Counted from 1; `card` is 0 where the bubble is a single card."""

    slug: str
    language: str
    bubble: int
    card: int
    button: int
    label: str
    target: str


def dangling(slug: str, answer: Mapping[str, Any], there: Container[str]) -> list[Dangling]:
    """Those of this article, whole or not; `answer` is the JSON form of all its languages."""
    return [
        Dangling(slug, language, *place, str(button.get("label") or ""), target)
        for language, told in answer.items()
        for place, button in _buttons(told)
        if (target := str(button.get("article") or "")) and target not in there
    ]


def _buttons(told: Any) -> Iterator[tuple[tuple[int, int, int], Mapping[str, Any]]]:
    """Each with its bubble, card and own number; what has no such form has no buttons."""
    for bubble, each in enumerate(told if isinstance(told, list | tuple) else (), 1):
        if not isinstance(each, Mapping):
            continue
        row = each.get("cards")
        cards = list(enumerate(row, 1)) if isinstance(row, list | tuple) else [(0, each.get("card"))]
        for card, leaf in cards:
            buttons = leaf.get("buttons") if isinstance(leaf, Mapping) else None
            for button, press in enumerate(buttons if isinstance(buttons, list | tuple) else (), 1):
                if isinstance(press, Mapping):
                    yield (bubble, card, button), press
