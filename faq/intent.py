"""Is this message an order, such as asking for a person, rather than a question?"""

import re
from collections.abc import Iterable
from enum import Enum
from itertools import product
from typing import Any, Final

import regex

from faq.courtesy import WORDS, bare, without_greeting
from faq.ear import as_meant, hear
from faq.english import is_english
from faq.normalize import normalize, undo_layout
from faq.order import Order, Orders
from faq.request import asks_for_person, without_slips
from faq.spelling import any_of, respell
from faq.temper import is_angry, is_loud

__all__ = ["Intent", "intent_of", "without_greeting"]

HEARD: Final = 0.35  # of the ear, to hear what no rule knows
ORDER_LENGTH: Final = 80  # characters; longer messages tell a story and are no plain order
RANT_LENGTH: Final = 300


class Intent(Enum):
    """What a message can ask for besides an answer, in the order in which they are tried."""

    PERSON = "person"
    LEAVE_QUEUE = "leave_queue"
    HOW_LONG = "how_long"
    LEAVE_MESSAGE = "leave_message"
    STOP_PROMOTIONS = "stop_promotions"
    STOP_ALL = "stop_all"
    WANT_PROMOTIONS = "want_promotions"
    WANT_ALL = "want_all"
    YES = "yes"
    NO = "no"
    THANKS = "thanks"
    GREETING = "greeting"
    COMPLAINT = "complaint"
    ACKNOWLEDGE = "acknowledge"


_IN_ORDER: Final = tuple(Intent)
_SPACE_IN_THAI: Final = re.compile(r"(?<![a-z0-9]) +| +(?![a-z0-9])")
_QUESTION: Final = re.compile(r"[?？]")
# LINE puts its own pictures into the text as their names: "(smile)", "(thank you)".
_PICTURE: Final = re.compile(r"\([a-z][a-z ]{1,28}[a-z]\)")
_SIGN: Final = regex.compile(r"[\p{P}\p{S}\p{Extended_Pictographic}]")


def _plain(spelled: str) -> str:
    return _SPACE_IN_THAI.sub("", spelled)


def _set(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_plain(respell(normalize(word))) for word in words)


_PARTICLES: Final = _set(WORDS["courtesy"]["particles"] + WORDS["courtesy"]["particles_at_end"])


def _order(words: dict[str, Any]) -> Order:
    around = _set(words.get("around", ())) | _PARTICLES
    combined = map("".join, product(*words.get("combined", ((),))))
    return Order(_set(words.get("core", ())), around, _set([*words["phrases"], *filter(None, combined)]))


def _bits(*intents: Intent) -> int:
    return sum(1 << _IN_ORDER.index(intent) for intent in intents)


_ORDERS: Final = Orders(_order(WORDS[intent.name]) for intent in Intent)
_GREETING: Final = _bits(Intent.GREETING)
_ANSWERS: Final = _bits(Intent.YES, Intent.NO, Intent.ACKNOWLEDGE)


# Thanked is somebody who has helped already.
_THANKED: Final = map(
    "".join, product(("ขอบคุณ", "ขอบใจ", "ขอบพระคุณ"), ("", "คุณ", "พี่", "ทาง"), WORDS["REQUEST"]["persons"])
)
_NO_PERSON: Final = any_of(respell(normalize(word)) for word in (*WORDS["PERSON"]["unless"], *_THANKED))
# How surely the ear must deny what the rules found. The names of goods hold words of anger more often.
_DOUBTED: Final[dict[Intent | None, float]] = {None: 0, Intent.PERSON: -0.6, Intent.COMPLAINT: -0.3}
# Said loudly, these are no longer what they say.
_SOFT: Final = (None, Intent.GREETING)


def intent_of(text: str, *, is_telling: bool = False) -> Intent | None:
    """The order this message is, however misspelt or mistyped; None for questions and all else.

    YES, NO and ACKNOWLEDGE are whole messages without a question mark: what they answer, the caller knows.
    `is_telling`: asked how it was, people tell of waiting and of staff, and only plain requests are meant.
    """
    text = text[: RANT_LENGTH * 2]
    said = _PICTURE.sub(" ", text)
    asks = _QUESTION.search(text) is not None
    words = normalize(said)
    read = _read(words, asks) or _read_on_other_layout(said, asks)
    found = read if is_telling else _judged(read, said, words)
    if found in _SOFT and is_loud(said, words):
        return Intent.COMPLAINT
    is_sign = not (words or asks) and _SIGN.search(text)
    return found or (Intent.ACKNOWLEDGE if is_sign else None)


def _judged(found: Intent | None, said: str, words: str) -> Intent | None:
    """What the rules found or missed, once the ear has spoken: it hears more, and doubts some of theirs."""
    if found not in _DOUBTED or not words or len(words) > RANT_LENGTH:
        return found
    heard = hear(as_meant(said))
    if found:
        return found if heard.loudness > _DOUBTED[found] else None
    if heard.loudness < HEARD or _NO_PERSON.search(respell(words)):
        return None
    return Intent.PERSON if heard.lean > 0 else Intent.COMPLAINT


def _read_on_other_layout(said: str, asks: bool) -> Intent | None:
    """Only where it can have been meant: the text is no English yet, and becomes some if it was Thai."""
    other = undo_layout(said)
    was_thai = any("\u0e01" <= letter <= "\u0e5b" for letter in said)
    is_meant = is_english(other) if was_thai else not is_english(said)
    return _read(normalize(other), asks) if is_meant else None


def _read(words: str, asks: bool) -> Intent | None:
    if len(words) > RANT_LENGTH:
        return None
    # As it was said, and without greeting, thanks and politeness where there were any.
    readings = [without_slips(respell(each)) for each in dict.fromkeys((words, bare(words)))]
    found = _whole(readings, asks) if len(words) <= ORDER_LENGTH else None
    if found is Intent.PERSON and _NO_PERSON.search(readings[0]):
        return None
    if found is None and any(map(asks_for_person, readings)):
        return Intent.PERSON
    return found or (Intent.COMPLAINT if is_angry(words) else None)


def _whole(readings: list[str], asks: bool) -> Intent | None:
    orders = _ORDERS.whole(_plain(readings[0]))
    if orders & _GREETING:
        return Intent.GREETING
    for bared in readings[1:]:
        orders |= _ORDERS.whole(_plain(bared))
    if asks:
        orders &= ~_ANSWERS
    return _IN_ORDER[(orders & -orders).bit_length() - 1] if orders else None
