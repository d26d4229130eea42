"""What does an old house cost by itself? What the worker does each second, minute and day, at this size."""

from benchmarks.engines import Engine
from benchmarks.figures import Figures, progress
from benchmarks.lists import settings
from benchmarks.pages import measured
from bot.assemble import assemble
from bot.clock import Clock
from bot.duty import note_gone
from bot.learning import settle_due
from bot.retention import Retention
from bot.store import feed

_DAY_MS = 86_400_000


def chores(engine: Engine) -> Figures:
    """Each as the tick of a worker calls it."""
    process = assemble(settings(engine), has_web=False, has_pumps=True)
    database, clock, worker = process.database, Clock(), process.worker
    assert worker is not None

    def forget() -> None:
        with database.transaction() as db:
            feed.forget_before(db, clock.now() - _DAY_MS)

    acts = {
        "tick": worker.tick,
        "looks of the decider": worker.decider.round,
        "looks of the sender": worker.sender.round,
        "looks of the jobs": worker.jobs.round,
        "looks of the catalogue": worker.catalogue.round,
        "leases at a start": worker._reset_leases,
        "who has gone": lambda: note_gone(database, clock, process.wake),
        "what became of questions": lambda: settle_due(database, clock),
        "the feed's retention": forget,
        "the files' retention": lambda: Retention(database, clock, 365).retire("daily"),
    }
    try:
        figures = {}
        for name, act in acts.items():
            progress(name)
            figures[name] = measured(database, act)
        return figures
    finally:
        database.dispose()
