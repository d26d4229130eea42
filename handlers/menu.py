"""What can a customer start from the menu, by a tap or in words? Read once, from the files beside this one.

The menu follows the case: there is one of its own for who waits in line, and one for who talks with a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from faq.gist import gist_of
from handlers.menufile import Area, Menu, read_menu
from handlers.messages import MENU as MENU_ASKED
from handlers.messages import PERSON, PERSON_OPTION, Option
from handlers.state import IN_LINE, Phase

_LONGEST_TWIN = 60  # characters; who writes more asks a question
_NUMBERED = re.compile(r"\s*\(?\d{1,2}\s*[.)]\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """The data of the tap that each saying stands for, by its gist."""

    taps: Mapping[str, str]

    def tap_for(self, text: str) -> str | None:
        """The data of the tap this text is a twin of; None for everything else."""
        if len(text) > _LONGEST_TWIN:
            return None
        numbered = _NUMBERED.match(text)  # a line of the list, copied as it stands
        return self.taps.get(gist_of(text[numbered.end() :] if numbered else text))


def words_of(menu: Menu) -> Words:
    """Every way to say a thing of this menu. Raises ValueError for words that would mean two things."""
    taps: dict[str, str] = {}
    sayings = [(each, MENU_ASKED) for each in menu.ask]
    sayings += [(saying, area.tap) for area in menu.areas for saying in (*area.label.values(), *area.also)]
    for saying, tap in sayings:
        if taps.setdefault(gist_of(saying), tap) != tap:
            raise ValueError(f"menu {menu.name}: {saying!r} means both {taps[gist_of(saying)]} and {tap}")
    return Words(taps)


def _read(name: str, *, is_with_people: bool = False) -> Menu:
    text = files("handlers").joinpath(name).read_text("utf-8")
    return read_menu(text, f"handlers/{name}", is_with_people=is_with_people)


MENU = _read("menu.toml")
_WORDS = words_of(MENU)
MAIN, WAITING, SERVED = "main", "waiting", "served"
# What is shown instead of the main menu while people are on the way, or here.
STAGES: Mapping[str, Menu] = {
    WAITING: _read("menu-waiting.toml", is_with_people=True),
    SERVED: _read("menu-served.toml", is_with_people=True),
}


def stage_of(phase: Phase) -> str:
    """Which menu goes with a conversation that stands here?"""
    return WAITING if phase in IN_LINE else SERVED if phase is Phase.WITH_AGENT else MAIN


def menu_at(stage: str) -> Menu:
    """The menu of this stage."""
    return STAGES.get(stage, MENU)


def tap_in_words(text: str) -> str | None:
    """The data of the menu's tap that this text says in words, if it says one."""
    return _WORDS.tap_for(text)


def tap_by_number(number: int) -> str | None:
    """The data of the nth thing of the list, counted from 1."""
    return MENU.areas[number - 1].tap if 1 <= number <= len(MENU.areas) else None


def menu_label(tap: str, language: str) -> str:
    """What stands on the area that sends this; empty where none does."""
    areas = (area for menu in (MENU, *STAGES.values()) for area in menu.areas)
    return next((_label(area, language) for area in areas if area.tap == tap), "")


def menu_lines(language: str) -> str:
    """The things of the menu as numbered lines."""
    return "\n".join(f"{at}. {_label(area, language)}" for at, area in enumerate(MENU.areas, 1))


def menu_options(language: str) -> tuple[Option, ...]:
    """The same as things to tap."""
    return tuple(
        PERSON_OPTION if area.tap == PERSON else Option(area.tap, label=_label(area, language))
        for area in MENU.areas
    )


def menu_language(language: str) -> str:
    """The language in which somebody who speaks this one sees the menu."""
    return language if language in MENU.bar else "en"


def _label(area: Area, language: str) -> str:
    return area.label[menu_language(language)]
