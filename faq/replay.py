"""What would change for questions people really asked, if these articles were published?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from faq.article import Article
from faq.corpus import Corpus
from faq.matching import Match, Verdict, verdict


class Change(StrEnum):
    """What becomes of one question, the ones to look at first."""

    NO_LONGER = "no_longer"  # was answered, is not known any more
    AMBIGUOUS = "ambiguous"  # was answered, is asked back
    CHANGED = "changed"  # is answered with something else
    NOW = "now"  # was not answered, is now


@dataclass(frozen=True, slots=True)
class Changed:
    """One question, how often it was asked, and the articles that answered and would answer it."""

    text: str
    times: int
    change: Change
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A pinned question that would not be answered by its article; `got` would answer it, if anything."""

    question: str
    slug: str
    got: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """`asked` counts askings, not different questions; `unknown_before` and `unknown_after` of them fail."""

    asked: int
    changes: tuple[Changed, ...]
    answered_before: int
    answered_after: int
    unknown_before: int
    unknown_after: int

    def of(self, change: Change) -> tuple[Changed, ...]:
        """Those of one kind, the most asked first."""
        return tuple(each for each in self.changes if each.change is change)

    def times(self, change: Change) -> int:
        """How many askings that is."""
        return sum(each.times for each in self.of(change))


def replay(asked: Mapping[str, int], before: Corpus, after: Corpus) -> Replay:
    """`asked`: {question: how often}. Pure; a question takes two matches."""
    counts = dict.fromkeys(("answered_before", "answered_after", "unknown_before", "unknown_after"), 0)
    changes = []
    for text, times in asked.items():
        was, would = _outcome(before.match(text)), _outcome(after.match(text))
        for name, (said, _) in (("before", was), ("after", would)):
            counts[f"answered_{name}"] += times * (said is Verdict.ANSWER)
            counts[f"unknown_{name}"] += times * (said is Verdict.UNKNOWN)
        change = _change(was, would)
        if change:
            changes.append(Changed(text, times, change, _slug(was), _slug(would)))
    changes.sort(key=lambda each: (list(Change).index(each.change), -each.times, each.text))
    return Replay(sum(asked.values()), tuple(changes), **counts)


def broken(pins: Iterable[tuple[str, str]], corpus: Corpus) -> tuple[Broken, ...]:
    """`pins`: (question, slug of the article that must answer it)."""
    found = []
    for question, slug in pins:
        got = _slug(_outcome(corpus.match(question)))
        if got != slug:
            found.append(Broken(question, slug, got))
    return tuple(found)


_Outcome = tuple[Verdict, Article | None]


def _outcome(matches: tuple[Match, ...]) -> _Outcome:
    said = verdict(matches)
    return said, matches[0].article if said is Verdict.ANSWER else None


def _slug(outcome: _Outcome) -> str | None:
    article = outcome[1]
    return article.slug if article else None


def _change(was: _Outcome, would: _Outcome) -> Change | None:
    if was[1] is None:
        return Change.NOW if would[1] else None
    if would[1] is None:
        return Change.NO_LONGER if would[0] is Verdict.UNKNOWN else Change.AMBIGUOUS
    is_same = was[1].slug == would[1].slug and was[1].answer == would[1].answer
    return None if is_same else Change.CHANGED
