"""Publishing: the drafts tried on real questions first, then all at once, and one click back."""

import json
import re
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot import corpus
from bot.store import articles, audit, drafts, pins, questions
from bot.store.articles import REASON
from bot.web.answers import trial
from bot.web.answers.blueprint import SLUG, answers
from bot.web.answers.shelf import Entry, entries, publishable, with_drafts
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from faq import Corpus
from faq.article import from_json
from faq.conflicts import Conflict, conflicts
from faq.replay import Broken, Change, broken, replay

Answer = Response | str | tuple[str, int]

REPLAYED = 500
_SHOWN = 12
_CHAT = re.compile(r"(?P<conversation_id>[0-9]{1,18})-(?P<bubble_id>[0-9]{1,18})")


@answers.get("/publish")
def preview() -> Answer:
    """What would change, for questions people really asked and for those that must keep their answer."""
    return _page(request.args.getlist("slug"))


@answers.post("/publish")
def publish() -> Answer:
    """All that were ticked, or none: a pinned question that would lose its answer refuses it."""
    here = desk()
    with here.database.reading() as db:
        revision = articles.revision(db)
        shelf = entries(db)
    wanted = [each for each in publishable(shelf) if each.slug in request.form.getlist("slug")]
    seen = dict(each.rsplit(":", 1) for each in request.form.getlist("seen") if ":" in each)
    if not wanted:
        flash(_("Tick at least one draft."), "problem")
        return redirect(url_for("answers.preview"), 303)
    if any(str(each.draft.version) != seen.get(each.slug) for each in wanted if each.draft):
        flash(_("A draft changed since you looked. This is what would be published now."), "problem")
        return _page([each.slug for each in wanted]), 409
    reason = " ".join(request.form.get("reason", "").split())[:REASON]
    try:
        lost = _publish(shelf, wanted, reason, revision)
    except Overtaken:
        flash(_("Somebody published meanwhile. This is what would be published now."), "problem")
        return _page([each.slug for each in wanted]), 409
    if lost:
        flash(_("Not published: a pinned question would lose its answer."), "problem")
        return _page([each.slug for each in wanted]), 409
    flash(_("Published. Customers get it within a second or two."), "done")
    return redirect(_way_back(), 303)


@answers.post(f"/{SLUG}/back")
def roll_back(slug: str) -> Answer:
    """As it was in an older version, published at once."""
    here, typed = desk(), whole(request.form.get("version"))
    with here.database.reading() as db:
        version = articles.version(db, slug, typed) if typed is not None else None
        shelf = entries(db)
        pinned = [(each.question, each.slug) for each in pins.every(db)]
    if version is None:
        abort(404)
    old = from_json(json.loads(version.content)) if version.content else None
    shop = [each.article for each in shelf.values() if each.article and each.slug != slug]
    built = trial.corpus_of([*shop, old] if old else shop)
    if lost := broken(pinned, built):
        said = _("Not published: the pinned question “%(q)s” would lose its answer.", q=lost[0].question)
        flash(said, "problem")
        return redirect(url_for("answers.edit", slug=slug), 303)
    now = here.clock.now()
    with here.database.transaction() as db:
        gone = [] if old else [slug]
        reason = _("back to an older version")
        articles.publish(db, [old] if old else [], now, without=gone, agent_id=me().id, reason=reason)
        audit.note(db, now, "article.rolled_back", slug, me().id)
    corpus.store(here.database, built.index, now)
    flash(_("Published as it was. Customers get it within a second or two."), "done")
    return redirect(url_for("answers.edit", slug=slug) if old else url_for("answers.index"), 303)


class Overtaken(Exception):
    """What was tried is no longer what would come of it: somebody published in between."""


def _publish(shelf: dict[str, Entry], wanted: list[Entry], reason: str, revision: int) -> tuple[Broken, ...]:
    """Built and tried outside any transaction; then one short one. The pinned questions it would break."""
    here = desk()
    shop = with_drafts(shelf, [each.slug for each in wanted])
    built = trial.corpus_of(shop)
    with here.database.reading() as db:
        pinned = [(each.question, each.slug) for each in pins.every(db)]
    lost = broken(pinned, built)
    if lost:
        return lost
    now = here.clock.now()
    # First, so that every process finds the index at once instead of waiting for somebody to build it.
    corpus.store(here.database, built.index, now)
    by_slug = {each.slug: each for each in shop}
    with here.database.transaction() as db:
        if articles.hold(db) != revision:
            raise Overtaken
        new = [by_slug[each.slug] for each in wanted if each.slug in by_slug]
        gone = [each.slug for each in wanted if each.slug not in by_slug]
        articles.publish(db, new, now, without=gone, agent_id=me().id, reason=reason)
        for each in wanted:
            if each.draft:
                drafts.drop(db, each.slug, each.draft.version)
        audit.note(db, now, "article.published", ", ".join(each.slug for each in wanted), me().id)
    return ()


def _page(slugs: list[str]) -> str:
    here = desk()
    with here.database.reading() as db:
        shelf = entries(db)
        asked = questions.recent(db, REPLAYED)
        pinned = [(each.question, each.slug) for each in pins.every(db)]
        share = questions.handed_share(db)
    ready = publishable(shelf)
    ticked = [each for each in ready if not slugs or each.slug in slugs]
    context = {}
    if ticked:
        shop = with_drafts(shelf, [each.slug for each in ticked])
        after = trial.corpus_of(shop)
        done = replay(asked, _now(), after)
        context = {
            "replay": done,
            "broken": broken(pinned, after),
            "clashes": [each for each in conflicts(shop) if _concerns(each, ticked)][:_SHOWN],
            "handoffs": round((done.unknown_after - done.unknown_before) * share),
        }
    return render_template(
        "answers/publish.html",
        ready=ready,
        ticked={each.slug for each in ticked},
        unready=[each for each in shelf.values() if each.draft and not each.is_whole],
        title_of=lambda slug, lang: shelf[slug].title_in(lang) if slug in shelf else slug,
        kinds=Change,
        shown=_SHOWN,
        chat=_chat(),
        pinned=len(pinned),
        reason_length=REASON,
        **context,
    )


def _chat() -> dict[str, int]:
    """The chat and the bubble in it that this mends, where it began there."""
    found = _CHAT.fullmatch(request.values.get("chat", ""))
    return {name: int(number) for name, number in found.groupdict().items()} if found else {}


def _way_back() -> str:
    chat: dict[str, Any] = dict(_chat())
    return url_for("mending.page", **chat) if chat else url_for("answers.index")


def _concerns(clash: Conflict, ticked: list[Entry]) -> bool:
    return any(clash.concerns(each.slug) for each in ticked)


def _now() -> Corpus:
    return desk().corpus.current
