"""Of which orders is this text made, and of nothing else?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Indel

SLIP_AT: Final = 7  # one slip from so many letters on, two from twice as many: shorter words slip into others

_Trie = dict[
    str, Any
]  # a letter leads to what may follow it; "" to (orders it belongs to, orders it is core of)


@dataclass(frozen=True)
class Order:
    """Words an order is made of, at least one of them core, and phrases that may hold a slip as well."""

    core: frozenset[str]
    around: frozenset[str]
    phrases: frozenset[str]


class Orders:
    """Many orders read in one go. A set of orders is an integer whose bit n stands for the nth."""

    def __init__(self, orders: Iterable[Order]) -> None:
        each = list(orders)
        self._all = (1 << len(each)) - 1
        self._words = _trie(each)
        self._phrases = _bits((order.phrases, 1 << at) for at, order in enumerate(each))
        longest = max(map(len, self._phrases), default=0)
        self._near = {length: self._slipped_into(length) for length in range(SLIP_AT, longest + 3)}

    def whole(self, plain: str) -> int:
        """The orders of which all of the text is made."""
        return self._laid_end_to_end(plain) | self._misspelt(plain)

    def _laid_end_to_end(self, plain: str) -> int:
        """Follows all orders at once: which can reach a letter, with a core word and without one."""
        size = len(plain)
        without, with_core = [0] * (size + 1), [0] * (size + 1)
        without[0] = self._all
        for start, letter in enumerate(plain):
            if letter not in self._words or not (without[start] or with_core[start]):
                continue
            for end, members, core in self._words_at(plain, start):
                with_core[end] |= with_core[start] & members | without[start] & core
                without[end] |= without[start] & members & ~core
        return with_core[size]

    def _words_at(self, plain: str, start: int) -> Iterable[tuple[int, int, int]]:
        """The known words that begin here: where the next one would, and the orders they belong to."""
        node = self._words
        for at in range(start, len(plain)):
            if plain[at] not in node:
                return
            node = node[plain[at]]
            if "" in node and not _goes_on(plain, at):
                yield at + 1 + plain.startswith(" ", at + 1), *node[""]

    def _misspelt(self, plain: str) -> int:
        near = self._near.get(len(plain))
        if not near:
            return 0
        slips = _slips(len(plain))
        # A slip is at most one letter taken out and one put in: counting those is cheap and drops nearly all.
        rough = process.extract(plain, near, scorer=Indel.distance, score_cutoff=2 * slips, limit=None)
        found = 0
        for phrase, _, _ in rough:
            if DamerauLevenshtein.distance(plain, phrase, score_cutoff=slips) <= slips:
                found |= self._phrases[phrase]
        return found

    def _slipped_into(self, length: int) -> tuple[str, ...]:
        slips = _slips(length)
        return tuple(sorted(phrase for phrase in self._phrases if abs(len(phrase) - length) <= slips))


def _slips(length: int) -> int:
    return min(2, length // SLIP_AT)


def _goes_on(plain: str, at: int) -> bool:
    """Whether a Latin word goes on after this letter."""
    after = plain[at + 1 : at + 2]
    return plain[at].isascii() and after.isascii() and after.isalnum()


def _bits(groups: Iterable[tuple[frozenset[str], int]]) -> dict[str, int]:
    bits: dict[str, int] = defaultdict(int)
    for words, bit in groups:
        for word in words:
            bits[word] |= bit
    return dict(bits)


def _trie(orders: list[Order]) -> _Trie:
    core = _bits((order.core | order.phrases, 1 << at) for at, order in enumerate(orders))
    around = _bits((order.around, 1 << at) for at, order in enumerate(orders))
    trie: _Trie = {}
    for word in core.keys() | around.keys():
        node = trie
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = (core.get(word, 0) | around.get(word, 0), core.get(word, 0))
    return trie
