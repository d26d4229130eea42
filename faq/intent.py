"""Is this whole message an order, such as asking for a person, rather than a question?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

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
    phrases: frozenset[str]
    starting: dict[str, tuple[tuple[str, bool], ...]]  # first letter: the words, and whether each is core

    def is_whole(self, plain: str) -> bool:
        return self._is_made_of_its_words(plain) or self._is_misspelt(plain)

    def _is_made_of_its_words(self, plain: str) -> bool:
        """Whether the words can be laid end to end, at least one of them core."""
        reached: list[set[bool]] = [set() for _ in range(len(plain) + 1)]
        reached[0].add(False)
        for start, ways in enumerate(reached[:-1]):
            for word, is_core in self.starting.get(plain[start], ()) if ways else ():
                end = start + len(word)
                if plain.startswith(word, start) and _ends_a_word(plain, end):
                    reached[end + (plain[end : end + 1] == " ")] |= {True} if is_core else ways
        return True in reached[len(plain)]

    def _is_misspelt(self, plain: str) -> bool:
        """One slip from SLIP_AT characters on, two from twice as many: shorter words slip into others."""
        slips = min(2, len(plain) // SLIP_AT)
        return slips > 0 and any(
            abs(len(plain) - len(phrase)) <= slips
            and DamerauLevenshtein.distance(plain, phrase, score_cutoff=slips) <= slips
            for phrase in self.phrases
        )


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
    return _Order(phrases, starting)


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
        for intent, order in _ORDERS.items():
            if order.is_whole(rest) or order.is_whole(whole):
                return intent
    return Intent.COMPLAINT if _is_angry(words) else None


def _is_angry(words: str) -> bool:
    """Tone marks count here: without its mark "rotten" is the lottery."""
    return len(words) <= RANT_LENGTH and bool(_ANGER.search(words)) and not _DOUBT.search(words)
