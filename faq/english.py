"""Is this Latin text English, or only letters? Keys mashed and Thai typed on the wrong layout are not."""

import re
from importlib.resources import files

_WORD = re.compile(r"[a-z']+")

# The commonest words of English and of shops: every real question holds at least one of them.
_COMMON = frozenset(files("faq").joinpath("english.txt").read_text("utf-8").split())

# The number of a case or an order: "6JJ-MY4" is no English.
_NUMBER = re.compile(r"(?=[a-z-]*\d)[a-z\d]+(?:-[a-z\d]+)+")

_SIGNS = ".,!?'\"()"

# A word alone, with no digit or sign inside: product codes and Thai typed on the wrong layout have them.
_ALONE = re.compile(r"[a-z]{3,}(?:[\s,.!?]+[a-z]{2,}){0,3}[\s.!?]*")
# Vowels and consonants take turns; `y` counts as both.
# What Thais write on a phone without Thai keys is Thai.
_THAI_IN_LATIN = re.compile(r"\b(?:kh?r?[au][bp]|kh?a+|mai|sawas?t?d(?:ee?|i)|kh?o[bp] ?kh?un|th?ao ?ra+i)\b")
_SPEAKABLE = re.compile(r"(?:[bcdfghjklmnpqrstvwxyz]{0,3}[aeiouy]{1,3})+[bcdfghjklmnpqrstvwxyz]{0,4}")


def everyday_words() -> frozenset[str]:
    """All that `is_common` knows."""
    return _COMMON


def is_common(word: str) -> bool:
    """Is this one of the everyday words?"""
    return word in _COMMON


def sounds_english(text: str) -> bool:
    """Does any word of this text belong to everyday English?"""
    words = _NUMBER.sub(" ", text.casefold().replace("’", "'"))
    return not _COMMON.isdisjoint(_WORD.findall(words))


def is_english(text: str) -> bool:
    """Does an everyday word or number stand between spaces? Wrongly typed Thai has them between signs."""
    words = [word.strip(_SIGNS) for word in text.casefold().split()]
    return any(word in _COMMON or word.isdigit() for word in words)


def could_be_english(text: str) -> bool:
    """Are these one to four words that can be spoken, so that a stranger may expect English?"""
    words = text.strip().casefold()
    if _THAI_IN_LATIN.search(words):
        return False
    return bool(_ALONE.fullmatch(words)) and all(map(_SPEAKABLE.fullmatch, _WORD.findall(words)))
