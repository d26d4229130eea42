"""How sure is a match, and is that sure enough to answer?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from faq.article import Article

# Chosen over tests/faq/golden as the point that answers most while at most 2 in 100 customers get a wrong
# answer and at most 2 in 100 messages that ask the shop nothing get any: a wrong answer costs trust, a
# "did you mean" costs one tap. Most wrong answers lie closer than MARGIN to their runner-up.
ANSWER_AT: Final = 0.44
MARGIN: Final = 0.12
# Above it the right article is named for nineteen questions in twenty; below it, mostly small talk is left.
CLARIFY_AT: Final = 0.33
# What a question without a subject ("how much?") can reach: asked about, never answered.
VAGUE: Final = 0.40


@dataclass(frozen=True)
class Match:
    """An article that may be meant: confidence from 0 to 1, by which phrasing, and whether word for word.

    Articles that share a phrasing are all `exact` when it is asked; `verdict` then asks which one is meant.
    """

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
    """ANSWER with the first match, CLARIFY among those from CLARIFY_AT on, or UNKNOWN.

    Takes them best first and at least two where there are two: the lead over the runner-up counts.
    """
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


def confidence(cosine: float, votes: float, likeness: float) -> float:
    """One figure from three, all 0 to 1.

    `cosine` is agreement with the likeliest phrasing, `votes` the share of all that is asked which points to
    the article, `likeness` the letters in common in order. Words no article knows lower the first two; the
    third keeps a short question from being taken for a long one that contains it.
    """
    return min(1.0, 0.4 * cosine + 0.2 * votes + 0.4 * likeness)
