"""How many calls may be with LINE at once, and what came of those that are over?"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

Outcome = TypeVar("Outcome")


class Slots(Generic[Outcome]):
    """Threads that wait for LINE. An outcome stays until it is recorded: a commit that fails loses none."""

    def __init__(self, most: int, name: str, news: threading.Event, *, has_threads: bool = True) -> None:
        """`news` is set for each call that is over. `has_threads`: False leaves all calls to run_all()."""
        self._free = most
        self._news = news
        self._count = threading.Lock()
        self._has_threads = has_threads
        self._waiting: list[Callable[[], Outcome]] = []
        self._finished: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._unrecorded: list[Outcome] = []
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)

    @property
    def free(self) -> int:
        """How many more calls may begin."""
        return self._free

    def take(self, most: int) -> int:
        """Up to `most` slots, kept until put back or until their calls are over; how many it were."""
        with self._count:
            taken = min(most, self._free)
            self._free -= taken
        return taken

    def put_back(self, slots: int) -> None:
        """These are not needed after all."""
        with self._count:
            self._free += slots

    @property
    def is_waiting(self) -> bool:
        """Without threads: is something started that did not run?"""
        return bool(self._waiting)

    def start(self, call: Callable[[], Outcome]) -> None:
        """Begin a call in a slot that was taken for it. It never raises: the slot must come back."""
        if self._has_threads:
            self._pool.submit(self._run, call)
        else:
            self._waiting.append(call)

    def run_all(self) -> int:
        """Without threads: what was started, one after the other; how many."""
        calls, self._waiting = self._waiting, []
        for each in calls:
            self._run(each)
        return len(calls)

    def unrecorded(self) -> list[Outcome]:
        """What came of the calls that are over, their slots free again."""
        while True:
            try:
                self._unrecorded.append(self._finished.get_nowait())
            except queue.Empty:
                return list(self._unrecorded)
            self.put_back(1)

    def recorded(self, outcomes: list[Outcome]) -> None:
        """The first ones, as unrecorded() gave them, are in the database."""
        self._unrecorded = self._unrecorded[len(outcomes) :]

    def close(self) -> None:
        """Wait for the calls that are with LINE; begin no other."""
        self._pool.shutdown(wait=True)

    def _run(self, call: Callable[[], Outcome]) -> None:
        self._finished.put(call())
        self._news.set()
