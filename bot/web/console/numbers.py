"""One page of numbers: what came in, who solved it, how fast, how easy it was, and what it cost."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request

from bot.store import quota, reports
from bot.store.database import Connection
from bot.store.reports import Messages, Scores, Sessions, Stretch
from bot.web import language
from bot.web.console.entries import asked
from bot.web.console.figures import Effort, Times, effort, share, times
from bot.web.console.periods import NAMES, TODAY, Period, period
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.spreadsheet import tame
from bot.web.topics import topic_name
from handlers.hours import ALWAYS, Hours, open_between

numbers = Blueprint("numbers", __name__)


@dataclass(frozen=True, slots=True)
class Count:
    """Everything counted over one stretch."""

    sessions: Sessions
    handoffs: dict[str, int]
    first_response: Times
    resolution: Times
    first_open: Times
    resolution_open: Times
    targets: dict[str, tuple[int, int]]
    effort: Effort
    messages: Messages
    blocks: int

    @property
    def handed_over(self) -> int:
        """Handoffs for any reason."""
        return sum(self.handoffs.values())

    @property
    def contained_share(self) -> float | None:
        """Contained among the sessions that closed."""
        closed = self.sessions
        whole = closed.contained + closed.resolved + closed.abandoned + closed.expired
        return share(closed.contained, whole)


@numbers.get("/numbers")
def page() -> str:
    """The page."""
    when = _when()
    with desk().database.reading() as db:
        this, groups = count(db, when.this)
        before, _groups = count(db, when.before)
        reachable = reports.contacts_reachable(db)
        left = quota.latest(db)
    return render_template(
        "console/numbers.html",
        period=when,
        names=NAMES,
        this=this,
        before=before,
        reachable=reachable,
        quota=left,
        topics=[(each, effort([each])) for each in groups],
        topic_of=_topic,
        paths=_paths(groups),
        reasons=[(asked(each), number) for each, number in this.handoffs.items()],
    )


@numbers.get("/numbers/<name>.csv")
def table(name: str) -> Response:
    """The tables of the page as files: handoffs by reason, effort by topic and path."""
    when = _when()
    with desk().database.reading() as db:
        match name:
            case "handoffs":
                rows: list[Sequence[object]] = [("reason", "count"), *reports.handoffs(db, when.this).items()]
            case "effort":
                rows = [_EFFORT, *(_row(each) for each in reports.scores(db, when.this))]
            case _:
                abort(404)
    file = io.StringIO()
    csv.writer(file).writerows([[tame(cell) for cell in row] for row in rows])
    # The mark tells a spreadsheet that this is UTF-8; without it Thai is unreadable there.
    answer = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{when.name}.csv"'
    return answer


_EFFORT = ("topic", "path", "asked", "answered", "mean", "share_5_and_more")


def count(db: Connection, stretch: Stretch) -> tuple[Count, list[Scores]]:
    """All of it, in a constant number of queries."""
    groups = reports.scores(db, stretch)
    answers, resolved = reports.answers(db, stretch), reports.resolved(db, stretch)
    opening = desk().turns.shop.now(db, desk().clock.now()).hours
    counted = Count(
        sessions=reports.sessions(db, stretch),
        handoffs=reports.handoffs(db, stretch),
        first_response=_took(answers, ALWAYS),
        resolution=_took(resolved, ALWAYS),
        first_open=_took(answers, opening),
        resolution_open=_took(resolved, opening),
        targets=reports.targets_kept(db, stretch),
        effort=effort(groups),
        messages=reports.messages(db, stretch),
        blocks=reports.blocks(db, stretch),
    )
    return counted, groups


def _took(spans: list[tuple[int, int]], opening: Hours) -> Times:
    return times([open_between(opening, start, end) for start, end in spans])


def _when() -> Period:
    here = desk()
    return period(request.args.get("period", TODAY), here.clock.now(), here.settings.timezone)


def _topic(topic: str) -> str:
    """The article a request was about, by its title; or what a flow is about."""
    article = desk().corpus.current.articles.get(topic)
    return article.title_in(language.chosen()) if article else topic_name(topic)


def _paths(groups: list[Scores]) -> list[tuple[str, Effort]]:
    names = {"bot": _("With the bot alone"), "person": _("With a person")}
    return [
        (names.get(path, path), effort([each for each in groups if each.path == path]))
        for path in sorted({each.path for each in groups})
    ]


def _row(scores: Scores) -> tuple[object, ...]:
    found = effort([scores])
    mean = "" if found.mean is None else f"{found.mean:.2f}"
    easy = "" if found.easy is None else f"{found.easy:.3f}"
    return (scores.topic, scores.path, scores.asked, scores.answered, mean, easy)
