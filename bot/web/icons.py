"""Which icons do the screens use? Taken from the Bootstrap Icons that Bootstrap-Flask ships.

The package's sprite is over a megabyte; a page carries only the few symbols named here.
"""

import re
from functools import cache
from importlib.resources import files

from flask import Flask
from markupsafe import Markup

NAMES = (
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-left",
    "box-arrow-right",
    "chat-dots",
    "chat-left-text",
    "check-circle",
    "check2",
    "check2-circle",
    "chevron-left",
    "chevron-right",
    "clock",
    "clock-history",
    "door-open",
    "exclamation-triangle",
    "exclamation-circle",
    "file-earmark",
    "geo-alt",
    "hand-index-thumb",
    "hourglass-split",
    "image",
    "info-circle",
    "keyboard",
    "mic",
    "people",
    "person-circle",
    "person-raised-hand",
    "person-slash",
    "question-circle",
    "reply",
    "robot",
    "send",
    "slash-circle",
    "emoji-smile",
    "camera-video",
    "translate",
    "wifi-off",
    "x-lg",
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
