"""What does a letter group tell about the article that is meant?

Articles and their phrasings go by number here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import log
from typing import Final, NamedTuple

RARE: Final = 24  # articles; a letter group that more of them use says little about which is meant
DIGITS: Final = 9  # sets are summed in any order: the last digits differ from process to process
EPSILON: Final = 1e-9


class Group(NamedTuple):
    """One letter group: what it tells at all, which phrasings hold it, and what it tells for each article."""

    tells: float
    holders: dict[int, tuple[int, ...]]
    votes: dict[int, float]
    largest: float  # of the votes


def unseen(articles: int) -> float:
    """What a group tells that nobody uses: as much as the most telling, for it is of an unknown subject."""
    return log(1 + articles) ** 2


def groups_of(articles: Sequence[Iterable[Iterable[str]]]) -> dict[str, Group]:
    """All letter groups, given those of each phrasing of each article."""
    holders: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for article, phrasings in enumerate(articles):
        for phrasing, grams in enumerate(phrasings):
            for gram in grams:
                holders[gram][article].append(phrasing)
    return {gram: _group(held, len(articles)) for gram, held in holders.items()}


def _group(held: dict[int, list[int]], articles: int) -> Group:
    """The fewer articles use it the more it tells, shared among them by how often they use it."""
    tells = log(1 + articles / len(held)) ** 2
    uses = sum(map(len, held.values()))
    votes = {article: tells * len(phrasings) / uses for article, phrasings in held.items()}
    holders = {article: tuple(phrasings) for article, phrasings in held.items()}
    return Group(tells, holders, votes, max(votes.values()))


def leading(groups: Iterable[Group], names: Sequence[str], most: int) -> list[tuple[int, float]]:
    """The articles that these groups point to, and their votes for them, most first, then by name."""
    votes = [0.0] * len(names)
    common: list[Group] = []
    for group in groups:
        if len(group.votes) > RARE:
            common.append(group)
        else:
            for at, vote in group.votes.items():
                votes[at] += vote
    _add_common(votes, common, most)
    ahead = nlargest(most, filter(None, votes))
    least = ahead[-1] - EPSILON if ahead else 0.0
    found = [(-round(vote, DIGITS), names[at], at) for at, vote in enumerate(votes) if vote and vote >= least]
    return [(at, votes[at]) for _, _, at in sorted(found)[:most]]


def _add_common(votes: list[float], common: list[Group], most: int) -> None:
    """The votes of groups that many articles use, for those articles that may be among the first `most`.

    They tell little and cost most: rarer ones first, and only for articles still within reach of the first.
    """
    common.sort(key=lambda group: len(group.votes))
    to_come = sum([group.largest for group in common])
    near: Iterable[int] | None = None
    for done, group in enumerate(common):
        if near is None and done % 4 == 0:
            near = _within_reach(votes, to_come, most)
        to_come -= group.largest
        for at in near or group.votes:
            votes[at] += group.votes.get(at, 0.0)


def _within_reach(votes: list[float], to_come: float, most: int) -> list[int] | None:
    """Those that can still be among the first `most`; None where an article without a vote yet can be."""
    ahead = nlargest(most, votes)
    if len(ahead) < most or ahead[-1] <= to_come + EPSILON:
        return None
    return [at for at, vote in enumerate(votes) if vote + to_come >= ahead[-1] - EPSILON]
