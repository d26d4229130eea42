"""The way back: one article as it was, or all that was live before; each is a publication of its own."""

import json
from collections.abc import Mapping
from itertools import pairwise

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import articles, publications
from bot.store.articles import REASON
from bot.store.publications import Wish
from bot.web.answers import buttons, pictures
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
    """As it was in an older version, published at once; a second click finds that it is so already."""
    here, typed, seen = desk(), whole(request.form.get("version")), whole(request.form.get("seen"))
    with here.database.reading() as db:
        version = articles.version(db, slug, typed) if typed is not None else None
        newest = next(iter(articles.history(db, slug, 1)), None)
        revision, current = articles.revision(db), articles.contents(db)
    if version is None or newest is None:
        abort(404)
    there = redirect(url_for("answers.edit", slug=slug), 303)
    if newest.content == version.content:
        flash(_("It is published like that already."), "done")
        return there
    shop = _shop(current | {slug: version.content})
    if fault := _overtaken() if seen not in (None, newest.id) else _leads_nowhere(shop, slug):
        flash(fault, "problem")
        return there
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
    return there


def _leads_nowhere(shop: list[Article], slug: str) -> str:
    """What is not there any more that this version shows, or "": an article or a picture."""
    with desk().database.reading() as db:
        shelf, known = entries(db), articles.known_slugs(db)
        lost = pictures.of_shop(db, shop, [slug])
    if lost:
        return _("Not published: %(place)s: %(why)s.", place=slug, why=pictures.said(lost[0]))
    if dangling := buttons.of_shop(shop, [slug]):
        why = buttons.why(shelf, known)(dangling[0])
        return _("Not published: %(place)s: %(why)s.", place=_in(dangling[0]), why=why)
    return ""


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
        reason=clean(request.args.get("reason", ""))[:REASON],  # of a wish that was refused
        reason_length=REASON,
    )


@answers.post("/publications/back")
def put_back() -> Answer:
    """Everything as it stood at the end of a publication, the one before what was seen if none is named.

    A second click finds that it is so already.
    """
    here, seen = desk(), whole(request.form.get("seen"))
    with here.database.reading() as db:
        revision = articles.revision(db)
        typed = whole(request.form.get("publication"))
        row = publications.find(db, publications.before(db, seen or 0) if typed is None else typed)
        then = articles.contents(db, row.id) if row else {}
        way = publications.way_back(db, row.id) if row else {}
    why = clean(request.form.get("reason", ""))[:REASON]
    done = redirect(url_for("answers.list_publications"), 303)
    if then and not way:
        flash(_("Everything is as it was then already."), "done")
        return done
    if seen != revision:
        flash(_overtaken(), "problem")
    elif row is None or not then:
        flash(_("Nothing is kept of what was live then."), "problem")
    else:
        reason = why or _("as it was on %(when)s", when=when(row.at))
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
            return done
    return redirect(url_for("answers.list_publications", reason=why or None), 303)


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
        flash(_overtaken(), "problem")
    else:
        return True
    return False


def _overtaken() -> str:
    return _("Somebody published meanwhile. Look again first.")


def _in(each: Dangling) -> str:
    return f"{each.slug}: {buttons.place_of(each)}"
