"""Is this message an order, such as asking for a person, rather than a question?"""

import re
from typing import Final

import regex

from faq.courtesy import without_greeting
from faq.ear import hear
from faq.rules import RANT_LENGTH, Intent, found_in
from faq.temper import is_loud
from faq.typed import Reading, readings

__all__ = ["Intent", "bears_question_mark", "intent_of", "ruled", "without_greeting"]

HEARD: Final = 0.22  # of the ear, to hear what no rule knows
# Under this the ear drops what the rules found. Goods are named with words of anger, so it must hear some.
_DOUBTED: Final[dict[Intent | None, float]] = {None: 0, Intent.PERSON: -0.2, Intent.COMPLAINT: 0.05}
# Said loudly, these are no longer what they say.
_SOFT: Final = (None, Intent.GREETING)
_QUESTION: Final = re.compile(r"[?？]")
# LINE puts its own pictures into the text as their names: "(smile)", "(thank you)".
_PICTURE: Final = re.compile(r"\([a-z][a-z ]{1,28}[a-z]\)")
_SIGN: Final = regex.compile(r"[\p{P}\p{S}\p{Extended_Pictographic}]")


def intent_of(text: str, *, is_telling: bool = False) -> Intent | None:
    """The order this message is, however misspelt or mistyped; None for questions and all else.

    YES, NO and ACKNOWLEDGE are whole messages without a question mark: what they answer, the caller knows.
    `is_telling`: asked how it was, people tell of waiting and of staff, and only plain requests are meant.
    """
    text = text[: RANT_LENGTH * 2]
    said = _PICTURE.sub(" ", text)
    asks = bears_question_mark(text)
    typed = readings(said)
    found = _judged(*ruled(typed, asks=asks), asks=asks, is_telling=is_telling)
    words = typed[0].words
    if found in _SOFT and is_loud(said, words):
        return Intent.COMPLAINT
    is_sign = not (words or asks) and _SIGN.search(text)
    return found or (Intent.ACKNOWLEDGE if is_sign else None)


def bears_question_mark(text: str) -> bool:
    """Of either width; what is asked is no order."""
    return _QUESTION.search(text) is not None


def ruled(typed: tuple[Reading, ...], *, asks: bool) -> tuple[Intent | None, Reading]:
    """The order the rules find, and the reading they find it in; where they find none, the one meant."""
    for each in typed:
        if found := found_in(each, asks=asks):
            return found, each
    return None, typed[-1]


def _judged(found: Intent | None, read: Reading, *, asks: bool, is_telling: bool) -> Intent | None:
    """What the rules found or missed, once the ear has spoken: it hears more, and doubts some of theirs."""
    if found not in _DOUBTED or len(read.words) > RANT_LENGTH or (is_telling and not found):
        return found
    heard = hear(read.bared, found and found.value, asks=asks)
    if found:
        return found if heard.loudness > _DOUBTED[found] else None
    if heard.loudness < HEARD:
        return None
    return Intent.PERSON if heard.lean > 0 else Intent.COMPLAINT
