"""Which icons do the screens use? Taken from the Bootstrap Icons that Bootstrap-Flask ships.

The package's sprite is over a megabyte; a page carries only the few symbols named here.
"""

import re
from functools import cache
from importlib.resources import files

from flask import Flask
from markupsafe import Markup

NAMES = (
    "activity",
    "alarm",
    "arrow-left-right",
    "at",
    "archive",
    "arrow-clockwise",
    "arrow-down",
    "arrow-counterclockwise",
    "arrow-left",
    "arrow-up",
    "arrows-fullscreen",
    "bar-chart-line",
    "bell",
    "bookmark",
    "box-arrow-right",
    "box-arrow-up-right",
    "broadcast",
    "calendar-event",
    "camera-video",
    "card-text",
    "cash-coin",
    "chat-dots",
    "chat-left-text",
    "check-circle",
    "check2",
    "check2-circle",
    "chevron-left",
    "chevron-right",
    "clipboard-check",
    "clock",
    "clock-history",
    "collection",
    "dash-lg",
    "door-open",
    "download",
    "emoji-smile",
    "exclamation-circle",
    "exclamation-triangle",
    "eye",
    "file-earmark",
    "flag",
    "funnel",
    "gear",
    "geo-alt",
    "graph-up",
    "hand-index-thumb",
    "headset",
    "hourglass",
    "hourglass-split",
    "image",
    "inbox",
    "info-circle",
    "journal-text",
    "keyboard",
    "lightbulb",
    "link-45deg",
    "list-check",
    "lock",
    "megaphone",
    "mic",
    "paperclip",
    "pause-circle",
    "pencil",
    "people",
    "person-circle",
    "person-raised-hand",
    "person-slash",
    "play-circle",
    "plus-lg",
    "question-circle",
    "reply",
    "robot",
    "search",
    "send",
    "shield-check",
    "slash-circle",
    "sliders",
    "star",
    "sticky",
    "stop-circle",
    "tag",
    "tags",
    "telephone",
    "three-dots",
    "translate",
    "trash",
    "upload",
    "wifi-off",
    "x-lg",
    "zoom-in",
    "zoom-out",
)


def install(app: Flask) -> None:
    """`icon('send')` in templates, and `icon_sprite()` once per page."""
    app.jinja_env.globals.update(icon=icon, icon_sprite=sprite)


def icon(name: str) -> Markup:
    """One icon, decorative: the words beside it, or the control's label, say what it means."""
    if name not in NAMES:
        raise KeyError(name)
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>').format(
        name
    )


@cache
def sprite() -> Markup:
    """The symbols themselves, hidden, once per page."""
    path = files("flask_bootstrap").joinpath("static", "bootstrap5", "icons", "bootstrap-icons.svg")
    shipped = path.read_text("utf-8")
    symbols = [_symbol(shipped, name) for name in NAMES]
    return Markup('<svg class="icon-sprite" aria-hidden="true">{}</svg>').format(Markup("").join(symbols))


def _symbol(shipped: str, name: str) -> Markup:
    found = re.search(rf'<symbol class="[^"]*" viewBox="([^"]*)" id="{name}">(.*?)</symbol>', shipped)
    if found is None:
        raise LookupError(f"Bootstrap Icons has no {name}")
    return Markup('<symbol id="i-{}" viewBox="{}">{}</symbol>').format(
        name,
        found[1],
        Markup(found[2]),  # noqa: S704 – shipped with the package, not typed by anyone
    )
