"""Who changed what, and when? Filters in the address, pages, and a file of all that fits."""

import csv
import io
from datetime import date, time, timedelta

from flask import Blueprint, Response, render_template, request

from bot.store import agents
from bot.store import audit as rows
from bot.store.audit import Wish
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.people.doings import doings
from bot.web.spreadsheet import tame
from bot.web.typed import whole
from handlers.daytime import ShopTime

audit = Blueprint("audit", __name__)

_MOST_PAGES = 100_000
_MOST_LINES = 50_000


def areas() -> dict[str, str]:
    """What can be changed, by the first word of an action."""
    return {
        "staff": _("Staff"),
        "team": _("Teams"),
        "broadcast": _("Broadcasts"),
        "limits": _("Limits"),
        "article": _("Articles"),
        "flows": _("Flows"),
        "menus": _("Menus"),
        "sureness": _("How sure"),
        "hours": _("Opening hours"),
        "routing": _("Routing"),
        "targets": _("Targets"),
        "canned": _("Canned replies"),
        "case": _("Cases"),
        "scores": _("Low scores"),
        "chat": _("Chats"),
        "contact": _("Customers"),
        "inbox": _("Events set aside"),
    }


def action_name(action: str) -> str:
    """The area and what was done, in words; one that is not known here as it is kept."""
    area, _dot, did = action.partition(".")
    named = areas()
    said = doings().get(did) or did.replace("_", " ")
    return f"{named.get(area) or named.get(area.removesuffix('s'), area)} · {said}"


@audit.get("/audit/")
def page() -> str:
    """The newest first."""
    wish, number = _wish(), whole(request.args.get("page"), _MOST_PAGES, 1) or 1
    with desk().database.reading() as db:
        found = rows.page(db, wish, (number - 1) * rows.PAGE, rows.PAGE + 1)
        people = agents.roster(db)
    return render_template(
        "people/audit.html",
        found=found[: rows.PAGE],
        has_next=len(found) > rows.PAGE,
        page=number,
        people=people,
        kinds=areas(),
        filters={name: value for name in _FILTERS if (value := request.args.get(name))},
    )


@audit.get("/audit.csv")
def table() -> Response:
    """The same as a file, oldest last, as far as a spreadsheet goes."""
    shop_time = ShopTime(desk().settings.timezone)
    with desk().database.reading() as db:
        found = rows.page(db, _wish(), 0, _MOST_LINES)
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(("when", "who", "email", "what", "subject"))
    for each in found:
        at = shop_time.written(each.at)
        out.writerow(
            [tame(cell) for cell in (at, each.name or "", each.email or "", each.action, each.subject)]
        )
    # The mark tells a spreadsheet that this is UTF-8; without it Thai is unreadable there.
    answer = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


_FILTERS = ("who", "area", "from", "to")


def _wish() -> Wish:
    """What makes no sense is as if it were not asked."""
    typed, shop_time = request.args, ShopTime(desk().settings.timezone)
    who = typed.get("who", "")
    first, last = _day(typed.get("from", "")), _day(typed.get("to", ""))
    area = typed.get("area", "")
    return Wish(
        agent_id=whole(who),
        is_operator=who == "operator",
        area=area if area in areas() else "",
        first=shop_time.moment(first, time()) if first else None,
        before=shop_time.moment(last + timedelta(days=1), time()) if last else None,
    )


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
