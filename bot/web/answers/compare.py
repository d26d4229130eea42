"""What is different between two versions of an article, or between its draft and what customers get?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request

from bot.store import articles
from bot.store.database import AnyRow
from bot.web.answers.blueprint import SLUG, answers
from bot.web.answers.shelf import Entry, entry
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.typed import whole
from faq.changes import changes

VERSIONS = 100
DRAFT, NOTHING = "draft", "nothing"


@dataclass(frozen=True, slots=True)
class Choice:
    """One side of the comparison: a version by its number, the draft, or nothing at all."""

    name: str
    values: Mapping[str, Any]
    row: AnyRow | None = None


@answers.get(f"/{SLUG}/compare")
def compare(slug: str) -> str:
    """Two of them side by side in time; without a wish, what is new against what was before."""
    old, new = request.args.get("old", ""), request.args.get("new", "")
    with desk().database.reading() as db:
        found = entry(db, slug)
        rows = articles.history(db, slug, VERSIONS)
        named = [whole(each) for each in (old, new)]
        # One that is too old for the list may still be named by an address.
        rows += [
            row
            for each in named
            if each is not None
            and all(each != known.id for known in rows)
            and (row := articles.version(db, slug, each)) is not None
        ]
    if found is None:
        abort(404)
    choices = _choices(found, rows)
    after = next((each for each in choices if each.name == new), choices[0])
    following = choices[choices.index(after) + 1 :] or choices[-1:]
    before = next((each for each in choices if each.name == old), following[0])
    return render_template(
        "answers/compare.html",
        found=found,
        choices=choices,
        old=before,
        new=after,
        sections=changes(before.values, after.values),
        names=section_names(),
        kinds=kind_names(),
    )


def _choices(found: Entry, rows: Sequence[AnyRow]) -> list[Choice]:
    """The newest first; last of all, nothing: what the first version is compared with."""
    versions = [Choice(str(row.id), json.loads(row.content) if row.content else {}, row) for row in rows]
    draft = [Choice(DRAFT, found.draft.values)] if found.draft else []
    return [*draft, *versions, Choice(NOTHING, {})]


def section_names() -> dict[str, str]:
    """Fields of an article as the editor calls them."""
    return {
        "topic": _("Topic"),
        "owner": _("Who looks after it"),
        "review": _("Look again on"),
        "title": _("Title"),
        "questions": _("How customers ask for it"),
        "answer": _("What the bot answers"),
    }


def kind_names() -> dict[str, str]:
    """Parts of an answer that are no plain text."""
    return {"picture": _("picture"), "card": _("card"), "button": _("button"), "alt": _("summary")}
