"""Which bubbles of an answer would LINE, or the customer, refuse? Each fault with the path of its field."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from faq import answer as a
from faq.answer import Faults, graphemes, units

_KINDS: Final = ("text", "picture", "card", "cards")
_DOINGS: Final = ("link", "article", "says")


def answer_faults(path: str, value: Any) -> Faults:
    """Of one language's answer: a text, or a list of bubbles."""
    if isinstance(value, str):
        yield from _text(path, value)
    elif not isinstance(value, Sequence):
        yield path, "expected a text, or a list of bubbles"
    elif not value:
        yield path, "missing or empty"
    elif len(value) > a.BUBBLES:
        yield path, f"{len(value)} bubbles; LINE takes {a.BUBBLES} at once"
    else:
        for at, each in enumerate(value):
            yield from _bubble(f"{path}[{at}]", each)
        if len(value) == a.BUBBLES and not any(
            isinstance(each, Mapping) and "text" in each for each in value
        ):
            yield path, "of five bubbles one must be a text: a greeting may have to go with it"


def _bubble(path: str, value: Any) -> Faults:
    if not isinstance(value, Mapping):
        yield path, f"expected a bubble: one of {', '.join(_KINDS)}"
        return
    kinds = [each for each in _KINDS if each in value]
    if len(kinds) != 1:
        yield path, f"expected exactly one of {', '.join(_KINDS)}"
        return
    kind = kinds[0]
    yield from _known(path, value, (kind, "alt") if kind == "cards" else (kind,))
    inner = f"{path}.{kind}"
    if kind == "text":
        yield from _text(inner, value["text"])
    elif kind == "picture":
        yield from _address(inner, value["picture"])
    elif kind == "card":
        yield from _card(inner, value["card"], room=a.PLAIN_CARD, most=a.BUTTONS)
    else:
        yield from _row(path, value)


def _row(path: str, value: Mapping[str, Any]) -> Faults:
    cards = value["cards"]
    inner = f"{path}.cards"
    if not isinstance(cards, Sequence) or isinstance(cards, str) or not 1 <= len(cards) <= a.CARDS:
        yield inner, f"expected 1 to {a.CARDS} cards"
        return
    for at, each in enumerate(cards):
        yield from _card(f"{inner}[{at}]", each, room=a.PLAIN_IN_ROW, most=a.BUTTONS_IN_ROW)
    shapes = {
        (len(each.get("buttons") or ()), bool(each.get("title")), bool(each.get("picture")))
        for each in cards
        if isinstance(each, Mapping)
    }
    if len(shapes) > 1:
        yield inner, "all cards need the same number of buttons, and all or none a title and a picture"
    yield from _sized(f"{path}.alt", value.get("alt", ""), a.ALT, units, is_needed=False)


def _card(path: str, value: Any, *, room: int, most: int) -> Faults:
    if not isinstance(value, Mapping):
        yield path, "expected a card: text, buttons, perhaps title and picture"
        return
    yield from _known(path, value, ("title", "picture", "text", "buttons"))
    yield from _sized(f"{path}.title", value.get("title", ""), a.TITLE, is_needed=False)
    if (picture := value.get("picture", "")) != "":
        yield from _address(f"{path}.picture", picture)
    is_headed = bool(value.get("title") or value.get("picture"))
    yield from _sized(f"{path}.text", value.get("text", ""), a.HEADED if is_headed else room)
    buttons = value.get("buttons")
    if not isinstance(buttons, Sequence) or isinstance(buttons, str) or not 1 <= len(buttons) <= most:
        yield f"{path}.buttons", f"expected 1 to {most} buttons"
        return
    for at, each in enumerate(buttons):
        yield from _button(f"{path}.buttons[{at}]", each)


def _button(path: str, value: Any) -> Faults:
    if not isinstance(value, Mapping):
        yield path, "expected a button: a label, and one of link, article and says"
        return
    yield from _known(path, value, ("label", *_DOINGS))
    yield from _sized(f"{path}.label", value.get("label", ""), a.LABEL)
    doings = [each for each in _DOINGS if value.get(each)]
    if len(doings) != 1:
        yield path, "expected exactly one of link, article and says"
        return
    what = value[doings[0]]
    if doings == ["says"]:
        yield from _sized(f"{path}.says", what, a.SAYS)
    elif not isinstance(what, str):
        yield f"{path}.{doings[0]}", "expected text"
    elif doings == ["link"] and (len(what) > a.LINK or not a.LINKS.match(what)):
        yield f"{path}.link", f"expected http, https, line or tel, of at most {a.LINK} characters"
    elif doings == ["article"] and not a.SLUGS.match(what):
        yield f"{path}.article", "expected an article's slug"


def _known(path: str, value: Mapping[str, Any], names: Sequence[str]) -> Faults:
    for name in value:
        if name not in names:
            yield f"{path}.{name}", f"unknown field; expected {', '.join(names)}"


def _text(path: str, value: Any) -> Faults:
    if not isinstance(value, str):
        yield path, "expected text"
    elif not value.strip():
        yield path, "missing or empty"
    else:
        for gap in a.GAP.findall(value):
            if gap != a.NAME:
                yield path, f"unknown {gap}; only {a.NAME} is filled in"
        if (length := units(value)) > a.UNITS:
            yield path, f"{length} UTF-16 units; a LINE message holds {a.UNITS}"


def _sized(path: str, value: Any, most: int, size: Any = graphemes, *, is_needed: bool = True) -> Faults:
    if not isinstance(value, str):
        yield path, "expected text"
    elif is_needed and not value.strip():
        yield path, "missing or empty"
    elif (length := size(value)) > most:
        yield path, f"{length} characters; LINE takes {most}"
    elif a.GAP.search(value):
        yield path, f"{a.NAME} is filled in in texts only"


def _address(path: str, value: Any) -> Faults:
    if not isinstance(value, str):
        yield path, "expected text"
    elif len(value) > a.ADDRESS:
        yield path, f"the address has {len(value)} characters; LINE takes {a.ADDRESS}"
    elif not (a.own_picture(value) or a.ELSEWHERE.match(value)):
        yield path, "expected an https address, or a picture kept here"
