"""Publishing: the drafts tried on real questions first, then all at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import articles, pins, questions
from bot.store.articles import REASON
from bot.store.publications import Wish
from bot.web.answers import buttons, pictures, trial
from bot.web.answers.blueprint import answers
from bot.web.answers.chat import chat
from bot.web.answers.release import Overtaken, PinsLost, release
from bot.web.answers.seen import Seen
from bot.web.answers.shelf import Entry, entries, publishable, with_drafts
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import clean, whole
from faq import Article
from faq.article import to_json
from faq.conflicts import conflicts
from faq.replay import Change, broken, replay

Answer = Response | str | tuple[str, int]

REPLAYED = 500
_SHOWN = 12
_LONGEST = 3000  # letters of an address; servers and proxies refuse one of some thousand


@answers.get("/publish")
def preview() -> Answer:
    """What would change, for questions people really asked and for those that must keep their answer."""
    return _page(request.args.getlist("slug"))


@answers.post("/publish")
def publish() -> Answer:
    """All that were ticked, or none."""
    with desk().database.reading() as db:
        revision = articles.revision(db)
        shelf = entries(db)
    ticked = set(request.form.getlist("slug"))
    wanted = [each for each in publishable(shelf) if each.slug in ticked]
    if not wanted:
        flash(_("Tick at least one draft."), "problem")
        return redirect(url_for("answers.preview"), 303)
    fault = _stale(wanted, ticked) or _publish(shelf, wanted, revision)
    if fault:
        flash(fault, "problem")
        return _page([each.slug for each in wanted]), 409
    flash(_("Published. Customers get it within a second or two."), "done")
    return redirect(_way_back(), 303)


def _stale(wanted: Sequence[Entry], ticked: set[str]) -> str:
    """Is each draft the one that was looked at, and is every one still there?"""
    seen, read_at = _by_slug("seen"), _by_slug("read_at")
    if len(wanted) < len(ticked) or not all(
        seen.get(each.slug) is not None and Seen(seen[each.slug], read_at.get(each.slug)).is_now(each)
        for each in wanted
    ):
        return _("A draft changed since you looked. This is what would be published now.")
    return ""


def _by_slug(name: str) -> dict[str, int]:
    """Of fields such as "delivery-fee:3"."""
    pairs = (each.rpartition(":") for each in request.form.getlist(name))
    return {slug: number for slug, _colon, typed in pairs if (number := whole(typed)) is not None}


def _publish(shelf: Mapping[str, Entry], wanted: Sequence[Entry], revision: int) -> str:
    """Why not, when not. What is refused leaves everything as it was."""
    slugs = [each.slug for each in wanted]
    shop = with_drafts(shelf, slugs)
    if buttons.of_shop(shop, slugs):
        return _("Not published: a button would lead to an article that is not there.")
    with desk().database.reading() as db:
        if pictures.of_shop(db, shop, slugs):
            return _("Not published: a picture is not kept any more.")
    wish = Wish(
        _contents(shop, slugs),
        seen=revision,
        agent_id=me().id,
        reason=_reason(),
        action="article.published",
        subject=", ".join(map(_told, wanted)),
        written=[each.draft for each in wanted if each.draft],
    )
    try:
        release(wish, shop)
    except PinsLost:
        return _("Not published: a pinned question would lose its answer.")
    except Overtaken:
        return _("Somebody published meanwhile. This is what would be published now.")
    return ""


def _reason() -> str:
    return clean(request.values.get("reason", ""))[:REASON]


def _told(each: Entry) -> str:
    version = each.draft.version if each.draft else 0
    return f"{each.slug} draft {version} → {'published' if each.values else 'taken away'}"


def _contents(shop: Sequence[Article], slugs: Sequence[str]) -> dict[str, str]:
    """{slug: content, or nothing where it goes}."""
    mine = set(slugs)
    new = {each.slug: json.dumps(to_json(each), ensure_ascii=False) for each in shop if each.slug in mine}
    return {slug: new.get(slug, "") for slug in slugs}


def _page(slugs: list[str]) -> str:
    here = desk()
    with here.database.reading() as db:
        shelf = entries(db)
        known = articles.known_slugs(db)
        asked = questions.recent(db, REPLAYED)
        pinned = {each.question: each for each in pins.every(db)}
        share = questions.handed_share(db)
    ready = publishable(shelf)
    ticked = [each for each in ready if not slugs or each.slug in set(slugs)]
    context: dict[str, Any] = {}
    if ticked:
        mine = [each.slug for each in ticked]
        shop = with_drafts(shelf, mine)
        with here.database.reading() as db:
            lost = pictures.of_shop(db, shop, mine)
        after = trial.corpus_soon(shop, is_asked_again="wait" in request.args)
        context = {
            "again": "" if after else _again(mine if len(mine) < len(ready) else []),
            "clashes": conflicts(shop, of=set(mine))[:_SHOWN],
            "dangling": buttons.of_shop(shop, mine),
            "place_of": buttons.place_of,
            "why": buttons.why(shelf, known),
            "lost": lost,
            "lost_said": pictures.said,
        }
        if after:
            done = replay(asked, here.corpus.current, after)
            context |= {
                "replay": done,
                "broken": broken(pins.wanted(pinned.values()), after),
                "handoffs": round((done.unknown_after - done.unknown_before) * share),
            }
    return render_template(
        "answers/publish.html",
        ready=ready,
        ticked={each.slug for each in ticked},
        unready=[each for each in shelf.values() if each.is_written and not each.is_whole],
        title_of=lambda slug, lang: shelf[slug].title_in(lang) if slug in shelf else slug,
        kinds=Change,
        shown=_SHOWN,
        chat=chat(),
        pinned=pinned,
        there={*shelf, *known},
        reason=_reason(),
        reason_length=REASON,
        **context,
    )


def _again(slugs: Sequence[str]) -> str:
    """Where the rest of the page will be; of all drafts, where these are too many to name in an address."""
    kept: dict[str, Any] = {"chat": request.values.get("chat"), "reason": _reason() or None}
    address = url_for("answers.preview", slug=slugs, **kept, wait=1)
    return address if len(address) <= _LONGEST else _again([])


def _way_back() -> str:
    mended: dict[str, Any] = dict(chat())
    return url_for("mending.page", **mended) if mended else url_for("answers.index")
