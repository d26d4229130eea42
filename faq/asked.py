"""What of a text is compared with what?"""

from functools import lru_cache
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


@lru_cache(maxsize=30_000)
def remembered(text: str) -> Asked:
    """The same for a phrasing: a shop's are read again by every page and publication that compares them."""
    return asked(text)
