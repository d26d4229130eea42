"""All articles: what customers get, what is being written, and what waits to be published."""

from collections.abc import Callable

from flask import render_template, request

from bot.store import pins
from bot.web import language
from bot.web.answers.blueprint import answers
from bot.web.answers.shelf import Entry, entries, publishable
from bot.web.desk import desk
from faq.answer import readable
from faq.normalize import normalize

_SHOWN: dict[str, Callable[[Entry], bool]] = {
    "all": lambda each: True,
    "drafts": lambda each: each.draft is not None,
    "one_language": lambda each: len(each.languages()) < len(language.LANGUAGES),
}


@answers.get("/")
def index() -> str:
    """By title; what was typed finds titles, ways to ask and answers alike."""
    view = request.args.get("view", "all")
    shown = _SHOWN.get(view, _SHOWN["all"])
    words = request.args.get("q", "").strip()[:200]
    with desk().database.reading() as db:
        found = entries(db)
        pinned = pins.every(db)
    spoken = language.chosen()
    rows = [each for each in found.values() if shown(each) and _says(each, normalize(words))]
    counts = {name: sum(map(fits, found.values())) for name, fits in _SHOWN.items()}
    per_article = [each.slug for each in pinned]
    return render_template(
        "answers/list.html",
        rows=sorted(rows, key=lambda each: (each.draft is None, each.title_in(spoken).casefold())),
        counts=counts,
        view=view if view in _SHOWN else "all",
        words=words,
        ready=len(publishable(found)),
        pinned={slug: per_article.count(slug) for slug in per_article},
        total=len(found),
    )


def _says(each: Entry, words: str) -> bool:
    if not words:
        return True
    values = each.values
    texts = [each.slug, *(values.get("title") or {}).values()]
    texts += [readable(answer) for answer in (values.get("answer") or {}).values()]
    texts += [text for asked in (values.get("questions") or {}).values() for text in asked]
    return any(words in normalize(text) for text in texts)
