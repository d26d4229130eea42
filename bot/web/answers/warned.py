"""What should whoever writes an article know? Said alike on the page and while typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from bot.store import articles
from bot.store.database import Connection
from bot.web import language
from bot.web.answers import buttons, pictures
from bot.web.answers.bubbles import text_field
from bot.web.answers.shelf import Entry
from bot.web.language import say as _
from faq.conflicts import Conflict, clashes

_MOST = 8


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence, and where it leads; `field` is the bubble it belongs to, "" for a way to ask."""

    said: str
    field: str = ""
    link: str = ""


def warnings(
    db: Connection, slug: str, values: Mapping[str, Any], shelf: Mapping[str, Entry]
) -> list[Warned]:
    """Ways to ask that another article has, or nearly has; then buttons that lead nowhere, and pictures."""
    return [*_clashing(slug, values, shelf), *_dangling(db, slug, values, shelf), *_lost(db, slug, values)]


def _clashing(slug: str, values: Mapping[str, Any], shelf: Mapping[str, Entry]) -> list[Warned]:
    others = {
        each.slug: _phrasings(each.values)
        for each in shelf.values()
        if not (each.draft and each.draft.is_removal)
    }
    found = clashes(slug, _phrasings(values), others)[:_MOST]
    return [_clash(each, slug, shelf) for each in found]


def _phrasings(values: Mapping[str, Any]) -> list[str]:
    return [text for asked in (values.get("questions") or {}).values() for text in asked]


def _clash(each: Conflict, slug: str, shelf: Mapping[str, Entry]) -> Warned:
    mine, theirs = (each.one, each.other) if each.one.slug == slug else (each.other, each.one)
    title = shelf[theirs.slug].title_in(language.chosen())
    if each.is_same:
        said = _(
            "“%(mine)s” asks for “%(title)s” too: the bot will ask which is meant",
            mine=mine.text,
            title=title,
        )
    else:
        said = _(
            "“%(mine)s” is nearly “%(theirs)s”, which asks for “%(title)s”",
            mine=mine.text,
            theirs=theirs.text,
            title=title,
        )
    return Warned(said, link=url_for("answers.edit", slug=theirs.slug))


def _dangling(
    db: Connection, slug: str, values: Mapping[str, Any], shelf: Mapping[str, Entry]
) -> list[Warned]:
    found = buttons.of_draft(slug, values, shelf)
    why = buttons.why(shelf, articles.known_slugs(db))
    return [
        Warned(
            f"{buttons.place_of(each)}: {why(each)}",
            text_field(each.language, each.bubble - 1),
            url_for("answers.edit", slug=each.target) if each.target in shelf else "",
        )
        for each in found
    ]


def _lost(db: Connection, slug: str, values: Mapping[str, Any]) -> list[Warned]:
    found = pictures.of_draft(db, slug, values)
    return [Warned(pictures.said(each), text_field(each.language, each.bubble - 1)) for each in found]
