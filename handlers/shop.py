"""What has the shop settled about its people? Hours, targets and routing, for all and for each team."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.assignment import Crew
from handlers.hours import ALWAYS, Hours
from handlers.targets import Targets


@dataclass(frozen=True, slots=True)
class Routing:
    """Are chats given to people, or do people take them? `answer_minutes`: how long they may be silent.

    Off until somebody turns it on: a team that takes what it likes must find nothing changed.
    """

    is_on: bool = False
    answer_minutes: int = 10


ANSWER_BOUNDS = (1, 240)


@dataclass(frozen=True, slots=True)
class Shop:
    """As it stands now. What a team has not settled for itself is as the shop has it."""

    hours: Hours = ALWAYS
    team_hours: Mapping[int, Hours] = field(default_factory=dict)
    targets: Targets = field(default_factory=Targets)
    team_targets: Mapping[int, Targets] = field(default_factory=dict)
    routing: Routing = field(default_factory=Routing)
    crews: tuple[Crew, ...] = ()

    def hours_of(self, team_id: int | None) -> Hours:
        """When this team is here."""
        return self.hours if team_id is None else self.team_hours.get(team_id, self.hours)

    def targets_of(self, team_id: int | None) -> Targets:
        """What this team has promised itself."""
        return self.targets if team_id is None else self.team_targets.get(team_id, self.targets)
