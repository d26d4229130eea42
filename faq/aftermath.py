"""What became of a question? Told from what the customer did next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz

from faq.gist import gist_of

WATCHED_SECONDS: Final = 30 * 60  # what comes later is another need, or the same one of another day
AGAIN_SECONDS: Final = 10 * 60  # who asks the same within that was not helped by the answer
_ALIKE: Final = 60  # of 100 letters in common


class Said(StrEnum):
    """What the bot did about a question; the names of handlers.messages.Trail."""

    ANSWER = "answer"
    CHOSEN = "chosen"
    IN_LINE = "exact_while_queued"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    NO_CHOICE = "no_choice"
    GONE = "article_gone"


ANSWERED: Final = (Said.ANSWER, Said.CHOSEN, Said.IN_LINE)


class Outcome(StrEnum):
    """How it ended. The last three are told by people, and stand whatever else happens."""

    DONE = "done"
    REPHRASED = "rephrased"
    CHOSE = "chose"
    NONE_FITTED = "none_fitted"
    HANDED_OFF = "handed_off"
    LEFT = "left"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Question:
    """Words or a tap, and what the bot made of them. `at` in ms."""

    at: int
    verdict: str
    text: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A person was asked for, or brought in. `at` in ms."""

    at: int


def became(asked: Question, later: Sequence[Question | Handoff]) -> tuple[Outcome, str]:
    """How it ended, and the article the customer chose instead, where they did.

    `later`: what happened in the same session at the same moment or after, in order.
    """
    for step in later:
        if step.at - asked.at > WATCHED_SECONDS * 1000:
            break
        if isinstance(step, Handoff):
            return Outcome.HANDED_OFF, ""
        return _before(asked, step)
    return (Outcome.DONE if asked.verdict in ANSWERED else Outcome.LEFT), ""


def _before(asked: Question, following: Question) -> tuple[Outcome, str]:
    """How it ended when another question came next."""
    if following.verdict == Said.NO_CHOICE and asked.verdict not in ANSWERED:
        return Outcome.NONE_FITTED, ""
    if following.verdict == Said.CHOSEN and asked.verdict == Said.CLARIFY:
        return Outcome.CHOSE, following.slug
    if asked.verdict not in ANSWERED or _is_same(asked, following):
        return Outcome.REPHRASED, ""
    return Outcome.DONE, ""


def _is_same(asked: Question, following: Question) -> bool:
    """The same words, or words for the same article, so soon that the answer cannot have been enough."""
    if following.at - asked.at > AGAIN_SECONDS * 1000:
        return False
    if following.verdict == Said.ANSWER and following.slug == asked.slug:
        return True
    return fuzz.ratio(gist_of(asked.text), gist_of(following.text)) >= _ALIKE
