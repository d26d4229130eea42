"""Unanswered questions as groups of the same thing: how many, what they cost, whether it was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.store import unanswered as rows
from bot.store.database import AnyRow, Connection
from bot.store.unanswered import Decision
from bot.web.desk import desk
from faq import language_of
from faq.clusters import Clusters, clusters

EXAMPLES = 5
_GROWN = 2  # times the volume that was decided about, from which on it is asked again
_GROWN_LEAST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same thing, the most typical first.

    `minutes` are those people spent in the sessions it was asked in; `again` how often it was asked since the
    decision.
    """

    asked: tuple[AnyRow, ...]
    handed: int
    minutes: int
    decision: Decision | None = None
    again: int = 0

    @property
    def words(self) -> str:
        """The most typical way to ask."""
        return " ".join(self.asked[0].text.split())

    @property
    def examples(self) -> list[AnyRow]:
        """Other ways to ask, each once."""
        told = {" ".join(each.text.split()): each for each in reversed(self.asked)}
        told.pop(self.words, None)
        return list(reversed(told.values()))[:EXAMPLES]

    @property
    def last_at(self) -> int:
        """When it was asked last."""
        return max(int(each.happened_at) for each in self.asked)

    @property
    def cost(self) -> int:
        """Volume × what one of them costs: a minute of the customer's, and those of people."""
        return len(self.asked) + self.minutes

    @property
    def is_open(self) -> bool:
        """Nothing was decided, or it has grown so much since that it is to be decided again."""
        grown = max(_GROWN_LEAST, _GROWN * self.decision.volume) if self.decision else 0
        return self.again >= grown


@dataclass(frozen=True, slots=True)
class Wish:
    """Which groups: asked since then, in this language, at least so often."""

    since: int
    language: str = ""
    least: int = 1


def gathered(db: Connection, wish: Wish) -> tuple[list[Group], list[Group]]:
    """The open ones, the costliest first; and those that were decided, the newest decision first."""
    asked = [each for each in rows.newest(db, wish.since) if _fits(each.text, wish.language)]
    spent = rows.people_time(db, asked)
    known = rows.decisions(db)
    shop = desk().corpus.current.articles
    phrasings = tuple(text for each in shop.values() for texts in each.questions.values() for text in texts)
    found = _clustered(tuple(each.text for each in asked), tuple(each.words for each in known), phrasings)
    groups = [_group([asked[at] for at in places], spent, None) for places in found.new]
    decided = [
        _group([asked[at] for at in places], spent, decision)
        for places, decision in zip(found.known, known, strict=True)
        if places
    ]
    often = [each for each in (*groups, *decided) if each.is_open and len(each.asked) >= wish.least]
    often.sort(key=lambda each: (-each.cost, -each.last_at, each.words))
    return often, [each for each in decided if not each.is_open]


@lru_cache(maxsize=1)
def _clustered(texts: tuple[str, ...], known: tuple[tuple[str, ...], ...], shop: tuple[str, ...]) -> Clusters:
    """The next page of the same list need not be reckoned again."""
    return clusters(texts, known, shop)


def _fits(text: str, language: str) -> bool:
    if not language:
        return True
    spoken = language_of(text)
    return spoken == language if language != "other" else spoken not in ("th", "en")


def _group(asked: Sequence[AnyRow], spent: dict[int, int], decision: Decision | None) -> Group:
    sessions = {each.session_id for each in asked} & spent.keys()
    minutes = round(sum(spent[each] for each in sessions) / 60_000)
    again = sum(each.happened_at > decision.at for each in asked) if decision else 0
    return Group(tuple(asked), len(sessions), minutes, decision, again)
