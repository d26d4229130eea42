"""Is this whole message an order, such as asking for a person, rather than a question?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from faq.courtesy import WORDS, bare, without_greeting
from faq.normalize import normalize, undo_layout
from faq.spelling import respell

__all__ = ["Intent", "intent_of", "without_greeting"]

ORDER_LENGTH: Final = 80  # characters; longer messages tell a story and are no plain order
RANT_LENGTH: Final = 300
SLIP_AT: Final = 7


class Intent(Enum):
    """What a message can ask for besides an answer, in the order in which they are tried."""

    PERSON = "person"
    LEAVE_QUEUE = "leave_queue"
    HOW_LONG = "how_long"
    THANKS = "thanks"
    GREETING = "greeting"
    COMPLAINT = "complaint"


_SPACE_IN_THAI: Final = re.compile(r"(?<![a-z0-9]) +| +(?![a-z0-9])")


def _plain(words: str) -> str:
    return _SPACE_IN_THAI.sub("", respell(words))


@dataclass(frozen=True)
class _Order:
    by_length: dict[int, tuple[str, ...]]  # whole phrases: only those of nearly one length can be slips
    starting: dict[str, tuple[tuple[str, bool], ...]]  # first letter: the words, and whether each is core

    def is_whole(self, plain: str) -> bool:
        return bool(plain) and (self._is_made_of_its_words(plain) or self._is_misspelt(plain))

    def _is_made_of_its_words(self, plain: str) -> bool:
        """Whether the words can be laid end to end, at least one of them core."""
        if plain[0] not in self.starting:
            return False
        reached: dict[int, set[bool]] = {0: {False}}
        for start in range(len(plain)):
            ways = reached.pop(start, None)
            for word, is_core in self.starting.get(plain[start], ()) if ways else ():
                end = start + len(word)
                if plain.startswith(word, start) and _ends_a_word(plain, end):
                    after = reached.setdefault(end + (plain[end : end + 1] == " "), set())
                    after |= {True} if is_core else ways or set()
            if not reached:
                return False
        return True in reached.get(len(plain), ())

    def _is_misspelt(self, plain: str) -> bool:
        """One slip from SLIP_AT characters on, two from twice as many: shorter words slip into others."""
        slips = min(2, len(plain) // SLIP_AT)
        if slips == 0:
            return False
        near = [
            phrase
            for length in range(len(plain) - slips, len(plain) + slips + 1)
            for phrase in self.by_length.get(length, ())
        ]
        scorer = DamerauLevenshtein.distance
        return process.extractOne(plain, near, scorer=scorer, score_cutoff=slips) is not None


def _ends_a_word(plain: str, end: int) -> bool:
    return not (
        plain[end - 1].isascii() and plain[end : end + 1].isascii() and plain[end : end + 1].isalnum()
    )


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_plain(normalize(word)) for word in words)


_PARTICLES: Final = _set(WORDS["courtesy"]["particles"] + WORDS["courtesy"]["particles_at_end"])


def _order(words: dict[str, Any]) -> _Order:
    phrases = _set(words["phrases"])
    core = _set(words.get("core", ())) | phrases
    starting: dict[str, tuple[tuple[str, bool], ...]] = {}
    for word in sorted(core | _set(words.get("around", ())) | _PARTICLES):
        starting[word[0]] = (*starting.get(word[0], ()), (word, word in core))
    by_length: dict[int, tuple[str, ...]] = {}
    for phrase in sorted(phrases):
        by_length[len(phrase)] = (*by_length.get(len(phrase), ()), phrase)
    return _Order(by_length, starting)


_ORDERS: Final = {intent: _order(WORDS[intent.name]) for intent in Intent}


def _found_in(words: Iterable[str]) -> re.Pattern[str]:
    known = sorted(set(map(normalize, words)))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in known))


_ANGER: Final = _found_in(WORDS["COMPLAINT"]["anywhere"])
_DOUBT: Final = _found_in(WORDS["COMPLAINT"]["unless"])


def intent_of(text: str) -> Intent | None:
    """The order this message is, however misspelt or mistyped; None for questions and all else."""
    text = text[: RANT_LENGTH * 2]
    return _read(normalize(text)) or _read(normalize(undo_layout(text)))


def _read(words: str) -> Intent | None:
    if len(words) <= ORDER_LENGTH:
        whole = _plain(words)
        if _ORDERS[Intent.GREETING].is_whole(whole):
            return Intent.GREETING
        rest = _plain(bare(words))
        readings = (rest,) if rest == whole else (rest, whole)
        for intent, order in _ORDERS.items():
            if any(map(order.is_whole, readings)):
                return intent
    return Intent.COMPLAINT if _is_angry(words) else None


def _is_angry(words: str) -> bool:
    """Tone marks count here: without its mark "rotten" is the lottery."""
    return len(words) <= RANT_LENGTH and bool(_ANGER.search(words)) and not _DOUBT.search(words)
