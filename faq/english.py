"""Is this Latin text English, or only letters? Keys mashed and Thai typed on the wrong layout are not."""

import re
from importlib.resources import files

_WORD = re.compile(r"[a-z']+")

# The commonest words of English and of shops: every real question holds at least one of them.
_COMMON = frozenset(files("faq").joinpath("english.txt").read_text("utf-8").split())


def sounds_english(text: str) -> bool:
    """Does any word of this text belong to everyday English?"""
    return not _COMMON.isdisjoint(_WORD.findall(text.casefold().replace("’", "'")))
