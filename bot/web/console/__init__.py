"""The agents' console: lists, threads, and the clicks that become events."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from bot.web import cases, icons
from bot.web.console import (  # noqa: F401 – their routes
    actions,
    campaign_acts,
    conversation,
    courtesy,
    helps,
    limits,
    lists,
    looking,
    manifest,
    noting,
    passing,
    routing,
    snoozing,
    speaking,
    stream,
    tagging,
)
from bot.web.console.blueprint import campaigns, console
from bot.web.console.canned import canned
from bot.web.console.hours import hours
from bot.web.console.mending import mending
from bot.web.console.moments import ago, clock_time, day_of, long_when, short_when, when
from bot.web.console.numbers import numbers
from bot.web.console.rooms import ON_A_PHONE, areas
from bot.web.console.sureness import sureness
from bot.web.console.unanswered import unanswered
from bot.web.console.usefulness import usefulness
from bot.web.console.words import until_words, waiting_words, words
from bot.web.late import lateness
from bot.web.topics import topic_name
from handlers.wording import LANGUAGES


def install(app: Flask) -> None:
    """Bootstrap from its package, icons, the words scripts need, and the routes."""
    Bootstrap5(app)
    icons.install(app)
    app.jinja_env.globals.update(spoken=LANGUAGES, words=words, lateness=lateness)
    app.jinja_env.globals.update(areas=areas, on_a_phone=ON_A_PHONE)
    app.jinja_env.filters.update(
        ago=ago,
        clock_time=clock_time,
        day_of=day_of,
        short_when=short_when,
        long_when=long_when,
        when=when,
        until_words=until_words,
        waiting_words=waiting_words,
        topic_name=topic_name,
    )
    app.register_blueprint(console)
    app.register_blueprint(numbers)
    app.register_blueprint(hours)
    app.register_blueprint(campaigns)
    app.register_blueprint(canned)
    app.register_blueprint(sureness)
    app.register_blueprint(mending)
    app.register_blueprint(unanswered)
    app.register_blueprint(usefulness)
    cases.install(app)
