"""The web process put together: dependencies passed in by hand, nothing found by itself."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.web import answers, console, media, people, presence, signin
from bot.web.board import board
from bot.web.desk import Desk
from bot.web.health import health
from bot.web.safety import guard
from bot.web.system import system
from bot.web.webhook import webhook


def create_app(desk: Desk) -> Flask:
    """The Flask application over these parts."""
    app = Flask("bot.web", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=desk.settings.secret_key,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.extensions["desk"] = desk
    if desk.settings.trusted_proxies:
        hops = desk.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.register_blueprint(webhook)
    app.register_blueprint(health)
    signin.install(app)
    console.install(app)
    media.install(app)
    presence.install(app)
    people.install(app)
    answers.install(app)
    app.register_blueprint(system)
    app.register_blueprint(board)
    # Asked for by browsers and bookmarks that do not read the page first.
    app.add_url_rule("/favicon.ico", "favicon", lambda: app.send_static_file("mark.svg"))
    guard(app)
    return app
