"""Is this file a menu that LINE would take? Read into plain values; a fault names file, area and field."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

from handlers.messages import PERSON
from handlers.wording import LANGUAGES

# https://developers.line.biz/en/reference/messaging-api/#rich-menu-object
NARROWEST, WIDEST, LOWEST, SLIMMEST = 800, 2500, 250, 1.45
MOST_AREAS, MOST_BAR, MOST_LABEL, MOST_TAP, MOST_ADDRESS = 20, 14, 20, 300, 1000


class MenuError(ValueError):
    """A menu that cannot be used; says where and why."""


@dataclass(frozen=True, slots=True)
class Area:
    """One place to tap. `label` by language; `also` says the same in other words, in any language.

    `opens` is an address that the phone opens; such an area sends no tap.
    """

    name: str
    left: int
    top: int
    width: int
    height: int
    tap: str
    label: Mapping[str, str]
    also: tuple[str, ...]
    opens: str = ""

    def overlaps(self, other: "Area") -> bool:
        """Would one finger be on both?"""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


@dataclass(frozen=True, slots=True)
class Menu:
    """One picture with its areas. `bar` by language; `ask` are the words that ask for the list.

    `starts_closed`: only its bar is seen until that is tapped.
    """

    name: str
    width: int
    height: int
    bar: Mapping[str, str]
    ask: tuple[str, ...]
    areas: tuple[Area, ...]
    starts_closed: bool = False


def read_menu(text: str, source: str, *, is_with_people: bool = False) -> Menu:
    """The menu in this TOML. Raises MenuError naming file, area and field.

    `is_with_people`: it is shown while a person is on the way or here, so it need not lead to one.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MenuError(f"{source}: not TOML: {error}") from None
    menu = Menu(
        name=_text(written, "name", source, 40),
        **_size(written, source),
        bar=_by_language(written, "bar", source, MOST_BAR),
        ask=_sayings(written, "ask", source) if "ask" in written or not is_with_people else (),
        areas=tuple(_area(each, at, source) for at, each in enumerate(_list(written, "area", source), 1)),
        starts_closed=_flag(written, "starts_closed", source),
    )
    _check_together(menu, source)
    if not is_with_people and any(area.opens for area in menu.areas):
        raise MenuError(f"{source}, area: opens is for menus shown beside a person; words cannot say it")
    if not is_with_people and not any(area.tap == PERSON for area in menu.areas):
        raise MenuError(f"{source}, area: none sends {PERSON!r}; a person must be one tap away")
    return menu


def _size(written: dict[str, Any], source: str) -> dict[str, int]:
    width, height = _numbers(written, "size", source, 2)
    if not NARROWEST <= width <= WIDEST:
        raise MenuError(f"{source}, size: the width must be between {NARROWEST} and {WIDEST}, not {width}")
    if height < LOWEST:
        raise MenuError(f"{source}, size: the height must be at least {LOWEST}, not {height}")
    if width / height < SLIMMEST:
        raise MenuError(f"{source}, size: the width must be at least {SLIMMEST} times the height")
    return {"width": width, "height": height}


def _area(written: Any, at: int, source: str) -> Area:
    if not isinstance(written, dict):
        raise MenuError(f"{source}, area {at}: must be a table")
    name = _text(written, "name", f"{source}, area {at}", 40)
    where = f"{source}, area {name}"
    left, top, width, height = _numbers(written, "bounds", where, 4)
    if min(left, top) < 0 or min(width, height) < 1:
        raise MenuError(f"{where}, bounds: left and top start at 0, width and height at 1")
    opens = _address(written, where) if "opens" in written else ""
    return Area(
        name=name,
        left=left,
        top=top,
        width=width,
        height=height,
        tap="" if opens else _text(written, "tap", where, MOST_TAP),
        label=_by_language(written, "label", where, MOST_LABEL),
        also=_sayings(written, "also", where) if "also" in written else (),
        opens=opens,
    )


def _check_together(menu: Menu, source: str) -> None:
    if not 1 <= len(menu.areas) <= MOST_AREAS:
        raise MenuError(f"{source}, area: there must be 1 to {MOST_AREAS}, not {len(menu.areas)}")
    for at, area in enumerate(menu.areas):
        where = f"{source}, area {area.name}"
        if area.left + area.width > menu.width or area.top + area.height > menu.height:
            raise MenuError(f"{where}, bounds: reaches beyond the picture")
        for earlier in menu.areas[:at]:
            if area.name == earlier.name:
                raise MenuError(f"{where}, name: there are two of this name")
            if area.tap and area.tap == earlier.tap:
                raise MenuError(f"{where}, tap: {earlier.name} sends the same")
            if area.overlaps(earlier):
                raise MenuError(f"{where}, bounds: lies over {earlier.name}")


def _text(written: dict[str, Any], field: str, where: str, most: int) -> str:
    value = written.get(field)
    if not isinstance(value, str) or not value.strip():
        raise MenuError(f"{where}, {field}: must be text")
    if len(regex.findall(r"\X", value)) > most:
        raise MenuError(f"{where}, {field}: at most {most} characters, as LINE counts them")
    return value


def _address(written: dict[str, Any], where: str) -> str:
    address = _text(written, "opens", where, MOST_ADDRESS)
    if not address.startswith("https://"):
        raise MenuError(f"{where}, opens: must begin with https://")
    if "tap" in written:
        raise MenuError(f"{where}, opens: an area opens an address or sends a tap, not both")
    return address


def _flag(written: dict[str, Any], field: str, where: str) -> bool:
    value = written.get(field, False)
    if not isinstance(value, bool):
        raise MenuError(f"{where}, {field}: must be true or false")
    return value


def _by_language(written: dict[str, Any], field: str, where: str, most: int) -> dict[str, str]:
    value = written.get(field)
    if not isinstance(value, dict):
        raise MenuError(f"{where}, {field}: needs one text per language: {', '.join(LANGUAGES)}")
    unknown = sorted(value.keys() - set(LANGUAGES))
    if unknown:
        raise MenuError(f"{where}, {field}.{unknown[0]}: no such language")
    return {each: _text(value, each, f"{where}, {field}", most) for each in LANGUAGES}


def _sayings(written: dict[str, Any], field: str, where: str) -> tuple[str, ...]:
    value = written.get(field)
    lists = value if isinstance(value, dict) else {}
    if not lists or not all(isinstance(each, list) for each in lists.values()):
        raise MenuError(f"{where}, {field}: needs lists of texts per language")
    said = [each for listed in lists.values() for each in listed]
    if not all(isinstance(each, str) and each.strip() for each in said):
        raise MenuError(f"{where}, {field}: holds something that is not text")
    return tuple(said)


def _numbers(written: dict[str, Any], field: str, where: str, count: int) -> list[int]:
    value = written.get(field)
    is_fine = isinstance(value, list) and len(value) == count
    if not is_fine or not all(isinstance(each, int) and not isinstance(each, bool) for each in value or ()):
        raise MenuError(f"{where}, {field}: must be {count} whole numbers")
    return list(value or ())


def _list(written: dict[str, Any], field: str, where: str) -> list[Any]:
    value = written.get(field)
    if not isinstance(value, list):
        raise MenuError(f"{where}, {field}: there is none")
    return value
