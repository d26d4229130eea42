"""What needs me: waiting, mine, with the bot, all."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.web.console.blueprint import console
from bot.web.console.screen import look


@console.get("/")
def home() -> Response:
    """The desk opens on who is waiting."""
    return redirect(url_for("console.lists"))


@console.get("/c/")
def lists() -> str:
    """A list, and no conversation yet."""
    return render_template("console/screen.html", screen=look())


@console.get("/c/list")
def list_part() -> str:
    """The list alone, for a screen that stays open; `open` marks the row of its thread."""
    screen = look()
    if screen is None:
        abort(404)
    opened = request.args.get("open", "")
    return render_template("console/_list.html", screen=screen, opened=opened)
