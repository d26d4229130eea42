"""How long does it take to plan a broadcast to a million contacts, and to send each chunk of it?

python -m benchmarks.campaign [--json] [--contacts N]
"""

import argparse
import resource
import statistics
import sys
import time

from sqlalchemy import text

from benchmarks.audience import LEDGER_PER_CONTACT, fill
from benchmarks.engines import Engine, engines
from benchmarks.figures import Figures, answer, log_into, percentile, progress, rounded
from benchmarks.processor import spent_s
from bot.batch import Batch
from bot.clock import Clock
from bot.line.errors import Answer, Kind
from bot.store import campaigns, limits, reach
from bot.store.campaigns import Draft
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.reach import Audience, Moment, Wish
from bot.wake import Wake
from handlers.daytime import ShopTime
from handlers.limits import Limits

ABOUT = "Planning and sending a broadcast"
CONTACTS = 1_000_000
RUNS = 5
CHUNKS_SENT = 200
NOON = 1_790_053_200_000  # 12:00 in Bangkok
CAP = Limits(per_day=2, per_week=2, gap_hours=4)
PAYLOADS = {"th": '[{"type":"text","text":"ลดวันนี้ค่ะ"}]', "en": '[{"type":"text","text":"Sale today"}]'}


class Hurried(Clock):
    """A clock on which a second passes at each look, so that LINE's pace never holds the work up."""

    def __init__(self) -> None:
        super().__init__()
        self._now = NOON

    def now(self) -> int:
        """A second later than the last time."""
        self._now += 1_000
        return self._now


class Deaf:
    """LINE, taking everything at once."""

    def multicast(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer:
        """Accepted."""
        return Answer(Kind.ACCEPTED)

    def quota(self) -> tuple[int | None, int]:
        """No limit."""
        return None, 0


def measure(contacts: int) -> Figures:
    """Both engines, one after the other."""
    with engines() as found:
        figures: Figures = {"machine": found.machine, "sqlite": _on(found.sqlite, contacts)}
        figures["postgresql"] = _on(found.postgresql, contacts) if found.postgresql else None
    return figures


def _on(engine: Engine, contacts: int) -> Figures:
    log_into(engine.folder / "campaign.log")
    database = engine.database()
    migrate(database.url)
    progress(f"{engine.name}: {contacts} contacts and {contacts * LEDGER_PER_CONTACT} messages sent to them")
    fill(database, contacts, NOON)
    with database.transaction() as db:
        limits.change(db, CAP, 0, 1)
    progress(f"{engine.name}: who may be sent to, counted")
    counts = [_count_s(database) for _ in range(RUNS)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    plans, spent = [], []
    for run in range(RUNS):
        progress(f"{engine.name}: plan {run + 1} of {RUNS}")
        begun = spent_s(database)
        plans.append(_plan(database))
        spent.append(spent_s(database) - begun)
        if run < RUNS - 1:
            _forget(database)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    progress(f"{engine.name}: {CHUNKS_SENT} chunks sent")
    begun = spent_s(database)
    took, chunks = _send(database)
    sending = spent_s(database) - begun
    with database.reading() as db:
        planned = db.execute(text("SELECT SUM(size) FROM campaign_chunks")).scalar_one()
    database.dispose()
    plan = statistics.median(sum(each) for each in plans)
    slices = [step for each in plans for step in each]
    return {
        "contacts": contacts,
        "ledger_rows": contacts * LEDGER_PER_CONTACT,
        "people_planned": int(planned),
        "plan_s": rounded(plan),
        "count_s": rounded(statistics.median(counts)),
        "plan_per_count": rounded(plan / statistics.median(counts)),
        "slice_lock_ms": {
            "median": rounded(statistics.median(slices) * 1000),
            "p99": rounded(percentile(slices, 99) * 1000),
            "longest": rounded(max(slices) * 1000),
        },
        "memory_grown_mb": rounded(grown),
        "chunk_ms": rounded(took / chunks * 1000),
        "processor": {
            "plan_s": rounded(statistics.median(spent)),
            "chunk_ms": rounded(sending / chunks * 1000),
        },
    }


def _count_s(database: Database) -> float:
    wish = Wish("promotions", "th", CAP, Moment(NOON, NOON - 12 * 3_600_000))
    start = time.perf_counter()
    with database.reading() as db:
        reach.count(db, Audience(), wish)
    return time.perf_counter() - start


def _plan(database: Database) -> list[float]:
    """Seconds of each slice, commit included: on SQLite that is how long the write lock was held."""
    batch, took = _batch(database), []
    with database.transaction() as db:
        number = campaigns.add(db, Draft("bench", "promotions", {}, Audience()), NOON, None)
        campaigns.schedule(db, number, NOON, PAYLOADS)
        campaigns.start_due(db, NOON)
    is_going = True
    while is_going:
        start = time.perf_counter()
        is_going = batch.plan(number)
        took.append(time.perf_counter() - start)
    return took


def _forget(database: Database) -> None:
    """As if nothing had been planned: planning lists people in chunks, and writes no ledger."""
    with database.transaction() as db:
        for table in ("campaign_chunks", "campaign_skips", "campaigns"):
            db.execute(text(f"DELETE FROM {table}"))


def _send(database: Database) -> tuple[float, int]:
    """Seconds for so many chunks: claimed, its people asked once more, frozen, sent to nobody, recorded."""
    batch = _batch(database)
    start, sent = time.perf_counter(), 0
    while sent < CHUNKS_SENT:
        handful = batch.send_some()
        if not handful:
            break
        sent += handful
    return time.perf_counter() - start, max(1, sent)


def _batch(database: Database) -> Batch:
    return Batch(database, Hurried(), Wake(database), Deaf(), ShopTime("Asia/Bangkok"), has_threads=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    options, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    answer(ABOUT, lambda: measure(options.contacts))
