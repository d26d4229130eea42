"""What does this process count? In memory; totals that must survive are read from SQL (health.py)."""

from prometheus_client import Counter

from bot.store import outbox
from bot.store.database import Connection
from bot.store.outbox import Totals

webhook = Counter("saphan_webhook_calls_total", "Webhook calls by outcome, in this process", ["outcome"])

HOUR_MS = 3_600_000
# No delivery is tried for longer: what was owed before is over.
_TRIED_MS = 24 * HOUR_MS


class Deliveries:
    """All that were ever owed. The years are counted once an hour, and not whenever somebody asks."""

    def __init__(self) -> None:
        self._past: Totals = {}
        self._edge = 0
        self._again_at = 0

    def totals(self, db: Connection, now: int) -> Totals:
        """{(via, state): deliveries}. One of long ago that is sent again by hand is seen within the hour."""
        if now >= self._again_at:
            edge = now - _TRIED_MS
            self._past, self._edge, self._again_at = outbox.settled(db, 0, edge), edge, now + HOUR_MS
        found = dict(self._past)
        for kind, number in (*outbox.settled(db, self._edge).items(), *outbox.under_way(db).items()):
            found[kind] = found.get(kind, 0) + number
        return found
