"""How does a check say what is wrong with a field, in the units LINE counts in?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import regex

MISSING = "must be specified"
EMPTY = "May not be empty"
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?/")


def utf16_units(text: str) -> int:
    """LINE counts message text in UTF-16 code units (docs: text-character-count)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Labels, titles and card texts are counted in grapheme clusters (docs: text-character-count)."""
    return len(text) if text.isascii() else len(regex.findall(r"\X", text))


class Findings:
    """Problems found so far, each a property path and a sentence, as LINE lists them under `details`."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []

    def add(self, where: str, sentence: str) -> None:
        self.problems.append((where, sentence))

    def text(
        self,
        holder: dict[str, Any],
        where: str,
        key: str,
        most: int,
        *,
        unit: Callable[[str], int] = len,
        required: bool = True,
    ) -> None:
        value = holder.get(key)
        place = f"{where}.{key}"
        if value is None:
            if required:
                self.add(place, MISSING)
        elif not isinstance(value, str):
            self.add(place, "must be a string")
        elif required and not value:
            self.add(place, EMPTY)
        elif unit(value) > most:
            self.add(place, f"Length must be between 0 and {most}")

    def url(
        self, holder: dict[str, Any], where: str, key: str, *, most: int = 2000, required: bool = True
    ) -> None:
        """LINE wants https. A loopback address is let through so that pictures can be tried on one desk."""
        self.text(holder, where, key, most, required=required)
        value = holder.get(key)
        if isinstance(value, str) and value and not (value.startswith("https://") or LOOPBACK.match(value)):
            self.add(f"{where}.{key}", "invalid uri")

    def number(self, holder: dict[str, Any], where: str, key: str, low: float, high: float) -> None:
        value = holder.get(key)
        if value is None:
            self.add(f"{where}.{key}", MISSING)
        elif isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.add(f"{where}.{key}", f"must be a number between {low:g} and {high:g}")

    def choice(
        self, holder: dict[str, Any], where: str, key: str, allowed: tuple[str, ...], *, required: bool = True
    ) -> None:
        value = holder.get(key)
        if value is None and not required:
            return
        if value not in allowed:
            self.add(f"{where}.{key}", MISSING if value is None else f"must be one of {', '.join(allowed)}")

    def objects(
        self, holder: dict[str, Any], where: str, key: str, low: int, high: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """The objects listed under `key`, each with its path; wrong sizes and kinds become problems."""
        value = holder.get(key)
        place = f"{where}.{key}" if where else key
        if not isinstance(value, list):
            self.add(place, MISSING if value is None else "must be an array")
            return []
        if not low <= len(value) <= high:
            self.add(place, f"Size must be between {low} and {high}")
        found = []
        for index, entry in enumerate(value):
            if isinstance(entry, dict):
                found.append((f"{place}[{index}]", entry))
            else:
                self.add(f"{place}[{index}]", "must be an object")
        return found
