"""To whom can a conversation be passed, how busy are they, and what can it have been about?"""

from dataclasses import dataclass

from bot.store import presence, queue, teams
from bot.store.database import Connection
from bot.store.presence import Colleague
from bot.web import language
from bot.web.desk import desk


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A team, who of it is online, and how many wait in its line."""

    id: int
    name: str
    online: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Hands:
    """Everybody's names, who and which team it could go to, and (slug, title) of what it can be about."""

    names: list[str]
    people: list[Colleague]
    teams: list[TeamLoad]
    topics: list[tuple[str, str]]


def hands(db: Connection, people: list[Colleague], but: int | None) -> Hands:
    """Those who are not `but`, the ones with room first; teams with their lines."""
    others = sorted((each for each in people if each.id != but), key=_by_readiness)
    online = {each.id for each in people if each.presence == presence.ONLINE}
    lines = queue.waiting_by_team(db)
    loads = [
        TeamLoad(each.id, each.called(language.chosen()), len(each.members & online), lines.get(each.id, 0))
        for each in teams.every(db)
    ]
    return Hands([each.name for each in people], others, loads, topics())


def topics() -> list[tuple[str, str]]:
    """(slug, title) of what the shop knows, by title."""
    articles = desk().corpus.current.articles.values()
    named = ((each.slug, each.title_in(language.chosen())) for each in articles)
    return sorted(named, key=lambda one: one[1])


def _by_readiness(each: Colleague) -> tuple[bool, bool, int, str]:
    return (not each.is_ready, each.presence != presence.ONLINE, each.load, each.name)
