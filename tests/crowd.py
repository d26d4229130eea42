"""A crowd of contacts, LINE as far as multicasts need it, and campaigns worked off by hand."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.batch import Batch
from bot.line.errors import Answer, Kind
from bot.probe import Probe, unwatched
from bot.store import campaigns, chunks, ledger
from bot.store.campaigns import Draft
from bot.store.database import Connection, Database
from bot.store.reach import Audience
from bot.wake import Wake
from handlers.daytime import ShopTime
from tests.rig import HandClock

SHOP = ShopTime("Asia/Bangkok")
UNIT = re.compile(r"[A-Za-z0-9_]{1,30}")
PAYLOADS = {"th": '[{"type":"text","text":"ลดวันนี้ค่ะ"}]', "en": '[{"type":"text","text":"Sale today"}]'}


@dataclass(frozen=True)
class Delivered:
    """One message on one phone."""

    at: int
    contact: int
    unit: str
    payload: str
    retry_key: str


@dataclass
class Megaphone:
    """LINE's multicast: a key is burnt once accepted, blockers hear nothing, the month has a limit.

    `faults` are done in order: "lost" (nobody heard), "deaf" (heard, but no answer), "fast", "refused".
    """

    clock: HandClock
    left: int | None = None
    faults: list[str] = field(default_factory=list)
    blockers: set[int] = field(default_factory=set)
    delivered: list[Delivered] = field(default_factory=list)
    calls: int = 0
    _burnt: dict[str, tuple[list[str], str, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def multicast(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer:
        """As LINE answers; a broken rule of LINE's fails the test."""
        with self._lock:
            return self._answer(to, payload, retry_key, unit)

    def quota(self) -> tuple[int | None, int]:
        """LINE counts what was used; what is left is the limit less that."""
        return self.left, 0

    def _answer(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer:
        self.calls += 1
        assert 1 <= len(to) <= 500
        assert UNIT.fullmatch(unit)
        if retry_key in self._burnt:
            assert self._burnt[retry_key] == (to, payload, unit)
            return Answer(Kind.ALREADY_ACCEPTED)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost":
            return Answer(Kind.UNKNOWN, "ReadTimeoutError")
        if fault == "fast":
            return Answer(Kind.TOO_FAST, "429 The API rate limit has been exceeded.")
        if fault == "refused":
            return Answer(Kind.REFUSED, "400 The request body has 1 error(s) messages[0]")
        heard = [int(each[1:], 16) for each in to]
        reached = [each for each in heard if each not in self.blockers]
        if self.left is not None and len(reached) > self.left:
            return Answer(Kind.OVER_QUOTA, "429 You have reached your monthly limit.")
        if self.left is not None:
            self.left -= len(reached)
        self._burnt[retry_key] = (to, payload, unit)
        self.delivered += [Delivered(self.clock.now(), each, unit, payload, retry_key) for each in reached]
        return Answer(Kind.UNKNOWN, "ProtocolError") if fault == "deaf" else Answer(Kind.ACCEPTED)

    def heard_by(self, contact: int) -> list[Delivered]:
        """What this contact's phone shows."""
        return [each for each in self.delivered if each.contact == contact]


def batch(
    database: Database,
    clock: HandClock,
    line: Megaphone,
    probe: Probe = unwatched,
    size: int = 500,
    *,
    has_threads: bool = False,
) -> Batch:
    """The pump of one process; without threads its steps are taken by the test."""
    return Batch(
        database,
        clock,
        Wake(database),
        line,
        SHOP,
        probe=probe,
        slice_size=size,
        chunk_size=size,
        has_threads=has_threads,
    )


def restart(database: Database) -> None:
    """What a start after a crash does: attempts in hand are of unknown fate."""
    with database.transaction() as db:
        ledger.recover(db, None)


def campaign(
    db: Connection,
    now: int,
    *,
    topic: str = "promotions",
    tags: Iterable[str] = (),
    language: str = "",
    name: str = "ลดปลายเดือน",
    at: int | None = None,
    payloads: dict[str, str] | None = None,
) -> int:
    """One that is scheduled for now, or for then."""
    draft = Draft(name, topic, {"th": "ลดวันนี้ค่ะ"}, Audience(tuple(tags), language))
    number = campaigns.add(db, draft, now, None)
    assert campaigns.schedule(db, number, at if at is not None else now, payloads or PAYLOADS)
    return number


def outcome(db: Connection, campaign_id: int) -> dict[str, int]:
    """Everybody of the audience, by what became of them."""
    names = {chunks.SENT: "sent", chunks.FAILED: "failed", chunks.IN_DOUBT: "in doubt"}
    names |= {chunks.CANCELLED: "cancelled", chunks.WAITING: "waiting", chunks.FILLING: "waiting"}
    names |= {chunks.SENDING: "waiting"}
    found = dict(campaigns.skips(db, campaign_id))
    for state, (_, people) in chunks.totals(db, campaign_id).items():
        if people:
            found[names[state]] = found.get(names[state], 0) + people
    return found


def status(db: Connection, campaign_id: int) -> str:
    """Where it stands."""
    row = campaigns.one(db, campaign_id)
    assert row is not None
    return str(row.status)


def frozen_at(db: Connection, retry_key: str) -> int:
    """When the chunk with this key last had its people settled."""
    from sqlalchemy import select

    return int(
        db.execute(
            select(chunks.Chunk.first_tried_at).where(chunks.Chunk.retry_key == retry_key)
        ).scalar_one()
    )


__all__ = ["PAYLOADS", "SHOP", "Delivered", "Megaphone"]
