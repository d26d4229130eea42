"""How long does a supervisor wait for the page of numbers after a year with a million sessions?

    python -m benchmarks.reports [--json] [--sessions N] [--engine sqlite|postgresql]

The page for each stretch it offers, and everything on it counted over the whole year. Milliseconds as the
server makes it, no network; `worked`: of processor time, the database's own included; `scans`: tables of
history that were read from end to end. Wanted: ≤ 300 ms for what the page offers.
"""

from benchmarks.engines import Engine, engines
from benchmarks.figures import Figures, answer, chosen, log_into, options, progress
from benchmarks.history import DAY_MS, DAYS, PER_SESSION, REPORTED, Past, fill
from benchmarks.lists import settings
from benchmarks.pages import measured, pages
from bot.app import create_app
from bot.assemble import assemble
from bot.clock import Clock
from bot.store.reports import Stretch
from bot.web.console.numbers import count
from bot.web.console.periods import NAMES
from tests.processes import furnish

SESSIONS = 1_000_000
_PER_CONTACT = 5


def measure(sessions: int, only: str | None) -> Figures:
    """Both engines, or the one that is named."""
    with engines() as found:
        figures: Figures = {"machine": found.machine, "sessions": {"number": sessions, "days": DAYS}}
        for each in (found.sqlite, found.postgresql):
            if each and only in (None, each.name):
                figures[each.name] = _engine(each, sessions)
        return figures


def _engine(engine: Engine, sessions: int) -> Figures:
    log_into(engine.folder / "benchmark.log")
    database, now = engine.database(), Clock().now()
    furnish(database.url)
    past = Past(max(10, sessions // _PER_CONTACT), sessions * PER_SESSION, now)
    fill(database, past, REPORTED)
    database.dispose()
    return pages(engine, {name: f"/numbers?period={name}" for name in NAMES}) | {
        "the year": _year(engine, now)
    }


def _year(engine: Engine, now: int) -> Figures:
    """More than the page offers: this is what a longer stretch would cost."""
    progress("the year")
    process = assemble(settings(engine), has_web=True, has_pumps=False)
    try:
        assert process.desk is not None
        app = create_app(process.desk)

        def everything() -> None:
            with app.app_context(), process.database.reading() as db:
                count(db, Stretch(now - DAYS * DAY_MS, now))

        return measured(process.database, everything, times=1)
    finally:
        process.stop()


if __name__ == "__main__":
    wish = chosen(options(sessions=SESSIONS))
    answer("The page of numbers over a year", lambda: measure(wish.sessions, wish.engine))
