"""Writing an article: a draft that customers do not see, saved as often as wanted."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.media import public_base
from bot.store import articles, audit, drafts, pins, unanswered
from bot.store.database import Connection
from bot.store.pins import Pin
from bot.web.answers import trial
from bot.web.answers.blueprint import SLUG, answers
from bot.web.answers.bubbles import slots
from bot.web.answers.chat import asked_in_chat, chat, chat_kept
from bot.web.answers.form import Form, place_of, problems, read, unshown
from bot.web.answers.keep import EMPTY, name_fault
from bot.web.answers.seen import seen_of, sent
from bot.web.answers.shelf import Entry, entries, entry, with_drafts
from bot.web.answers.shown import phones
from bot.web.answers.slug import free
from bot.web.answers.warned import warnings
from bot.web.desk import desk
from bot.web.language import LANGUAGES
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import clean, whole
from faq.answer import CARDS, readable
from faq.article import ANSWER_UNITS, PHRASING, TITLE_GRAPHEMES
from faq.english import is_english
from faq.normalize import normalize
from faq.replay import broken

Answer = Response | str | tuple[str, int]

_VERSIONS = 30


@answers.get("/new")
def new() -> Answer:
    """An empty article, perhaps with the words a customer used."""
    return _page(Form(_with_words(EMPTY)), None)


@answers.post("/new")
def create() -> Answer:
    """A new draft."""
    typed = read(EMPTY)
    if typed.is_moved:
        return _page(typed, None)
    with desk().database.reading() as db:
        if not typed.values["slug"]:
            typed.values["slug"] = free("", {*drafts.every(db), *articles.known_slugs(db)})
            typed.problems.pop("slug", None)
        slug = typed.values["slug"]
        fault = name_fault(slug, entry(db, slug))
    if fault:
        typed.problems["slug"] = fault
        return _page(typed, None), 422
    return _save(slug, typed, None)


@answers.get(f"/{SLUG}")
def edit(slug: str) -> Answer:
    """The draft, or what is published; with the words a customer used where a link brings them."""
    found = _found(slug)
    values = _with_words(found.values or EMPTY | {"slug": slug})
    is_written = found.draft is not None and not found.draft.is_removal
    return _page(Form(values, seen_of(found), problems(values) if is_written else {}), found)


@answers.post(f"/{SLUG}")
def save(slug: str) -> Answer:
    """Kept as a draft, whole or not; what cannot be published yet is said beside its field."""
    with desk().database.reading() as db:
        found = entry(db, slug)
    typed = read(found.values if found and found.values else EMPTY | {"slug": slug})
    if found is None:
        return _thrown_away(typed)
    return _page(typed, found) if typed.is_moved else _save(slug, typed, found)


def _save(slug: str, typed: Form, found: Entry | None) -> Answer:
    here = desk()
    if found and found.live and not found.draft and typed.values == found.live.values:
        flash(_("Nothing was changed."), "done")
        return redirect(url_for("answers.edit", slug=slug, chat=chat_kept()), 303)
    now, is_saved = here.clock.now(), False
    with here.database.transaction() as db:
        if typed.seen.is_now(found):
            is_saved = drafts.save(db, slug, typed.values, typed.seen.version, now, me().id)
        if is_saved:
            said = audit.changes(found.values if found else {}, typed.values) or "as it was"
            audit.note(db, now, "article.written", f"{slug}: {said}", me().id)
    if not is_saved:
        return _overtaken(slug, typed)
    said = _("Kept as a draft. Customers get it once you “Try and publish”.")
    if typed.problems:
        said = _("Kept as a draft. Before it can be published, see what is marked below.")
    else:
        _begin_to_learn(slug)
    flash(said, "done")
    # Who works by keyboard, or hears the page, goes on at the first thing to mend.
    there = place_of(typed.problems)
    return redirect(url_for("answers.edit", slug=slug, chat=chat_kept(), _anchor=there), 303)


def _begin_to_learn(slug: str) -> None:
    """Whoever keeps a draft that is whole looks next at what publishing it would change."""
    with desk().database.reading() as db:
        shelf = entries(db)
    trial.learn(with_drafts(shelf, [slug]))


def _overtaken(slug: str, typed: Form) -> Answer:
    """Somebody saved meanwhile: what was typed stays, and saving again is a decision."""
    with desk().database.reading() as db:
        found = entry(db, slug)
    if found is None:
        return _thrown_away(typed)
    by = found.draft.agent if found.draft else None
    flash(
        _(
            "%(name)s changed this article while you were writing. Yours is still below; "
            "saving again replaces theirs.",
            name=by or _("Somebody"),
        ),
        "problem",
    )
    return _page(Form(typed.values, seen_of(found), typed.problems, is_overtaken=True), found), 409


def _thrown_away(typed: Form) -> Answer:
    """Somebody threw away the draft of an article that is not published; what was typed stays."""
    flash(
        _(
            "Somebody threw this draft away while you were writing. Yours is still below; "
            "keep it to begin anew."
        ),
        "problem",
    )
    return _page(Form(typed.values, problems=typed.problems, is_overtaken=True), None), 409


@answers.post(f"/{SLUG}/drop")
def drop(slug: str) -> Answer:
    """The draft is thrown away; what is published stays. Questions it was begun with are open again."""
    here, seen = desk(), sent()
    with here.database.transaction() as db:
        is_gone = seen.version > 0 and seen.is_now(entry(db, slug)) and drafts.drop(db, slug, seen.version)
        if is_gone:
            live = articles.one(db, slug)
            unanswered.reopen(db, slug, live.at if live else None)
            audit.note(db, here.clock.now(), "article.draft_dropped", slug, me().id)
            if entry(db, slug) is None:  # else its pins would refuse every publication, and have no page
                _note_unpinned(db, pins.unpin_all(db, slug))
    if not is_gone:
        flash(_("Somebody changed it meanwhile. Look again first."), "problem")
    return redirect(url_for("answers.edit", slug=slug) if _is_there(slug) else url_for("answers.index"), 303)


@answers.post(f"/{SLUG}/remove")
def remove(slug: str) -> Answer:
    """A draft that takes the article away, once it is published."""
    found, here, seen = _found(slug), desk(), sent()
    now, is_saved = here.clock.now(), False
    with here.database.transaction() as db:
        if seen.is_now(found):
            is_saved = drafts.save(db, slug, {}, seen.version, now, me().id)
        if is_saved:
            audit.note(db, now, "article.removal_written", slug, me().id)
    if not is_saved:
        flash(_("Somebody changed it meanwhile. Look again first."), "problem")
    return redirect(url_for("answers.edit", slug=slug), 303)


@answers.post(f"/{SLUG}/pin")
def pin(slug: str) -> Answer:
    """A question that this article must answer, whatever is published."""
    here, question = desk(), clean(request.form.get("question", ""))
    _found(slug)
    fault = _pin_fault(question)
    if not fault:
        with here.database.transaction() as db:
            pins.pin(db, question, slug, here.clock.now(), me().id)
            audit.note(db, here.clock.now(), "article.pinned", f"{slug}: {question}", me().id)
        if _is_lost(question, slug):
            fault = _(
                "Pinned. As things are the bot answers it otherwise, or not at all: what is published "
                "next must mend that."
            )
    if fault:
        flash(fault, "problem")
    # What is wrong is said at the top of the page.
    return redirect(url_for("answers.edit", slug=slug, _anchor=None if fault else "pins"), 303)


def _pin_fault(question: str) -> str:
    if not 0 < len(question) <= PHRASING:
        return _("Write the question, at most %(most)s characters.", most=PHRASING)
    if not normalize(question):
        return _("Emoji and signs alone cannot be pinned: no article ever answers them.")
    return ""


def _is_lost(question: str, slug: str) -> bool:
    """Does what is published answer it otherwise? As it is kept: this process may not answer from it yet."""
    with desk().database.reading() as db:
        published = articles.published(db)
    corpus = trial.corpus_soon(published, is_asked_again=False)
    return corpus is not None and bool(broken([(question, slug)], corpus))


@answers.post(f"/{SLUG}/unpin")
def unpin(slug: str) -> Answer:
    """The question may change its answer again."""
    here, pin_id = desk(), whole(request.form.get("pin"))
    if pin_id is not None:
        with here.database.transaction() as db:
            if gone := pins.unpin(db, pin_id):
                _note_unpinned(db, [gone])
    there = url_for("answers.edit", slug=slug, _anchor="pins")
    return redirect(there if _is_there(slug) else url_for("answers.preview"), 303)


def _note_unpinned(db: Connection, gone: Sequence[Pin]) -> None:
    for each in gone:
        audit.note(db, desk().clock.now(), "article.unpinned", f"{each.slug}: {each.question}", me().id)


def _found(slug: str) -> Entry:
    with desk().database.reading() as db:
        found = entry(db, slug)
    if found is None:
        abort(404)
    return found


def _is_there(slug: str) -> bool:
    with desk().database.reading() as db:
        return entry(db, slug) is not None


def _with_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """The customer's words from the address as one more way to ask, not kept until it is saved."""
    words = clean(request.args.get("words", ""))[:PHRASING]
    if not words:
        return dict(values)
    language = "en" if is_english(words) else "th"
    asked = dict(values.get("questions") or {})
    kept = list(asked.get(language) or [])
    return dict(values) | {"questions": asked | {language: kept if words in kept else [*kept, words]}}


