"""Articles: written as drafts, tried on real questions, published together, rolled back in one click."""

from flask import Flask

from bot.web.answers import (  # noqa: F401 – their routes
    back,
    compare,
    edit,
    keep,
    lists,
    publish,
    shown,
    transfer,
    tryout,
)
from bot.web.answers.blueprint import answers
from bot.web.answers.slug import SlugConverter


def install(app: Flask) -> None:
    """The rooms, and how their addresses name an article."""
    app.url_map.converters["slug"] = SlugConverter
    app.register_blueprint(answers)
