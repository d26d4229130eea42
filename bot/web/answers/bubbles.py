"""An answer as the form shows it: bubbles one below the other, and back from what was typed.

Cards alone are one card, several are a row. What is left empty is left out, so that an article can be kept
unfinished. The fields of the third Thai bubble end in "th_2", those of its first card in "th_2_0".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from faq.answer import BUBBLES, BUTTONS, CARDS

TEXT, PICTURE, CARD = "text", "picture", "cards"
KINDS = (TEXT, PICTURE, CARD)
DOES = ("link", "article", "says")
_SPARE_CARDS = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """One bubble of the form; `kind` is "" for one that is not used yet."""

    at: str
    text_field: str
    kind: str = ""
    text: str = ""
    picture: str = ""
    alt: str = ""
    cards: tuple[Mapping[str, Any], ...] = ()


def slots(code: str, answer: Any) -> list[Slot]:
    """All five, the used ones first; a new article begins with an empty text."""
    bubbles = [{"text": answer}] if isinstance(answer, str) else list(answer or [{"text": ""}])
    shown = [_slot(code, number, each) for number, each in enumerate(bubbles[:BUBBLES])]
    return [*shown, *(_slot(code, number, {}) for number in range(len(shown), BUBBLES))]


def _slot(code: str, number: int, bubble: Mapping[str, Any]) -> Slot:
    at, field = f"{code}_{number}", text_field(code, number)
    if "text" in bubble:
        return Slot(at, field, TEXT, text=bubble["text"], cards=_cards([]))
    if "picture" in bubble:
        return Slot(at, field, PICTURE, picture=bubble["picture"], cards=_cards([]))
    written = bubble.get("cards") or ([bubble["card"]] if bubble.get("card") else [])
    return Slot(at, field, CARD if bubble else "", alt=bubble.get("alt", ""), cards=_cards(written))


def text_field(code: str, number: int) -> str:
    """The first bubble's text has the plain name: most answers are one text."""
    return f"answer_{code}_{number}" if number else f"answer_{code}"


def _cards(written: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Those there are and room for more, each with all its buttons."""
    many = min(CARDS, len(written) + _SPARE_CARDS)
    padded = [*written, *({} for _ in range(many - len(written)))]
    return tuple({**each, "buttons": list(_buttons(each.get("buttons") or []))} for each in padded)


def _buttons(written: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    for each in [*written, *({} for _ in range(BUTTONS - len(written)))]:
        does = next((name for name in DOES if each.get(name)), DOES[0])
        yield {"label": each.get("label", ""), "does": does, "goal": each.get(does, "")}


def read_answer(code: str, typed: Mapping[str, str], pictures: Mapping[str, str]) -> Any:
    """The answer in its JSON form. `pictures`: {field of a slot: address of what was uploaded}."""
    bubbles = [
        bubble for number in range(BUBBLES) if (bubble := _bubble(code, number, typed, pictures)) is not None
    ]
    if all("text" in each for each in bubbles) and len(bubbles) < 2:
        return bubbles[0]["text"] if bubbles else ""
    return bubbles


def moved(answer: Any, used: Sequence[int], number: int, step: int) -> Any:
    """The same bubbles with that of slot `number` one further up (-1) or down (1), where it can go there.

    `used`: the slots that hold something, in order; `answer` has just those.
    """
    if isinstance(answer, str) or number not in used:
        return answer
    bubbles, here = list(answer), list(used).index(number)
    there = here + step
    if 0 <= there < len(bubbles):
        bubbles[here], bubbles[there] = bubbles[there], bubbles[here]
    return bubbles


def used_slots(code: str, typed: Mapping[str, str], pictures: Mapping[str, str]) -> list[int]:
    """The slots in which something was written."""
    return [each for each in range(BUBBLES) if _bubble(code, each, typed, pictures) is not None]


def _bubble(code: str, number: int, typed: Mapping[str, str], pictures: Mapping[str, str]) -> Any:
    at = f"{code}_{number}"
    kind = typed.get(f"kind_{at}", "" if number else TEXT)
    if kind == PICTURE:
        address = pictures.get(f"file_{at}") or typed.get(f"picture_{at}", "").strip()
        return {"picture": address}
    if kind == CARD:
        return _row(at, typed, pictures)
    text = typed.get(text_field(code, number), "").strip()
    return {"text": text} if kind == TEXT and text else None


def _row(at: str, typed: Mapping[str, str], pictures: Mapping[str, str]) -> dict[str, Any]:
    cards = [card for number in range(CARDS) if (card := _card(f"{at}_{number}", typed, pictures))]
    alt = typed.get(f"alt_{at}", "").strip()
    if len(cards) < 2 and not alt:
        return {"card": cards[0] if cards else {}}
    return {"cards": cards, "alt": alt} if alt else {"cards": cards}


def _card(at: str, typed: Mapping[str, str], pictures: Mapping[str, str]) -> dict[str, Any]:
    """Empty for a card of which nothing was written."""
    buttons = [button for number in range(BUTTONS) if (button := _button(f"{at}_{number}", typed))]
    image = pictures.get(f"file_{at}") or typed.get(f"picture_{at}", "").strip()
    head = {"title": typed.get(f"title_{at}", "").strip(), "picture": image}
    text = typed.get(f"words_{at}", "").strip()
    if not (text or buttons or any(head.values())):
        return {}
    return {**{name: value for name, value in head.items() if value}, "text": text, "buttons": buttons}


def _button(at: str, typed: Mapping[str, str]) -> dict[str, str]:
    label, goal = typed.get(f"label_{at}", "").strip(), typed.get(f"goal_{at}", "").strip()
    does = typed.get(f"does_{at}", "")
    if not (label or goal):
        return {}
    return {"label": label, **({does if does in DOES else DOES[0]: goal} if goal else {})}
