"""Which words of a message are only politeness?"""

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any, Final

from faq.normalize import normalize

WORDS: Final[dict[str, Any]] = tomllib.loads(
    resources.files("faq").joinpath("intents.toml").read_text("utf-8")
)


def _any_of(words: Iterable[str]) -> str:
    """An alternation, longest first, last letters stretched at will; Latin words end where a word ends."""
    rest_of: dict[str, list[str]] = {}
    for word in sorted({normalize(word) for word in words}, key=lambda word: (-len(word), word)):
        end = r"(?![a-z])" if word[-1].isascii() else f"{word[-1]}*"
        rest_of.setdefault(word[0], []).append(word[1:] + end)
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rest_of.items())


_POLITE: Final = WORDS["courtesy"]
_SURE: Final = _any_of(_POLITE["particles"])
_AT_END: Final = rf"(?:{_any_of(_POLITE['particles_at_end'])})(?=\s|$|{_SURE})"
_PARTICLE: Final = rf"{_SURE}|{_AT_END}"
_ORDINARY: Final = "".join(f"(?<!{normalize(word)})" for word in _POLITE["not_particles"])
_PARTICLES: Final = re.compile(rf"(?<=.)(?:\s*(?<![a-z])(?:{_PARTICLE}){_ORDINARY})++(?=\s|$)")
_ADDRESSED: Final = rf"(?:{_any_of(_POLITE['addresses'])})(?=\s|$|{_PARTICLE})"
_GREETING: Final = rf"{_any_of(_POLITE['greetings'])}|{_any_of(_POLITE['openings'])}|{_ADDRESSED}"
_OPENING: Final = re.compile(rf"(?:(?:{_GREETING})(?:\s*(?:{_PARTICLE}))*+\s*)++")
_THANKED: Final = (
    rf"(?:(?:{_any_of(_POLITE['thanks'])})|(?:{_any_of(_POLITE['nods'])})(?=\s|{_PARTICLE}))"
    rf"(?:\s*(?:{_PARTICLE}|{_ADDRESSED}))*+"
    rf"|(?:{_any_of(_POLITE['latin_nods'])})(?=\s+(?:{_any_of(_POLITE['goes_on'])}))"
)
_BEFORE_QUESTION: Final = re.compile(rf"(?:(?:{_THANKED})\s*)++(?:(?:{_any_of(_POLITE['links'])})\s*)*+")


_VAGUE: Final = re.compile(rf"(?:(?:{_any_of(_POLITE['vague'])}|{_PARTICLE})\s*)++")


def is_vague(words: str) -> bool:
    """Whether normalised words ask without saying about what."""
    return _VAGUE.fullmatch(words) is not None


def without_greeting(text: str) -> str:
    """The message, normalised, without its leading greeting; the text as it came where it does not greet."""
    words = normalize(text)
    opening = _OPENING.match(words)
    return words[opening.end() :] if opening else text


def bare(words: str) -> str:
    """Normalised words without greeting, thanks before a question, and polite particles.

    Unchanged where nothing else would be left.
    """
    opening = _OPENING.match(words)
    start = opening.end() if opening else 0
    if (thanked := _BEFORE_QUESTION.match(words, start)) and thanked.end() < len(words):
        start = thanked.end()
    return _PARTICLES.sub("", words[start:]).strip() or words
