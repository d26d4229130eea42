"""How often, and when, may customers be written to unasked? Admins set it; everybody who leads may look."""

from dataclasses import asdict
from datetime import time

from flask import flash, redirect, render_template, request, url_for

from bot.store import limits as rows
from bot.web.console.blueprint import campaigns
from bot.web.console.campaigns import Answer
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import MOST_TYPED, whole
from handlers.limits import BOUNDS, Limits, out_of_bounds

_HOURS = ("quiet_from", "quiet_to")


@campaigns.get("/broadcasts/limits")
def limits() -> Answer:
    """As they are now."""
    with desk().database.reading() as db:
        current = rows.current(db)
    return _page(_typed(current), {})


@campaigns.post("/broadcasts/limits")
def set_limits() -> Answer:
    """All of them or none: one that makes no sense keeps the others from being saved."""
    typed = {name: request.form.get(name, "").strip() for name in BOUNDS}
    wished, problems = _read(typed)
    if problems:
        return _page(typed, problems)
    here = desk()
    with here.database.transaction() as db:
        changes = rows.change(db, Limits(**wished), here.clock.now(), me().id)
    flash(_("Saved. It holds from now on.") if changes else _("Nothing was changed."), "done")
    return redirect(url_for("campaigns.limits"), 303)


def _read(typed: dict[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    wished: dict[str, int] = {}
    problems: dict[str, str] = {}
    for name, text in typed.items():
        try:
            wished[name] = _minutes(text) if name in _HOURS else _whole(text)
        except ValueError:
            problems[name] = (
                _("Write a time such as 21:00.") if name in _HOURS else _("Write a whole number.")
            )
    for name, (lowest, highest) in out_of_bounds(wished).items():
        problems[name] = _("From %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
    return wished, problems


def _whole(text: str) -> int:
    if (number := whole(text, MOST_TYPED)) is None:
        raise ValueError
    return number


def _minutes(text: str) -> int:
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute


def _typed(current: Limits) -> dict[str, str]:
    shown = {name: str(value) for name, value in asdict(current).items()}
    for name in _HOURS:
        hours, minutes = divmod(getattr(current, name), 60)
        shown[name] = f"{hours:02}:{minutes:02}"
    return shown


def _page(typed: dict[str, str], problems: dict[str, str]) -> Answer:
    page = render_template(
        "console/broadcasts/limits.html", typed=typed, problems=problems, may_change=me().role == "admin"
    )
    return (page, 422) if problems else page
