"""What of a text is compared with what?"""

from typing import NamedTuple

from faq.courtesy import bare
from faq.normalize import normalize
from faq.wording import key


class Asked(NamedTuple):
    """A text as it is compared: what may be equal, and the words without politeness."""

    keys: tuple[str, ...]
    told: str


def asked(text: str) -> Asked:
    """As it was typed, and without greeting, thanks and particles."""
    words = normalize(text)
    told = bare(words)
    keys = (key(words),) if told == words else (key(words), key(told))
    return Asked(tuple(filter(None, keys)), told)
