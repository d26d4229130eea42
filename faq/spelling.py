"""Which of several common spellings of a word counts?"""

import re
import tomllib
from importlib import resources
from typing import Final

from faq.normalize import normalize

_SPELLINGS: Final = tomllib.loads(resources.files("faq").joinpath("spelling.toml").read_text("utf-8"))
_MEANT: Final = {
    normalize(seen): normalize(meant) for meant, all_seen in _SPELLINGS.items() for seen in all_seen
}
_SEEN: Final = re.compile(
    "|".join(
        rf"\b{word}\b" if word.isascii() else word
        for word in sorted(_MEANT, key=lambda word: (-len(word), word))
    )
)


def respell(words: str) -> str:
    """Normalised words in one spelling each."""
    return _SEEN.sub(lambda seen: _MEANT[seen.group()], words)
