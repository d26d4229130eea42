"""Which rooms does the console have, how are they grouped, and who sees which of them?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import current_app, request
from flask_login import current_user

from bot.web import permissions
from bot.web.language import say as _


@dataclass(frozen=True, slots=True)
class Room:
    """One page with a door: the endpoint it opens on, and its name in the reader's language.

    `also`: the room's other endpoints, where it shares its blueprint with rooms of their own.
    """

    endpoint: str
    name: Callable[[], str]
    also: tuple[str, ...] = ()

    def is_entered_by(self, endpoint: str) -> bool:
        """Is this one of the room's own pages, named one by one?"""
        return endpoint == self.endpoint or endpoint in self.also

    @property
    def blueprint(self) -> str:
        """What its pages share, where they are not named one by one."""
        return self.endpoint.split(".")[0]


@dataclass(frozen=True, slots=True)
class Area:
    """Rooms that belong together: one door in the rail, tabs between the rooms inside."""

    icon: str
    name: Callable[[], str]
    rooms: tuple[Room, ...]

    @property
    def door(self) -> Room:
        """The room the rail leads to."""
        return self.rooms[0]

    @property
    def here(self) -> Room | None:
        """The room of the page being shown, when it is in this area."""
        endpoint = request.endpoint or ""
        named = (room for room in self.rooms if room.is_entered_by(endpoint))
        shared = (room for room in self.rooms if room.blueprint == request.blueprint)
        return next(named, None) or next(shared, None)


_ARTICLE_PAGES = ("answers.new", "answers.edit", "answers.compare", "answers.transfer", "answers.take_in")
_TEAM_PAGES = ("staff.team", "staff.add_team", "staff.save_team")

# In the order of a day's work; the first of them are what a phone shows beside "More".
AREAS = (
    Area("chat-dots", lambda: _("Chats"), (Room("console.lists", lambda: _("Chats")),)),
    Area("clipboard-check", lambda: _("Cases"), (Room("cases.lists", lambda: _("Cases")),)),
    Area("headset", lambda: _("Board"), (Room("board.page", lambda: _("Live board")),)),
    Area(
        "journal-text",
        lambda: _("Answers"),
        (
            Room(
                "answers.index",
                lambda: _("Articles"),
                also=_ARTICLE_PAGES,
            ),
            Room("unanswered.page", lambda: _("Unanswered")),
            Room("usefulness.page", lambda: _("Usefulness")),
            Room("answers.tryout", lambda: _("Try a question")),
            Room(
                "answers.preview",
                lambda: _("Publish"),
                also=("answers.publish", "answers.list_publications"),
            ),
            Room("sureness.page", lambda: _("How sure")),
        ),
    ),
    Area("bar-chart-line", lambda: _("Numbers"), (Room("numbers.page", lambda: _("Numbers")),)),
    Area(
        "megaphone",
        lambda: _("Broadcasts"),
        (
            Room("campaigns.index", lambda: _("Broadcasts")),
            Room("campaigns.limits", lambda: _("Limits"), also=("campaigns.set_limits",)),
        ),
    ),
    Area(
        "people",
        lambda: _("Staff"),
        (
            Room("staff.index", lambda: _("People"), also=("staff.one", "staff.invite", "staff.save")),
            Room("staff.team_list", lambda: _("Teams"), also=_TEAM_PAGES),
            Room("audit.page", lambda: _("Changes")),
        ),
    ),
    Area(
        "gear",
        lambda: _("Settings"),
        (
            Room("canned.page", lambda: _("Canned replies"), also=("canned.add", "canned.save")),
            Room("hours.page", lambda: _("Opening hours")),
            Room("hours.routing", lambda: _("Routing and targets"), also=("hours.save_routing",)),
            Room("system.page", lambda: _("System")),
        ),
    ),
)

ON_A_PHONE = 4


def areas() -> list[Area]:
    """Those this person may enter, with their rooms; the permission table alone decides."""
    seen = (replace(area, rooms=tuple(filter(_may_enter, area.rooms))) for area in AREAS)
    return [area for area in seen if area.rooms]


def _may_enter(room: Room) -> bool:
    is_built = room.endpoint in current_app.view_functions
    return is_built and current_user.role in permissions.TABLE.get(room.endpoint, frozenset())
