"""Is somebody angry in this message, and does it say so by words or by loudness?"""

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Final

from faq.english import is_common
from faq.normalize import normalize
from faq.slips import Slips
from faq.spelling import whole_word

__all__ = ["is_angry", "is_loud"]

_WORDS: Final = tomllib.loads(resources.files("faq").joinpath("temper.toml").read_text("utf-8"))
_LOUD: Final = 3  # exclamation marks: one or two are good manners

_NEAR: Final = 16  # letters between another shop and what is said of it

_GAP: Final = ".{0,20}?"
_LATIN: Final = re.compile(r"[a-z]{7,}")
_MARKS_ALONE: Final = re.compile(r"[\s!?！？]*")


def _written(entry: str) -> str:
    """One entry of the lists as a pattern for normalised text."""
    parts = [normalize(part) for part in entry.split("…")]
    return _GAP.join(part if part.isascii() else re.escape(part).replace(r"\ ", r"\s*") for part in parts)


def _any_of(name: str) -> re.Pattern[str]:
    entries: Iterable[str] = sorted(map(_written, _WORDS[name]), key=lambda entry: (-len(entry), entry))
    return re.compile("|".join(map(whole_word, entries)))


_OUTRIGHT: Final = _any_of("outright")
_ACCUSING: Final = _any_of("accusing")
_HARMLESS: Final = _any_of("harmless")
_ASKING: Final = _any_of("asking")
_FEARED: Final = re.compile(r"(?:กลัว|เกรงว่า)[^ ]{0,15}$")
_WEIGHED: Final = re.compile(rf"\s*(?:{'|'.join(sorted(map(_written, _WORDS['weighed']), key=len)[::-1])})")
_ELSEWHERE: Final = _any_of("elsewhere")
_DEMANDING: Final = _any_of("demanding")
_JOYFUL: Final = _any_of("joyful")
_CALLING: Final = re.compile("|".join(map(_written, _WORDS["calling"])))
_MISSPELT: Final = Slips(_WORDS["misspelt"])

_DENIALS: Final = "|".join(
    rf"(?<![a-z]){word}" if word.isascii() else word for word in map(normalize, _WORDS["denials"])
)
_DENIED: Final = re.compile(rf"(?:{_DENIALS})(?: (?:{'|'.join(_WORDS['between'])}))*\s*$")
_ASKS_IN_ENGLISH: Final = re.compile(
    r"\b(?:is|are|r|am) (?:it|i|you|u|ya|we|they|this|that|the|your)\b[a-z ]*$"
)


def is_angry(words: str) -> bool:
    """Takes normalised words. Tone marks count: without its mark "rotten" is the lottery."""
    words = _HARMLESS.sub(" ", words)
    if any(_is_meant(words, found) for found in _OUTRIGHT.finditer(words)):
        return True
    return _accuses(words) or _is_misspelt(words)


def _is_meant(words: str, found: re.Match[str]) -> bool:
    start = found.start()
    is_of_others = _ELSEWHERE.search(words, max(0, start - _NEAR), start)
    is_unsaid = _DENIED.search(words, 0, start) or _FEARED.search(words, 0, start)
    return not (is_unsaid or _WEIGHED.match(words, found.end()) or is_of_others)


def _accuses(words: str) -> bool:
    return any(
        not (
            _DENIED.search(words, 0, found.start())
            or _ASKING.search(words, found.end())
            or _ASKS_IN_ENGLISH.search(words, 0, found.start())
            or _ELSEWHERE.search(words)
        )
        for found in _ACCUSING.finditer(words)
    )


def _is_misspelt(words: str) -> bool:
    return any(
        _MISSPELT.meant(found.group()) is not None and not _DENIED.search(words, 0, found.start())
        for found in _LATIN.finditer(words)
        if not is_common(found.group())
    )


def is_loud(text: str, words: str) -> bool:
    """Exclamation marks in a row with no joy in them. Takes the text as typed, and normalised."""
    marks = text.count("!") + text.count("！")
    if marks < _LOUD:
        return False
    if not words:
        return _MARKS_ALONE.fullmatch(text) is not None
    if _JOYFUL.search(words):
        return False
    return bool(_DEMANDING.search(words)) or ("?" in text and _CALLING.match(words) is not None)
