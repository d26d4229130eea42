"""Who serves whom next? The oldest in line first, and among those who can the least busy, longest idle.

Nobody is held up by somebody in front whom no one can serve just now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.changing import replace


@dataclass(frozen=True, slots=True)
class Crew:
    """A team as this rule sees it. No topics: it serves every topic; no languages: every language."""

    id: int
    topics: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    members: frozenset[int] = frozenset()

    def serves(self, topics: frozenset[str], language: str) -> bool:
        """Is a question about one of these, in this language, theirs?"""
        return (not self.topics or bool(self.topics & topics)) and (
            not self.languages or language in self.languages
        )


@dataclass(frozen=True, slots=True)
class Server:
    """One person. `capacity`: conversations at once, None without limit; `assigned_at`: last given one."""

    id: int
    name: str
    is_online: bool
    load: int
    capacity: int | None
    assigned_at: int = 0

    @property
    def is_ready(self) -> bool:
        """Here, and with room."""
        return self.is_online and (self.capacity is None or self.load < self.capacity)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits. `team_id`: handed to this team; `last_agent_id`: who served them before;
    `passed_by`: who had them in this wait and did not answer.
    """

    id: int
    since: int
    priority: int = 0
    topics: frozenset[str] = frozenset()
    language: str = "th"
    team_id: int | None = None
    last_agent_id: int | None = None
    passed_by: int | None = None


def team_for(topics: frozenset[str], language: str, crews: Sequence[Crew]) -> int | None:
    """The team that names the topic; None when none does, or several do."""
    named = [each.id for each in crews if each.topics & topics and each.serves(topics, language)]
    return named[0] if len(named) == 1 else None


def skilled(waiting: Waiting, crews: Sequence[Crew]) -> frozenset[int] | None:
    """Who may serve this contact; None: everybody, because no team claims the question."""
    crew = next((each for each in crews if each.id == waiting.team_id), None)
    if crew is not None:
        return crew.members
    serving = [each for each in crews if each.serves(waiting.topics, waiting.language)]
    return frozenset().union(*(each.members for each in serving)) if serving else None


def choose(waiting: Waiting, servers: Iterable[Server], crews: Sequence[Crew]) -> Server | None:
    """Online, skilled, with room; whoever knows them already, else the least busy, then the longest idle.

    Who did not answer in this wait gets it again only where nobody else is here: else it would wait for ever.
    """
    allowed = skilled(waiting, crews)
    here = [each for each in servers if each.is_online and (allowed is None or each.id in allowed)]
    others = [each for each in here if each.id != waiting.passed_by]
    return min(
        (each for each in others or here if each.is_ready),
        key=lambda each: (each.id != waiting.last_agent_id, each.load, each.assigned_at, each.id),
        default=None,
    )


def plan(
    line: Iterable[Waiting], servers: Iterable[Server], crews: Sequence[Crew], now: int
) -> list[tuple[Waiting, Server]]:
    """Whom to give to whom now: priority first, then the longest waiting, as long as somebody has room."""
    staff = {each.id: each for each in servers}
    given: list[tuple[Waiting, Server]] = []
    for waiting in sorted(line, key=lambda each: (-each.priority, each.since, each.id)):
        chosen = choose(waiting, staff.values(), crews)
        if chosen is not None:
            given.append((waiting, chosen))
            staff[chosen.id] = replace(chosen, load=chosen.load + 1, assigned_at=now)
    return given
