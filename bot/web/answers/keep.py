"""While an article is typed: kept by itself, never over anybody's words, and looked over at once. JSON."""

from typing import Any

from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from bot.store import audit, drafts
from bot.web.answers.blueprint import SLUG, answers
from bot.web.answers.chat import chat_kept
from bot.web.answers.form import problems, read_texts
from bot.web.answers.seen import Seen, seen_of, sent
from bot.web.answers.shelf import Entry, entries, entry
from bot.web.answers.warned import warnings
from bot.web.console.moments import clock_time
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me

Answer = tuple[Response, int]

EMPTY: dict[str, Any] = {"slug": "", "topic": "", "title": {}, "questions": {}, "answer": {}}
# Pages of this room that would hide an article of their name.
RESERVED = frozenset(
    {"new", "publish", "publications", "try", "files", "shown", "check", "unanswered", "usefulness"}
)


@answers.post("/new/keep")
def begin() -> Answer:
    """A draft of a new article, once it has a short name; from then on it is kept like any other."""
    values = read_texts(EMPTY)
    slug = values["slug"]
    with desk().database.reading() as db:
        fault = name_fault(slug, entry(db, slug) if slug else None)
    if fault:
        return jsonify(said=fault), 422
    return _keep(slug, values, None)


@answers.post(f"/{SLUG}/keep")
def keep(slug: str) -> Answer:
    """Over the version that was read, or not at all: 409 says who was faster."""
    with desk().database.reading() as db:
        found = entry(db, slug)
    if found is None:
        return _thrown_away()
    return _keep(slug, read_texts(dict(found.values) or EMPTY | {"slug": slug}), found)


def _keep(slug: str, values: dict[str, Any], found: Entry | None) -> Answer:
    here, seen = desk(), sent()
    now, before = here.clock.now(), found.draft if found else None
    if not seen.is_now(found):
        return _overtaken(slug)
    if before and before.values == values:
        return _kept(slug, values, seen_of(found))
    if found and before is None and found.live and found.live.values == values:
        return _kept(slug, values, seen_of(found))
    with here.database.transaction() as db:
        is_saved = drafts.save(db, slug, values, seen.version, now, me().id)
        # Once when it begins or changes hands: a line for every pause would bury the others.
        if is_saved and (before is None or before.agent != me().name):
            said = audit.changes(found.values if found else {}, values) or "as it was"
            audit.note(db, now, "article.written", f"{slug}: {said}", me().id)
    if not is_saved:
        return _overtaken(slug)
    return _kept(slug, values, Seen(seen.version + 1, now))


def _kept(slug: str, values: dict[str, Any], now: Seen) -> Answer:
    """`publish`: where it could be published as it is now, if it could."""
    address, is_draft = url_for("answers.edit", slug=slug), now.version > 0
    said = _("Kept as a draft, %(when)s", when=clock_time(now.at or 0)) if is_draft else ""
    is_ready = is_draft and not problems(values)
    publish = url_for("answers.preview", slug=slug, chat=chat_kept()) if is_ready else ""
    return (
        jsonify(version=now.version, read_at=now.at, said=said, slug=slug, address=address, publish=publish),
        200,
    )


def _thrown_away() -> Answer:
    """“Keep as draft” shows what was typed again, and begins it anew."""
    said = _(
        "Somebody threw this draft away while you were writing. Yours is only on this page. “Keep as draft” "
        "shows what to do."
    )
    return jsonify(said=said), 409


def _overtaken(slug: str) -> Answer:
    with desk().database.reading() as db:
        found = entry(db, slug)
    by = found.draft if found else None
    said = _(
        "%(name)s changed this article at %(when)s, while you were writing. Nothing of theirs was replaced; "
        "yours is only on this page. “Keep as draft” shows what to do.",
        name=(by.agent if by else None) or _("Somebody"),
        when=clock_time(by.changed_at) if by else "–",
    )
    return jsonify(said=said, address=url_for("answers.edit", slug=slug)), 409


def name_fault(slug: str, there: Entry | None) -> str:
    """Why a new article cannot have this short name."""
    if fault := problems(EMPTY | {"slug": slug}).get("slug"):
        return fault
    if slug in RESERVED:
        return _("A page of the console has this name. Choose another.")
    if there and there.is_archived:
        return _("An article of this name was taken away. Find it under “Taken away” and write it anew.")
    return _("An article of this name is there already.") if there else ""


@answers.post("/check")
def check() -> Response:
    """What is wrong or doubtful in what is being typed; keeps nothing."""
    slug = request.form.get("of", "")[:64]
    with desk().database.reading() as db:
        shelf = entries(db)
        values = read_texts(shelf[slug].values if slug in shelf else EMPTY | {"slug": slug})
        found = warnings(db, values["slug"], values, shelf)
    return jsonify(
        warnings=[{"said": each.said, "field": each.field, "link": each.link} for each in found],
        problems=problems(values),
    )
