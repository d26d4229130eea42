"""All articles: what customers get, what is being written, what wants a look, and what each is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from bot.store import pins, usefulness
from bot.store.usefulness import NOTHING, Worth
from bot.web import language
from bot.web.answers.blueprint import answers
from bot.web.answers.shelf import Entry, archive, entries, publishable
from bot.web.console.figures import share
from bot.web.console.periods import MONTH, period
from bot.web.console.usefulness import ENOUGH, WEAK
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.typed import clean, whole
from faq.answer import readable
from faq.normalize import normalize
from handlers.daytime import ShopTime

PAGE = 50
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the list. `solved`: a share of the answers that ended, None while those are few."""

    entry: Entry
    title: str
    worth: Worth
    solved: float | None
    is_stale: bool
    pinned: int


_VIEWS: Mapping[str, Callable[[Row], bool]] = {
    "all": lambda each: not each.entry.is_archived,
    "drafts": lambda each: each.entry.is_written,
    "stale": lambda each: each.is_stale,
    "one_language": lambda each: (
        not each.entry.is_archived and len(each.entry.languages()) < len(language.LANGUAGES)
    ),
    "archived": lambda each: each.entry.is_archived,
}


def _sorts() -> dict[str, tuple[str, Callable[[Row], Any]]]:
    """{name: what it is called, and what stands first}; titles settle what is equal."""
    return {
        "": (_("What needs us first"), lambda each: (not each.entry.is_written, not each.is_stale)),
        "title": (_("Title"), lambda each: ()),
        "asked": (_("Most asked"), lambda each: -each.worth.asked),
        "solved": (
            _("Solves least"),
            lambda each: (each.solved is None, each.solved or 0, -each.worth.handed_off),
        ),
        "handed": (_("Most to people"), lambda each: -each.worth.handed_off),
        "new": (_("Changed last"), lambda each: -_moment(each.entry)),
    }


@answers.get("/")
def index() -> str:
    """One page of them; what was typed finds titles, ways to ask and answers alike."""
    wish = request.args
    view = wish.get("view", "all") if wish.get("view") in _VIEWS else "all"
    sorts, words = _sorts(), clean(wish.get("q", ""))[:200]
    sort = wish.get("sort", "") if wish.get("sort") in sorts else ""
    rows, ready = _rows()
    shown = [each for each in rows if _VIEWS[view](each) and _says(each.entry, words)]
    shown.sort(key=lambda each: (sorts[sort][1](each), each.title.casefold(), each.entry.slug))
    number = whole(wish.get("page"), _MOST_PAGES, 1) or 1
    return render_template(
        "answers/list.html",
        rows=shown[(number - 1) * PAGE : number * PAGE],
        found=len(shown),
        page=number,
        has_next=len(shown) > number * PAGE,
        counts={name: sum(map(fits, rows)) for name, fits in _VIEWS.items()},
        wish={"view": view, "sort": sort or None, "q": words or None},
        sorts={name: said for name, (said, _first) in sorts.items()},
        ready=ready,
        total=len(rows),
        enough=ENOUGH,
        weak=WEAK,
    )


def _rows() -> tuple[list[Row], int]:
    """All of them, with what each was worth in a month; and how many drafts could be published."""
    here = desk()
    now, zone = here.clock.now(), here.settings.timezone
    with here.database.reading() as db:
        found = entries(db)
        gone = archive(db, but=found)
        pinned = pins.every(db)
        worth = usefulness.worth(db, period(MONTH, now, zone).this)
    today, spoken = ShopTime(zone).written(now)[:10], language.chosen()
    pins_of: dict[str, int] = {}
    for each in pinned:
        pins_of[each.slug] = pins_of.get(each.slug, 0) + 1
    rows = []
    for slug, entry in {**found, **gone}.items():
        mine = worth.get(slug, NOTHING)
        solved = share(mine.solved, mine.settled) if mine.settled >= ENOUGH else None
        review = entry.values.get("review") or ""
        is_stale = bool(review) and review <= today and not entry.is_archived
        rows.append(Row(entry, entry.title_in(spoken), mine, solved, is_stale, pins_of.get(slug, 0)))
    return rows, len(publishable(found))


def _moment(each: Entry) -> int:
    kept = each.live or each.gone
    return max(each.draft.changed_at if each.draft else 0, kept.at if kept else 0)


def _says(each: Entry, words: str) -> bool:
    """As customers' words are compared; emoji and signs, which those lose, as they stand."""
    if not words:
        return True
    read: Callable[[str], str] = normalize if normalize(words) else str.casefold
    values, wanted = each.values, read(words)
    texts = [each.slug, *(values.get("title") or {}).values()]
    texts += [readable(answer) for answer in (values.get("answer") or {}).values()]
    texts += [text for asked in (values.get("questions") or {}).values() for text in asked]
    return any(wanted in read(text) for text in texts)
