"""What a handler may know about the world at this moment, as plain data."""

from dataclasses import dataclass, field

from faq import Article, Match
from handlers.policy import Policy


@dataclass(frozen=True, slots=True)
class Facts:
    """Gathered before deciding. `ahead` counts who would be, or is, served earlier."""

    now: int
    policy: Policy = field(default_factory=Policy)
    matches: tuple[Match, ...] = ()
    article: Article | None = None
    ahead: int = 0
