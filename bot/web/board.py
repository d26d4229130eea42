"""The live board: queues, people, waits, what will be late; and giving a chat to somebody by a click."""

from dataclasses import asdict, dataclass

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import board as rows
from bot.store import feed, presence, queue, teams
from bot.store.database import Connection
from bot.store.teams import Team
from bot.turn import Busy
from bot.web import language
from bot.web.cases import busy_words
from bot.web.console.blueprint import CONVERSATION
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.late import Late, lateness, told
from bot.web.signin import me
from handlers.acts import Reassigned
from handlers.state import Refused
from handlers.wording import sentence

board = Blueprint("board", __name__, url_prefix="/board")


@dataclass(frozen=True, slots=True)
class Board:
    """One moment of the whole desk. `feed`: the newest change it has seen."""

    now: int
    feed: int
    queues: list[tuple[str, rows.Queue]]
    total: rows.Queue
    people: list[tuple[presence.Colleague, rows.Desk, str]]
    at_risk: list[rows.Waiting]
    longest: list[rows.Waiting]
    team_names: dict[int, str]
    late: Late


@board.get("/")
def page() -> str:
    """The whole of it."""
    return render_template("board/page.html", board=_look())


@board.get("/part")
def part() -> str:
    """What changes, for a screen that stays open."""
    return render_template("board/_board.html", board=_look())


@board.get("/late")
def late() -> Response:
    """Whose answer is late or soon will be, for the count and the word on every page."""
    return jsonify(asdict(lateness()))


@board.post(f"/{CONVERSATION}/give")
def give(conversation_id: int) -> Response:
    """This chat is that person's from now on: a turn like any other."""
    here = desk()
    typed = request.form.get("agent", "")
    with here.database.reading() as db:
        people = {str(each.id): each for each in presence.colleagues(db)}
        if queue.one(db, conversation_id) is None:
            abort(404)
    chosen = people.get(typed)
    if chosen is None:
        abort(400)
    try:
        here.turns.take(conversation_id, Reassigned(chosen.id, chosen.name, me().id))
    except Refused as refused:
        flash(sentence(refused.key, language.chosen(), refused.params), "problem")
    except Busy:
        flash(busy_words(), "problem")
    else:
        flash(_("Given to %(name)s.", name=chosen.name), "done")
    return redirect(url_for("board.page"), 303)


def _look() -> Board:
    """A constant number of queries, however many wait."""
    here = desk()
    now = here.clock.now()
    with here.database.reading() as db:
        return _board(db, now)


def _board(db: Connection, now: int) -> Board:
    known = teams.every(db)
    queues, desks = rows.queues(db), rows.desks(db)
    people, at_risk = presence.colleagues(db), rows.at_risk(db, now)
    order = {key: place for place, key in enumerate(presence.PRESENCES)}
    spoken = language.chosen()
    names = {each.id: each.called(spoken) for each in known}
    return Board(
        now=now,
        feed=feed.newest(db),
        queues=_by_team(known, queues, names),
        total=_sum(list(queues.values())),
        people=[
            (each, desks.get(each.id, rows.Desk(0, None)), _teams_of(known, each.id, names))
            for each in sorted(people, key=lambda each: order[each.presence])
        ],
        at_risk=at_risk,
        late=told(at_risk, now),
        longest=rows.longest(db),
        team_names=names,
    )


def _by_team(
    known: list[Team], queues: dict[int | None, rows.Queue], names: dict[int, str]
) -> list[tuple[str, rows.Queue]]:
    """Every team, also one with nobody waiting; what belongs to none, or to one that is gone, comes last.

    Where one team serves everything it is the whole shop, and the figures above say how that stands.
    """
    if len(known) == 1 and not known[0].topics and not known[0].languages:
        return []
    shown = [(names[each.id], queues.get(each.id, _sum([], each.id))) for each in known]
    others = [each for number, each in queues.items() if number not in names]
    return [*shown, (_("No team"), _sum(others))] if others and known else shown


def _sum(queues: list[rows.Queue], team_id: int | None = None) -> rows.Queue:
    def earliest(moments: list[int | None]) -> int | None:
        return min((each for each in moments if each is not None), default=None)

    return rows.Queue(
        team_id,
        sum(each.in_line for each in queues),
        sum(each.served for each in queues),
        sum(each.unanswered for each in queues),
        earliest([each.line_since for each in queues]),
        earliest([each.unanswered_since for each in queues]),
    )


def _teams_of(known: list[Team], agent_id: int, names: dict[int, str]) -> str:
    return ", ".join(names[each.id] for each in known if agent_id in each.members)
