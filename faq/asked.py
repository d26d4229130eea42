"""What of a text is compared with what?"""

from dataclasses import dataclass

from faq.courtesy import bare
from faq.normalize import normalize
from faq.wording import key


@dataclass(frozen=True)
class Asked:
    """A text as it is compared: what may be equal, and the words without politeness."""

    keys: tuple[str, ...]
    told: str


def asked(text: str) -> Asked:
    """As it was typed, and without greeting, thanks and particles."""
    words = normalize(text)
    told = bare(words)
    return Asked(tuple([found for found in map(key, dict.fromkeys((words, told))) if found]), told)
