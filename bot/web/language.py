"""In which language does this request see its screens? Thai or English."""

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext
from flask_login import current_user

from bot.web.desk import desk

LANGUAGES = {"th": "ไทย", "en": "English"}
COOKIE = "language"


def say(words: str, /, **gaps: object) -> str:
    """These words in the language of this request; imported as `_`, which extraction looks for."""
    said: str = gettext(words, **gaps)
    return said


def install(app: Flask) -> None:
    """Flask-Babel with our choice of language; times are shown by bot/web/console/moments.py."""
    Babel(app, default_locale="en", locale_selector=chosen)
    app.context_processor(lambda: {"language": chosen(), "languages": LANGUAGES})


def chosen() -> str:
    """The signed-in person's language, else what this browser asked for, else the shop's."""
    if "language" not in g:
        own = current_user.language if current_user.is_authenticated else ""
        g.language = own or remembered()
    found: str = g.language
    return found


def remembered() -> str:
    """The language without asking the database, which may be the very thing that is down."""
    if has_request_context():
        for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
            if wish in LANGUAGES:
                return wish
    return desk().settings.locale


def use(language: str) -> None:
    """From here on this request speaks that language."""
    g.language = language
