"""Which rooms does the console have, and which of them does this member of staff see?"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request
from flask_login import current_user

from bot.web import permissions
from bot.web.language import say as _


@dataclass(frozen=True, slots=True)
class Room:
    """One door in the rail: the endpoint it opens on, its icon, and its name in the reader's language."""

    endpoint: str
    icon: str
    name: Callable[[], str]

    @property
    def is_here(self) -> bool:
        """Is the page being shown one of this room's? Endpoints of a room share their blueprint."""
        blueprint = self.endpoint.split(".")[0]
        return request.blueprint == blueprint


# In the order of a day's work. A room of its own is a blueprint of its own.
ROOMS = (
    Room("console.lists", "chat-dots", lambda: _("Chats")),
    Room("cases.lists", "clipboard-check", lambda: _("Cases")),
    Room("numbers.page", "bar-chart-line", lambda: _("Numbers")),
    Room("campaigns.index", "megaphone", lambda: _("Broadcasts")),
    Room("system.page", "activity", lambda: _("System")),
)


def rooms() -> list[Room]:
    """Those this person may enter; the permission table alone decides."""
    return [
        room
        for room in ROOMS
        if room.endpoint in current_app.view_functions
        and current_user.role in permissions.TABLE.get(room.endpoint, frozenset())
    ]
