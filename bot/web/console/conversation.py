"""One conversation: what was said, by whom, what became of it, and what can be done now."""

from flask import abort, render_template

from bot.web.console.blueprint import CONVERSATION, console
from bot.web.console.screen import Screen, look


@console.get(f"/c/{CONVERSATION}")
def thread(conversation_id: int) -> str:
    """List, thread and customer side by side."""
    return whole(_found(look(conversation_id)))


@console.get(f"/c/{CONVERSATION}/thread")
def thread_part(conversation_id: int) -> str:
    """The thread alone, for a screen that stays open."""
    return part(_found(look(conversation_id, has_list=False)))


def whole(screen: Screen) -> str:
    """The page."""
    return render_template("console/screen.html", screen=screen)


def part(screen: Screen) -> str:
    """The thread and what stands beside it."""
    return render_template("console/_thread.html", screen=screen)


def _found(screen: Screen | None) -> Screen:
    if screen is None:
        abort(404)
    return screen
