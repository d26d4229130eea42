"""How sure must the bot be before it answers? Admins set how many wrong answers are bearable; leads look."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.store import pins
from bot.store import sureness as rows
from bot.store.sureness import LEAST, MOST, Sureness
from bot.web.desk import desk
from bot.web.language import say as _
from bot.web.signin import me
from bot.web.typed import whole
from faq.calibrate import THIN, Point
from faq.outlook import Outlook, drawn, outlook
from faq.replay import Broken, broken

sureness = Blueprint("sureness", __name__)

Answer = str | tuple[str, int] | Response
_CHOICES = (10, 20, 30, 50, 80, 100, 150)  # per thousand, as rows of the table
_WIDE, _HIGH = 400, 200  # the drawing's own units


@sureness.get("/answers/how-sure")
def page() -> Answer:
    """What the setting means, drawn and counted."""
    with desk().database.reading() as db:
        current = rows.current(db)
    return _page(current, _percent(current.permille), None)


@sureness.post("/answers/how-sure")
def change() -> Answer:
    """Refused whole where it is no share; the field keeps what was typed."""
    here = desk()
    typed = request.form.get("tolerable", "").strip()
    wished = _permille(typed)
    if wished is None:
        with here.database.reading() as db:
            current = rows.current(db)
        fault = _("Write a number from %(least)s to %(most)s.", least=_percent(LEAST), most=_percent(MOST))
        return _page(current, typed, fault)
    with here.database.transaction() as db:
        changed = rows.change(db, Sureness(wished), here.clock.now(), me().id)
    if not changed:
        flash(_("Nothing was changed."), "done")
    elif lost := _lost_pins(wished):
        said = _(
            "Saved. %(n)s pinned questions are not answered by it, such as “%(q)s”. Nothing can be published "
            "until they are.",
            n=len(lost),
            q=lost[0].question,
        )
        flash(said, "problem")
    else:
        flash(_("Saved. It holds within a second or two."), "done")
    return redirect(url_for("sureness.page"), 303)


def _lost_pins(permille: int) -> tuple[Broken, ...]:
    """Questions that must keep their answer and would have none, or another, at this share."""
    here = desk()
    with here.database.reading() as db:
        pinned = pins.wanted(pins.every(db))
    current = here.corpus.current
    return broken(pinned, current.tuned(permille / 1000, current.outcomes))


def _permille(typed: str) -> int | None:
    """From percent with one decimal at most; a comma is as good as a point."""
    percent, _point, tenth = typed.replace(",", ".").removesuffix("%").strip().partition(".")
    tens, ones = whole(percent, 99), whole(tenth or "0", 9)
    if tens is None or ones is None or len(tenth) > 1:
        return None
    found = tens * 10 + ones
    return found if LEAST <= found <= MOST else None


def _percent(permille: int) -> str:
    return f"{permille / 10:g}"


def _page(current: Sureness, typed: str, fault: str | None) -> Answer:
    corpus = desk().corpus.current
    calibration, outcomes = corpus.index.calibration, corpus.outcomes
    now = outlook(calibration, current.tolerable, outcomes)
    choices = sorted({*_CHOICES, current.permille})
    shown = render_template(
        "console/answers/sureness.html",
        typed=typed,
        fault=fault,
        may_change=me().role == "admin",
        now=now,
        permille=current.permille,
        rows=[(each, outlook(calibration, each / 1000, outcomes)) for each in choices],
        drawing=_drawing(drawn(calibration, outcomes), now),
        is_thin=calibration.is_thin(outcomes),
        needed=THIN,
        known=calibration.inside + len(outcomes),
        outcomes=len(outcomes),
    )
    return (shown, 422) if fault else shown


def _drawing(points: Sequence[Point], now: Outlook) -> dict[str, object] | None:
    """The two curves as SVG paths over the confidence that is asked for, left lenient and right strict."""
    if not points:
        return None
    ordered = points[::-1]
    return {
        "wide": _WIDE,
        "high": _HIGH,
        "answered": _path((each.threshold, each.answered) for each in ordered),
        "wrong": _path((each.threshold, each.wrong) for each in ordered),
        "cut": round(min(1.0, now.cut.answer) * _WIDE, 1),
        "known": round(now.cut.known * _WIDE, 1),
        "bearable": round((1 - now.tolerable) * _HIGH, 1),
    }


def _path(points: Iterable[tuple[float, float]]) -> str:
    """A polyline's points."""
    return " ".join(f"{x * _WIDE:.1f},{(1 - y) * _HIGH:.1f}" for x, y in points)
