"""How sure is a match, and is that sure enough to answer?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from faq.article import Article
from faq.calibrate import USUAL_CUT, Cut


@dataclass(frozen=True)
class Match:
    """An article that may be meant: how likely it is right, by which phrasing, and whether word for word.

    No phrasing is told of those so unlikely that they would not be named, unless they are the likeliest.
    Articles that share a phrasing are all `exact` when it is asked; `verdict` then asks which one is meant.
    `cut` is what the corpus that found it holds to be sure enough.
    """

    article: Article
    confidence: float
    question: str
    exact: bool
    cut: Cut = field(default=USUAL_CUT, compare=False)


class Verdict(Enum):
    """What to do about a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"


def verdict(matches: Sequence[Match]) -> Verdict:
    """ANSWER with the first match, CLARIFY among `candidates`, or UNKNOWN.

    Takes them best first and at least two where there are two: the lead over the runner-up counts.
    """
    if not matches or matches[0].confidence < matches[0].cut.known:
        return Verdict.UNKNOWN
    best, *others = matches
    runner_up = others[0] if others else None
    if best.exact:
        return Verdict.CLARIFY if runner_up and runner_up.exact else Verdict.ANSWER
    lead = best.confidence - (runner_up.confidence if runner_up else 0.0)
    is_sure = best.confidence >= best.cut.answer and lead >= best.cut.margin
    return Verdict.ANSWER if is_sure else Verdict.CLARIFY


def candidates(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those worth naming in "did you mean"."""
    return tuple(match for match in matches if match.confidence >= match.cut.known / 3)
