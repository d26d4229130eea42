"""How does a pump run? Rounds for as long as there is work, then a wait for a hint or for a second."""

import threading
import time

from bot.clock import stopwatch
from bot.logs import log
from bot.store.database import Unavailable

# Hints can be lost; nothing else is. A pump looks by itself this often.
IDLE_SECONDS = 1.0


class Pace:
    """At most one round per `seconds` in the long run, `free` at once.

    Under load a round that waits a moment finds more to do, and a commit costs the same for ten as for
    one. A few rounds in a row are free, so that a quiet shop's answer waits for nothing.
    """

    def __init__(self, seconds: float, free: int) -> None:
        self._seconds = seconds
        self._free = free
        self._saved = float(free)
        self._at = stopwatch()

    def wait(self) -> None:
        """Return when the next round may begin."""
        now = stopwatch()
        self._saved = min(self._free, self._saved + (now - self._at) / self._seconds)
        self._at = now
        self._saved -= 1
        if self._saved < 0:
            time.sleep(-self._saved * self._seconds)


class Pump:
    """One thread. Subclasses say what a round is; round() is also what tests call."""

    round_seconds, free_rounds = 0.008, 4

    def __init__(self, name: str, news: threading.Event) -> None:
        self.news = news
        self.is_stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def round(self) -> bool:
        """One pass; False when there was nothing to do."""
        raise NotImplementedError

    def forget(self) -> None:
        """The database went away in mid-round: keep nothing of it in memory."""

    def finish(self) -> None:
        """The last words before the thread ends."""

    def idle_seconds(self) -> float:
        """How long to wait for a hint when there is nothing to do."""
        return IDLE_SECONDS

    def start(self) -> None:
        """Begin pumping."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round in hand, then end."""
        self.is_stopping = True
        self.news.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=5)

    def is_alive(self) -> bool:
        """Is the thread still there?"""
        return self._thread.is_alive()

    def _run(self) -> None:
        pace = Pace(self.round_seconds, self.free_rounds)
        while not self.is_stopping:
            pace.wait()
            self.news.clear()
            if not self._guarded_round():
                self.news.wait(self.idle_seconds())
        try:
            self.finish()
        except Unavailable as error:
            log.error("pump.left_to_sweep", pump=self._thread.name, error=type(error).__name__)

    def _guarded_round(self) -> bool:
        try:
            return self.round()
        except Unavailable as error:
            log.error("pump.database_away", pump=self._thread.name, error=type(error).__name__)
        except Exception:  # noqa: BLE001 – the top of a pump: log the defect, keep pumping
            log.exception("pump.broken", pump=self._thread.name)
        self.forget()
        threading.Event().wait(IDLE_SECONDS)
        return False
