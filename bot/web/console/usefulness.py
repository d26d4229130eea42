"""Which articles solve what they are asked for, and which want another look? Admins say how often we ask."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from bot.store import helpfulness
from bot.store import usefulness as rows
from bot.store.usefulness import NOTHING, Worth, together
from bot.web import language
from bot.web.console.figures import Effort, effort, share
from bot.web.console.periods import MONTH, NAMES, Period, period
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.spreadsheet import tame
from bot.web.typed import whole
from faq import Article
from handlers.daytime import ShopTime

usefulness = Blueprint("usefulness", __name__)

ENOUGH = 10  # outcomes, below which a share says more about chance than about the article
WEAK = 0.6  # of the answers solved
_HEADS = (
    *("article", "asked", "solved", "asked_again", "handed_off", "wrong", "not_known_yet", "solved_share"),
    *("plus_minus", "effort_mean", "effort_answers", "review"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One article. `solved` is a share with half its 95 % interval, None while outcomes are few."""

    slug: str
    title: str
    worth: Worth
    solved: float | None
    margin: float | None
    effort: Effort
    review: str
    is_due: bool

    @property
    def wants_a_look(self) -> bool:
        """Does its day of review say so, or what it solves?"""
        return self.is_due or self.is_weak

    @property
    def is_weak(self) -> bool:
        """Does it solve too little, as far as that can be said?"""
        return self.solved is not None and self.solved < WEAK


@usefulness.get("/answers/usefulness")
def page() -> str:
    """Every article, the most asked first; those that want a look are marked."""
    when = _when()
    with desk().database.reading() as db:
        percent = helpfulness.current(db)
        lines = _lines(rows.worth(db, when.this))
    return _page(when, lines, str(percent), "")


@usefulness.get("/answers/usefulness.csv")
def table() -> Response:
    """The same as a file."""
    with desk().database.reading() as db:
        lines = _lines(rows.worth(db, _when().this))
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(_HEADS)
    out.writerows([tame(cell) for cell in _cells(each)] for each in lines)
    # The mark tells a spreadsheet that this is UTF-8; without it Thai is unreadable there.
    answer = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="articles-{_when().name}.csv"'
    return answer


@usefulness.post("/answers/usefulness")
def ask_how_often() -> str | tuple[str, int] | Redirect:
    """After how many answers in a hundred we ask whether it helped; 0 is never."""
    here, typed = desk(), request.form.get("percent", "").strip()
    often = whole(typed, helpfulness.MOST)
    if often is None:
        when = _when()
        with here.database.reading() as db:
            lines = _lines(rows.worth(db, when.this))
        return _page(when, lines, typed, _("Write a whole number from 0 to 100.")), 422
    with here.database.transaction() as db:
        changed = helpfulness.change(db, often, here.clock.now(), me().id)
    flash(_("Saved. It holds within a second or two.") if changed else _("Nothing was changed."), "done")
    return redirect(url_for("usefulness.page"), 303)


def _page(when: Period, lines: list[Line], percent: str, fault: str) -> str:
    wanting = [each for each in lines if each.wants_a_look]
    is_narrowed = request.args.get("look") == "1"
    return render_template(
        "console/answers/usefulness.html",
        period=when,
        names=NAMES,
        lines=wanting if is_narrowed else lines,
        total=len(lines),
        wanting=len(wanting),
        is_narrowed=is_narrowed,
        together=together([each.worth for each in lines]),
        percent=percent,
        fault=fault,
        enough=ENOUGH,
        may_change=me().role == "admin",
    )


def _when() -> Period:
    here = desk()
    return period(request.args.get("period", MONTH), here.clock.now(), here.settings.timezone)


def _lines(found: Mapping[str, Worth]) -> list[Line]:
    here = desk()
    today = ShopTime(here.settings.timezone).written(here.clock.now())[:10]
    articles = here.corpus.current.articles
    lines = [line(slug, articles.get(slug), found.get(slug, NOTHING), today) for slug in {*articles, *found}]
    return sorted(lines, key=lambda each: (-each.worth.asked, each.title, each.slug))


def line(slug: str, article: Article | None, worth: Worth, today: str) -> Line:
    """One article with its figures; one that is no longer published goes by its bare name."""
    solved = share(worth.solved, worth.settled) if worth.settled >= ENOUGH else None
    margin = None if solved is None else 1.96 * math.sqrt(solved * (1 - solved) / worth.settled)
    review = article.review if article else ""
    return Line(
        slug=slug,
        title=article.title_in(language.chosen()) if article else slug,
        worth=worth,
        solved=solved,
        margin=margin,
        effort=effort(list(worth.effort)),
        review=review,
        is_due=bool(review) and review <= today,
    )


def _cells(each: Line) -> tuple[object, ...]:
    worth = each.worth
    solved = "" if each.solved is None else f"{each.solved:.3f}"
    margin = "" if each.margin is None else f"{each.margin:.3f}"
    mean = "" if each.effort.mean is None else f"{each.effort.mean:.2f}"
    counts = (worth.asked, worth.solved, worth.rephrased, worth.handed_off, worth.wrong, worth.unknown)
    return (each.slug, *counts, solved, margin, mean, each.effort.answered, each.review)
