"""The way back: one article as it was, or all that was live before; each is a publication of its own."""

import json
from collections.abc import Mapping
from itertools import pairwise

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import articles, publications
from bot.store.articles import REASON
from bot.store.publications import Wish
from bot.web.answers import buttons
from bot.web.answers.blueprint import SLUG, answers
from bot.web.answers.release import Overtaken, PinsLost, release
from bot.web.answers.shelf import entries
from bot.web.console.moments import when
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import clean, whole
from faq import Article
from faq.article import from_json
from faq.dangling import Dangling

Answer = Response | str | tuple[str, int]

PAGE = 30
_MOST_PAGES = 10_000


@answers.post(f"/{SLUG}/back")
def roll_back(slug: str) -> Answer:
    """As it was in an older version, published at once."""
    here, typed = desk(), whole(request.form.get("version"))
    with here.database.reading() as db:
        version = articles.version(db, slug, typed) if typed is not None else None
        revision, current = articles.revision(db), articles.contents(db)
        shelf, known = entries(db), articles.known_slugs(db)
    if version is None:
        abort(404)
    shop = _shop(current | {slug: version.content})
    there = url_for("answers.edit", slug=slug)
    if lost := buttons.of_shop(shop, [slug]):
        first = lost[0]
        said = _("Not published: %(place)s: %(why)s.", place=_in(first), why=buttons.why(shelf, known)(first))
        flash(said, "problem")
        return redirect(there, 303)
    wish = Wish(
        {slug: version.content},
        seen=revision,
        agent_id=me().id,
        reason=_("as it was on %(when)s", when=when(version.at)),
        action="article.rolled_back",
        subject=f"{slug}: as published → version {typed}",
    )
    if _released(wish, shop):
        flash(_("Published as it was. Customers get it within a second or two."), "done")
    return redirect(there, 303)


@answers.get("/publications")
def list_publications() -> Answer:
    """The newest first, each with what it changed, and the way back to it."""
    number = whole(request.args.get("page"), _MOST_PAGES, 1) or 1
    with desk().database.reading() as db:
        found = publications.newest(db, PAGE + 1, (number - 1) * PAGE)
        current = articles.revision(db)
    return render_template(
        "answers/publications.html",
        rows=found[:PAGE],
        current=current,
        # What was live before each: the next in the list.
        before={each.id: older for each, older in pairwise(found)},
        page=number,
        has_next=len(found) > PAGE,
        reason_length=REASON,
    )


@answers.post("/publications/back")
def put_back() -> Answer:
    """Everything as it stood at the end of a publication, the one before the current if none is named."""
    here, seen = desk(), whole(request.form.get("seen"))
    with here.database.reading() as db:
        revision = articles.revision(db)
        typed = whole(request.form.get("publication"))
        row = publications.find(db, publications.before(db, revision) if typed is None else typed)
        then = articles.contents(db, row.id) if row else {}
        way = publications.way_back(db, row.id) if row else {}
    page = redirect(url_for("answers.list_publications"), 303)
    if seen != revision:
        flash(_("Somebody published meanwhile. Look again first."), "problem")
    elif row is None or not then:
        flash(_("Nothing is kept of what was live then."), "problem")
    elif not way:
        flash(_("Everything is as it was then already."), "done")
    else:
        reason = clean(request.form.get("reason", "")) or _("as it was on %(when)s", when=when(row.at))
        wish = Wish(
            way,
            seen=revision,
            agent_id=me().id,
            reason=reason[:REASON],
            action="article.put_back",
            subject=f"publication {revision} → as after {row.id}: {', '.join(way)}",
        )
        if _released(wish, _shop(then)):
            said = _(
                "Put back: %(n)s articles are as they were. Customers get them within a second or two.",
                n=len(way),
            )
            flash(said, "done")
    return page


def _shop(contents: Mapping[str, str]) -> list[Article]:
    return [from_json(json.loads(each)) for each in contents.values() if each]


def _released(wish: Wish, shop: list[Article]) -> bool:
    """False, with the reason said, where it was refused."""
    try:
        release(wish, shop)
    except PinsLost as refused:
        said = _(
            "Not published: the pinned question “%(q)s” would lose its answer.", q=refused.lost[0].question
        )
        flash(said, "problem")
    except Overtaken:
        flash(_("Somebody published meanwhile. Look again first."), "problem")
    else:
        return True
    return False


def _in(each: Dangling) -> str:
    return f"{each.slug}: {buttons.place_of(each)}"
