"""Which order do the rules find in these words?"""

import re
from collections.abc import Iterable
from enum import Enum
from itertools import product
from typing import Any, Final

from faq.courtesy import WORDS
from faq.normalize import normalize
from faq.order import Order, Orders
from faq.request import asks_for_person
from faq.spelling import any_of, respell
from faq.temper import is_angry
from faq.typed import Reading

RANT_LENGTH: Final = 300
_ORDER_LENGTH: Final = 80  # characters; longer messages tell a story and are no plain order


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

# Somebody else's wish for a person, or none. Thanked is somebody who has helped already.
_THANKED: Final = map(
    "".join, product(("ขอบคุณ", "ขอบใจ", "ขอบพระคุณ"), ("", "คุณ", "พี่", "ทาง"), WORDS["REQUEST"]["persons"])
)
_NO_PERSON: Final = any_of(respell(normalize(word)) for word in (*WORDS["PERSON"]["unless"], *_THANKED))


def found_in(reading: Reading, *, asks: bool) -> Intent | None:
    """The order the rules find; `asks`: with a question mark, which no answer has."""
    if len(reading.words) > RANT_LENGTH:
        return None
    # As it was said, and without greeting, thanks and politeness where there were any.
    spelled = tuple(dict.fromkeys((reading.spelled, reading.bared)))
    found = _whole(spelled, asks) if len(reading.words) <= _ORDER_LENGTH else None
    if found is Intent.PERSON and _NO_PERSON.search(reading.spelled):
        return None
    if found is None and any(map(asks_for_person, spelled)):
        return Intent.PERSON
    return found or (Intent.COMPLAINT if is_angry(reading.words) else None)


def _whole(spelled: tuple[str, ...], asks: bool) -> Intent | None:
    orders = _ORDERS.whole(_plain(spelled[0]))
    if orders & _GREETING:
        return Intent.GREETING
    for bared in spelled[1:]:
        orders |= _ORDERS.whole(_plain(bared))
    if asks:
        orders &= ~_ANSWERS
    return _IN_ORDER[(orders & -orders).bit_length() - 1] if orders else None
