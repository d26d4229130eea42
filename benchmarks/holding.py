"""How long does each transaction hold the writer, and how much of that is our own work?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.figures import Figures, percentile, rounded
from bot.store.database import Database


def said(took: list[float]) -> Figures:
    return {
        "p50": rounded(percentile(took, 50)),
        "p99": rounded(percentile(took, 99)),
        "longest": rounded(max(took)),
        "above_100": sum(each > 100 for each in took),
    }


@contextmanager
def held(database: Database) -> Iterator[list[tuple[float, float]]]:
    """Ms from each begin to the end of its commit: by the wall's clock, and of this thread's work."""
    took: list[tuple[float, float]] = []
    original = database.transaction

    @contextmanager
    def timed() -> Iterator[Any]:
        with original() as db:
            start, worked = time.perf_counter(), time.thread_time()
            yield db
        took.append(((time.perf_counter() - start) * 1000, (time.thread_time() - worked) * 1000))

    database.transaction = timed  # type: ignore[method-assign]
    yield took
    del database.transaction  # the class's own again
