"""Which hints does a message hold of what is meant by it?

Its letter groups; those again with the words that matter replaced by what they stand for, such as somebody
to talk to, talking, asking, a bot; the order in which these follow each other; its Latin words and pairs of
them; whether it bears a question mark; and what the rules found.
"""

import re
import tomllib
import zlib
from collections.abc import Iterable
from importlib import resources
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from faq.courtesy import WORDS
from faq.normalize import normalize
from faq.spelling import respell

__all__ = ["BUCKETS", "SPOKEN", "hints"]

_BITS: Final = 17
BUCKETS: Final = 1 << _BITS
# What the rules can have found; any other order is one more.
_RULED: Final = (None, "person", "complaint")

# The words of ear.toml by their language and name; `lessons.tsv` uses them too.
SPOKEN: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    resources.files("faq").joinpath("ear.toml").read_text("utf-8")
)
# Signs that no normalised text holds; each stands for all words under these names, there and in [REQUEST].
_MEANS: Final[dict[str, tuple[str, ...]]] = {
    "Ⓟ": ("somebody", "persons", "people", "surely", "hito", "person_zh"),
    "Ⓣ": ("talking", "speaking"),
    "Ⓐ": ("asking", "wishing", "getting", "letting"),
    "Ⓡ": ("replying", "helping", "calling", "assisting"),
    "Ⓑ": ("bots", "robots", "bots_zh"),
    "Ⓞ": ("others", "things"),
    "Ⓨ": ("being",),
    "Ⓝ": ("denying",),
    "Ⓒ": ("closing",),
    "Ⓜ": ("matter",),
    "Ⓢ": ("settled",),
    "Ⓘ": ("insult",),
    "Ⓕ": ("feeling",),
    "Ⓧ": ("threat",),
    "Ⓗ": ("human",),
    "Ⓥ": ("again",),
    "Ⓦ": ("waiting",),
    "Ⓚ": ("broken",),
    "Ⓛ": ("praise",),
}
_LISTS: Final[tuple[dict[str, Any], ...]] = (*SPOKEN.values(), WORDS["REQUEST"])
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def _signs() -> dict[str, str]:
    """Where a word stands under two names, the first counts. One letter says something in Chinese only."""
    found: dict[str, str] = {}
    for sign, names in _MEANS.items():
        for word in (word for each in _LISTS for name in names for word in each.get(name, ())):
            spelled = respell(normalize(word))
            if len(spelled) > 1 or _HAN.match(spelled):
                found.setdefault(spelled, sign)
    return found


_FEW_WAYS: Final = 32


def _tree(words: Iterable[str]) -> str:
    """A pattern for the longest of these that a text holds here, letter by letter: fast however many."""
    nodes: dict[str, list[str]] = {}
    for word in words:
        nodes.setdefault(word[:1], []).append(word[1:])
    ends = nodes.pop("", None) is not None
    ways = [(letter, re.escape(letter) + _tree(rest)) for letter, rest in sorted(nodes.items())]
    if not ways:
        return ""
    return f"(?:{_either(ways)}){'?' if ends else ''}" if len(ways) > 1 or ends else ways[0][1]


def _either(ways: list[tuple[str, str]]) -> str:
    """Of many ways half are ruled out by their first letters at once: ways are tried one by one."""
    if len(ways) <= _FEW_WAYS:
        return "|".join(way for _, way in ways)
    half = len(ways) // 2
    return "|".join(
        f"(?=[{re.escape(''.join(letter for letter, _ in some))}])(?:{_either(some)})"
        for some in (ways[:half], ways[half:])
    )


_SIGN_OF: Final = _signs()
_LATIN: Final = _tree(word for word in _SIGN_OF if word.isascii())
_OTHER: Final = _tree(word for word in _SIGN_OF if not word.isascii())
_MEANT: Final = re.compile(rf"\b{_LATIN}\b|{_OTHER}")
_SIGNS: Final = "".join(_MEANS)
_AROUND_SIGN: Final = re.compile(rf" *([{_SIGNS}]) *")
_UNSIGNED: Final = re.compile(rf"[^{_SIGNS}]+")

_LONG: Final = 64  # letters; of what is said again and again in a longer message, once is enough
_STEP: Final = np.uint32(0x01000193)
_SPREAD: Final = np.uint32(0x9E3779B1)
_SHIFT: Final = np.uint32(32 - _BITS)
_LONGEST: Final = 3  # letters in a group
_LONGEST_MEANT: Final = 5  # the same, where words stand as what they mean
_FOLLOWING: Final = 4  # meanings in a row
# Added to the first letter of a group, these tell the three apart; numbers no letter has stand for the rules,
# thrice each so that they have their say among letters, and for a question mark or none, twice.
_MEANT_SALT, _ORDER_SALT = np.uint32(1 << 24), np.uint32(1 << 25)
_OF_RULES: Final = np.arange(1 << 26, (1 << 26) + 12, dtype=np.uint32).reshape(4, 3)
_OF_MARKS: Final = np.arange(1 << 27, (1 << 27) + 4, dtype=np.uint32).reshape(2, 2)
_LATIN_WORD: Final = re.compile("[a-z0-9]+")


def hints(bared: str, ruled: str | None, *, asks: bool) -> npt.NDArray[np.uint32]:
    """The buckets of a message's hints.

    Takes respelled words without politeness, the rules' order, and whether there was a question mark.
    """
    meant = _AROUND_SIGN.sub(r"\1", _MEANT.sub(_sign, bared))
    found = _groups(bared, meant)
    found += (_OF_RULES[_RULED.index(ruled) if ruled in _RULED else -1], _OF_MARKS[int(asks)])
    if words := _words(bared):
        found.append(np.array(words, np.uint32))
    buckets = np.concatenate(found) * _SPREAD >> _SHIFT
    return np.unique(buckets) if len(bared) > _LONG else buckets


def _words(plain: str) -> list[int]:
    """The Latin words and pairs of them, as numbers: shorter groups of letters do not reach across."""
    words = [zlib.crc32(word.encode()) for word in _LATIN_WORD.findall(plain)]
    return words + [(one * 31 + next_ ^ 1) & 0xFFFFFFFF for one, next_ in pairwise(words)]


def _sign(found: re.Match[str]) -> str:
    return _SIGN_OF[found.group()]


def _groups(plain: str, meant: str) -> list[npt.NDArray[np.uint32]]:
    """The letter groups of the words, of their meanings between words, and of meanings alone, as numbers."""
    told = f"^{plain}$" if meant == plain else f"^{plain}$^{meant}$^{_UNSIGNED.sub('', meant)}$"
    # A lone surrogate has no code of its own; any will do, as long as it is always the same.
    codes = np.frombuffer(told.encode("utf-32-le", "surrogatepass"), np.uint32)
    first, second = len(plain) + 2, len(plain) + len(meant) + 4
    groups = codes.copy()
    groups[first:second] += _MEANT_SALT
    groups[second:] += _ORDER_SALT
    found = [groups[:second]]
    for size in range(2, min(_LONGEST_MEANT, len(codes)) + 1):
        groups = groups[:-1] * _STEP + codes[size - 1 :]
        if size <= _LONGEST:
            found.append(groups[: max(0, first - size + 1)])
        found.append(groups[first : second - size + 1])
        if size <= _FOLLOWING:
            found.append(groups[second:])
    return found
