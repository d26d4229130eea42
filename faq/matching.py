"""How sure is a match, and is that sure enough to answer?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from faq.article import Article

ANSWER_AT: Final = 0.55
CLARIFY_AT: Final = 0.30
MARGIN: Final = 0.06


@dataclass(frozen=True)
class Match:
    """An article that may be meant: confidence from 0 to 1, by which phrasing, and whether word for word."""

    article: Article
    confidence: float
    question: str
    exact: bool


class Verdict(Enum):
    """What to do about a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


def verdict(matches: Sequence[Match]) -> Verdict:
    """ANSWER with the first match, CLARIFY among those from CLARIFY_AT on, or UNKNOWN. Takes best first."""
    if not matches or matches[0].confidence < CLARIFY_AT:
        return Verdict.UNKNOWN
    best, *others = matches
    runner_up = others[0] if others else None
    if best.exact and not (runner_up and runner_up.exact):
        return Verdict.ANSWER
    lead = best.confidence - (runner_up.confidence if runner_up else 0.0)
    return Verdict.ANSWER if best.confidence >= ANSWER_AT and lead >= MARGIN else Verdict.CLARIFY


def candidates(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those worth naming in "did you mean"."""
    return tuple(match for match in matches if match.confidence >= CLARIFY_AT)


def confidence(cosine: float, likeness: float) -> float:
    """One figure from the share of telling letter groups in common and from plain likeness (both 0 to 1)."""
    return min(1.0, 0.8 * cosine + 0.2 * likeness)
