"""Why was this answered, asked back, or not known? For the person who mends the articles.

A word counts by what is lost without it, so the account stays true whatever the matcher learns by.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import regex

from faq.calibrate import Cut
from faq.courtesy import is_vague
from faq.matching import Match, Verdict, verdict

_CLUSTERS: Final = regex.compile(r"[เ-ไ]?\X")  # a vowel written before its consonant stays with it
_LONG: Final = 10  # letters without a space, from which on a stretch is looked at letter by letter
_GROUP: Final = 2  # letters taken out at once there
_MOST: Final = 80  # stretches tried; a long story is looked at in larger ones
_CHUNK: Final = re.compile(r"\S+")


class Why(Enum):
    """What decided."""

    EXACT = "exact"  # word for word one article's phrasing
    SHARED = "shared"  # word for word the phrasing of several
    SURE = "sure"  # sure enough, and far enough ahead
    UNSURE = "unsure"  # known, but not sure enough to answer
    CLOSE = "close"  # sure enough, but another is nearly as likely
    VAGUE = "vague"  # asks without saying about what
    STRANGE = "strange"  # below the confidence from which on articles are named
    EMPTY = "empty"  # no letters, or nothing published to compare them with


@dataclass(frozen=True)
class Stretch:
    """A piece of the question. The shares of all stretches sum to 1 where anything counted.

    `known` is how much of it some phrasing holds, 0 to 1; `against` says that the best article would have
    been likelier without it.
    """

    text: str
    share: float
    known: float
    against: bool


@dataclass(frozen=True)
class Explanation:
    """The account of one question: `told` is what was compared, in the reading that `stretches` make up."""

    verdict: Verdict
    why: Why
    matches: tuple[Match, ...]  # best first; the first is the article, the others the runners-up
    lead: float
    cut: Cut
    told: str
    known: float
    is_other_layout: bool  # it was read as typed on the other keyboard
    stretches: tuple[Stretch, ...]
    line: str = ""  # of its answer, if the words of its answer counted; the one that counted most

    @property
    def counted(self) -> tuple[Stretch, ...]:
        """The stretches that spoke for the best article, the weightiest first."""
        spoke = [each for each in self.stretches if each.share > 0]
        return tuple(sorted(spoke, key=lambda each: -each.share))


def explained(
    matches: tuple[Match, ...],
    cut: Cut,
    told: str,
    known: float,
    is_other_layout: bool,
    held: Callable[[str], float],
    score_of: Callable[[str], float],
) -> Explanation:
    """From what was found. `held` and `score_of` look at any words: how much of them phrasings hold, and how
    much speaks for the best article."""
    best = matches[0].confidence if matches else 0.0
    lead = best - (matches[1].confidence if len(matches) > 1 else 0.0)
    return Explanation(
        verdict(matches),
        _why(matches, lead, is_vague(told)),
        matches,
        lead,
        cut,
        told,
        known,
        is_other_layout,
        _weighed(told, held, score_of) if matches else (),
    )


def _why(matches: Sequence[Match], lead: float, asks_of_nothing: bool) -> Why:
    if not matches:
        return Why.EMPTY
    best = matches[0]
    if best.exact:
        return Why.SHARED if verdict(matches) is Verdict.CLARIFY else Why.EXACT
    if best.confidence < best.cut.known:
        return Why.STRANGE
    if asks_of_nothing:
        return Why.VAGUE
    if best.confidence < best.cut.answer:
        return Why.UNSURE
    return Why.CLOSE if lead < best.cut.margin else Why.SURE


def _weighed(
    told: str, held: Callable[[str], float], score_of: Callable[[str], float]
) -> tuple[Stretch, ...]:
    whole = score_of(told)
    parts = [_Part(start, end, whole - score_of(told[:start] + told[end:])) for start, end in _cuts(told)]
    spoke = sum(each.lost for each in parts if each.lost > 0) or 1.0
    return tuple(
        Stretch(text, max(0.0, each.lost) / spoke, held(text), each.lost < 0)
        for each in _joined(parts)
        for text in (told[each.start : each.end],)
    )


@dataclass(frozen=True)
class _Part:
    """From where to where, and what was lost without it."""

    start: int
    end: int
    lost: float


def _cuts(told: str) -> Iterator[tuple[int, int]]:
    """Words where there are spaces; a few letters at a time where a stretch has none."""
    at_once = max(_GROUP, len(told) // _MOST)
    for chunk in _CHUNK.finditer(told):
        if chunk.group().isascii() or len(chunk.group()) < _LONG:
            yield chunk.span()
            continue
        ends = [chunk.start() + each.end() for each in _CLUSTERS.finditer(chunk.group())]
        start = chunk.start()
        for end in [*ends[at_once - 1 : -1 : at_once], ends[-1]]:
            yield start, end
            start = end


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Neighbours with no space between that count about alike become one."""
    most = max((each.lost for each in parts), default=0.0)
    found: list[_Part] = []
    for each in parts:
        last = found[-1] if found else None
        if last and last.end == each.start and _level(last, most) == _level(each, most):
            found[-1] = _Part(last.start, each.end, last.lost + each.lost)
        else:
            found.append(each)
    return found


def _level(part: _Part, most: float) -> int:
    if part.lost < 0:
        return -1
    return 0 if part.lost < most / 4 else 1
