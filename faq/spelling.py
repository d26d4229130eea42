"""Which of several common spellings of a word counts?"""

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Final

from faq.normalize import normalize, strip_tones

_SPELLINGS: Final = tomllib.loads(resources.files("faq").joinpath("spelling.toml").read_text("utf-8"))
_MEANT: Final = {
    normalize(seen): normalize(meant) for meant, all_seen in _SPELLINGS.items() for seen in all_seen
}
# The same for hurried typing without tone marks; short words would collide with others.
_MEANT_PLAIN: Final = {
    strip_tones(seen): strip_tones(meant) for seen, meant in _MEANT.items() if len(strip_tones(seen)) >= 5
}


def whole_word(word: str) -> str:
    """A pattern for it. A Latin word stands alone, which is looked up after its first letter.

    So every alternative begins with a letter, and the search skips what none begins with.
    """
    return rf"{word[0]}(?<!\w{word[0]}){word[1:]}\b" if word.isascii() else word


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The first of normalised words that a text holds, the longer one where two begin alike.

    Sorted by their first letter: then a search passes over all others at once.
    """
    rest_of: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rest_of.setdefault(word[0], []).append(whole_word(word)[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rest_of.items()))


_SEEN: Final = any_of(_MEANT)
_SEEN_PLAIN: Final = any_of(_MEANT_PLAIN)


def respell(words: str) -> str:
    """Normalised words in one spelling each and without tone marks."""
    plain = strip_tones(_SEEN.sub(lambda seen: _MEANT[seen.group()], words))
    return _SEEN_PLAIN.sub(lambda seen: _MEANT_PLAIN[seen.group()], plain)
