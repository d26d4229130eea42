"""How fast may this process speak to LINE? A bucket per endpoint, so that bursts wait here and not at a 429.

LINE allows 2,000 requests a second on reply, push and profile, per channel
(https://developers.line.biz/en/reference/messaging-api/#rate-limits), and sends no Retry-After.
Several processes share that limit without talking to each other: a 429 tells, and the outbox waits.
"""

import threading
import time

from bot.clock import stopwatch

REQUESTS_PER_SECOND = 2_000


class Bucket:
    """A token bucket: `rate` a second, and at most one second's worth saved up."""

    def __init__(self, rate: float = REQUESTS_PER_SECOND) -> None:
        self._rate = rate
        self._saved = rate
        self._at = stopwatch()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Return when one request may go out."""
        wait = self._reserve()
        if wait > 0:
            time.sleep(wait)

    def _reserve(self) -> float:
        """Seconds until the token just taken is really there; the bucket may owe."""
        with self._lock:
            now = stopwatch()
            self._saved = min(self._rate, self._saved + (now - self._at) * self._rate)
            self._at = now
            self._saved -= 1
            return max(0.0, -self._saved / self._rate)