def _page(typed: Form, found: Entry | None) -> str:
    slug = found.slug if found else ""
    with desk().database.reading() as db:
        shelf = entries(db)
        history = articles.history(db, slug, _VERSIONS) if found else []
        pinned = [each for each in pins.every(db) if each.slug == slug] if found else []
        warned = warnings(db, slug, typed.values, shelf)
        asked = asked_in_chat(db)
    return render_template(
        "answers/edit.html",
        typed=typed,
        values=typed.values,
        problems=typed.problems,
        unshown=unshown(typed.problems),
        now_seen=seen_of(found),
        found=found,
        topics=sorted({each.values.get("topic") for each in shelf.values() if each.values.get("topic")}),
        history=[(row, json.loads(row.content) if row.content else None) for row in history],
        published=found.live.values if found and found.live else None,
        pinned=pinned,
        readable=readable,
        warned=warned,
        chat=chat(),
        asked=asked,
        older={row.id: before for row, before in pairwise(history)},
        others=[code for code in (typed.values.get("answer") or {}) if code not in LANGUAGES],
        slots={code: slots(code, (typed.values.get("answer") or {}).get(code)) for code in LANGUAGES},
        phones=phones(typed.values),
        may_attach=public_base(desk().settings) is not None,
        slugs=[each for each in shelf if each != slug],
        answer_units=ANSWER_UNITS,
        most_cards=CARDS,
        title_graphemes=TITLE_GRAPHEMES,
    )
