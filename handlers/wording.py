"""Sentence by key and language: one file per language, and a missing key stops the start."""

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from handlers.messages import FIXED_OPTIONS, consent_wording, helped_wording

LANGUAGES = ("th", "en")


def sentence(key: str, language: str, params: Mapping[str, str | int] | None = None) -> str:
    """The sentence for `key`; languages we do not speak get English.

    Raises KeyError for an unknown key or a missing parameter, which tests/house proves cannot happen.
    """
    table = sentences(language if language in LANGUAGES else "en")
    return table[key].format_map(params or {})


def fixed_label(data: str, language: str) -> str:
    """What stands on the chip that sends this, if it is one of those that are always the same."""
    wording = next((each.wording for each in FIXED_OPTIONS if each.data == data), "")
    wording = wording or consent_wording(data) or helped_wording(data)
    return sentence(wording, language) if wording else ""


@cache
def sentences(language: str) -> dict[str, str]:
    """Every sentence of one language, keys flattened to `group.name`."""
    text = files("handlers").joinpath("sentences", f"{language}.toml").read_text("utf-8")
    return {
        f"{group}.{name}": value.strip()
        for group, entries in tomllib.loads(text).items()
        for name, value in entries.items()
    }


def differences() -> list[str]:
    """What one language has and another lacks: keys, or parameters of the same key."""
    first, *rest = LANGUAGES
    found = []
    for other in rest:
        mine, theirs = sentences(first), sentences(other)
        found += [f"{key} is only in one of {first} and {other}" for key in mine.keys() ^ theirs.keys()]
        both = mine.keys() & theirs.keys()
        found += [
            f"{key} takes other parameters" for key in both if _fields(mine[key]) != _fields(theirs[key])
        ]
    return found


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


if differences():
    raise AssertionError(f"handlers/sentences disagree: {differences()}")
