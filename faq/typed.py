"""How is a message read, once, by all that listen to it: in which words, and on which keyboard layout?"""

import re
from dataclasses import dataclass
from typing import Final

from faq.courtesy import bare
from faq.english import is_english
from faq.normalize import normalize, undo_layout
from faq.request import without_slips
from faq.spelling import respell

_LATIN: Final = re.compile("[A-Za-z0-9]")  # which the keys of a Thai layout do not type
# Thai as it can be written: no sign without a letter to carry it, no vowel that waits for its letter.
_WRITABLE: Final = re.compile(
    r"(?:[เ-ไ]?[ก-ฮ][\u0e31-\u0e3a]?[\u0e47-\u0e4e]{0,2}[ะาำๅๆ]?|[^\u0e00-\u0e4e]|[ฯ])+"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a message; all that listen to it share the work."""

    words: str  # normalised
    spelled: str  # those in one spelling each, without tone marks and slips
    bared: str  # the same without greeting, thanks before a question, and politeness


def readings(text: str) -> tuple[Reading, ...]:
    """As it was typed, and as it would be on the other keyboard layout where that can have been meant."""
    other = _on_other_layout(text)
    return (_read(text),) if other is None else (_read(text), _read(other))


def _read(text: str) -> Reading:
    words = normalize(text)
    spelled, bared = without_slips(respell(words)), bare(words)
    return Reading(words, spelled, spelled if bared == words else without_slips(respell(bared)))


def _on_other_layout(text: str) -> str | None:
    """Only what is no English yet and becomes writable Thai, or is all Thai and becomes English."""
    if any(letter > "\u2fff" for letter in text):
        return None
    if any("\u0e01" <= letter <= "\u0e5b" for letter in text):
        other = None if _LATIN.search(text) else undo_layout(text)
        return other if other and is_english(other) else None
    if is_english(text):
        return None
    other = undo_layout(text)
    return other if _WRITABLE.fullmatch(other) else None
