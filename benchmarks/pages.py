"""What does each room of the console cost in an old house? As the server makes the page, no network."""

import time
from collections.abc import Callable, Mapping

from flask.testing import FlaskClient

from benchmarks.engines import Engine
from benchmarks.figures import Figures, percentile, progress, rounded
from benchmarks.lists import settings
from benchmarks.plans import asked, explained
from benchmarks.processor import spent_s
from bot.app import create_app
from bot.assemble import Process, assemble
from bot.clock import Clock
from bot.seed import signin_link
from bot.store.database import Database

TIMES, WARM = 3, 1
ADMIN = "ada@shop.example"

ROOMS = {
    **{f"list {view}": f"/c/?view={view}" for view in ("waiting", "mine", "bot", "resolved", "all")},
    "thread of 5000": "/c/1",
    "thread of 5000, older": "/c/1?before=100000",
    "thread": "/c/77",
    "customer": "/customers/77",
    "search of a name": "/c/?find=ลูกค้า 77",
    "numbers": "/numbers",
    "numbers of 30 days": "/numbers?period=30-days",
    "board": "/board/",
    "unanswered": "/answers/unanswered",
    "usefulness": "/answers/usefulness",
    "how sure": "/answers/how-sure",
    "cases": "/cases/",
    "broadcasts": "/broadcasts",
    "audit": "/audit/",
    "system": "/system",
    "metrics": "/metrics",
}


def pages(engine: Engine, rooms: Mapping[str, str] = ROOMS) -> Figures:
    """{room: its milliseconds, its queries, and what of history was read from end to end}."""
    process = assemble(settings(engine), has_web=True, has_pumps=False)
    try:
        assert process.desk is not None
        client = create_app(process.desk).test_client()
        assert client.get(signin_link(process.database, Clock(), ADMIN)).status_code == 302
        return {name: _page(process, client, name, path) for name, path in rooms.items()}
    finally:
        process.stop()


def _page(process: Process, client: FlaskClient, name: str, path: str) -> Figures:
    progress(name)

    def get() -> None:
        page = client.get(path, buffered=True)
        assert page.status_code == 200, f"{path} answered {page.status_code}"

    return measured(process.database, get)


def measured(database: Database, act: Callable[[], object], times: int = TIMES) -> Figures:
    """Milliseconds of an act, on the wall and of processor time, the database's own included."""
    took, worked = [], []
    for _ in range(WARM + times):
        before, start = spent_s(database), time.perf_counter()
        act()
        took.append((time.perf_counter() - start) * 1000)
        worked.append((spent_s(database) - before) * 1000)
    with asked(database) as statements:
        act()
    faults = [fault.strip() for plan in explained(database, statements) for fault in plan.faults]
    figures: Figures = {
        "p50": rounded(percentile(took[WARM:], 50)),
        "worked": rounded(percentile(worked[WARM:], 50)),
        "queries": len(statements),
    }
    return figures | ({"scans": "; ".join(faults)} if faults else {})
