"""Do raw events and sent bytes go when their days are over, and nothing that is told or counted by them?"""

import json
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.jobs import Jobs
from bot.retention import DELIVERIES, Kept, Retention
from bot.store import inbox, jobs, messages, outbox
from bot.store.database import Database
from bot.store.inbox import PARKED, InboxEvent
from bot.store.outbox import FAILED, Delivery
from bot.wake import Wake
from tests.rig import MALI, HandClock, Mouth, Rig, event, text, webhook

DAYS = 20


class Shop:
    """A rig, and the pump that would run its errands."""

    def __init__(self, database: Database, clock: HandClock, days: int = DAYS) -> None:
        self.database, self.clock = database, clock
        self.mouth = Mouth()
        self.rig = Rig(database, clock, self.mouth)
        self.restart(days)

    def restart(self, days: int) -> None:
        """A worker starts with this setting."""
        self.retention = Retention(self.database, self.clock, Kept(wire_days=days))
        wake = Wake(self.database)
        self._pump = Jobs(self.database, self.clock, wake, self.retention.errands, handful=1)
        self.retention.begin()

    def asks(self, words: str = "ค่าส่งเท่าไหร่คะ") -> dict[str, Any]:
        """A customer's question, answered; the event as LINE brought it."""
        brought = text(words, MALI, at=self.clock.now())
        self.brings(brought)
        return brought

    def brings(self, brought: dict[str, Any]) -> None:
        self.rig.receive(webhook(brought))
        self.rig.settle()

    def pass_days(self, days: float, hours: float = 24) -> None:
        self.clock.advance(hours=days * hours)
        self.work()

    def work(self) -> None:
        """Everything due, also what is put off for a moment."""
        for _ in range(4):
            while self._pump.round():
                pass
            self.clock.advance(seconds=61)

    def events(self) -> int:
        with self.database.reading() as db:
            return db.execute(select(func.count()).select_from(InboxEvent)).scalar_one()

    def sent(self) -> list[int]:
        """How much is left of each delivery's bytes."""
        with self.database.reading() as db:
            kept = db.execute(select(Delivery.payload).order_by(Delivery.id)).scalars()
            return [len(json.loads(each)) for each in kept]


@pytest.fixture
def shop(database: Database, clock: HandClock) -> Shop:
    return Shop(database, clock)


def told(shop: Shop) -> list[tuple[object, ...]]:
    """The conversation as agents read it, and what it cost."""
    with shop.database.reading() as db:
        rows = messages.transcript(db, 1)
        totals = outbox.settled(db, 0, 2**60)
    return [(each.text, each.delivery, each.via, each.counted, each.line_ids) for each in rows] + [
        tuple(sorted(totals.items(), key=str))
    ]


def test_what_was_handled_and_sent_goes_when_its_days_are_over_and_no_day_earlier(shop: Shop) -> None:
    shop.asks()
    shop.pass_days(12)
    shop.asks("เปิดกี่โมง")
    before = told(shop)

    shop.pass_days(DAYS - 13)
    assert (shop.events(), all(shop.sent())) == (2, True)
    shop.pass_days(2)

    assert shop.events() == 1
    assert [bool(each) for each in shop.sent()] == [False, True]
    assert told(shop) == before
    shop.pass_days(12)
    assert shop.events() == 1  # the newest says when LINE was last heard
    assert not any(shop.sent())
    with shop.database.reading() as db:
        assert inbox.newest(db) is not None


def test_a_message_that_line_brings_again_is_known_whether_its_event_is_kept_or_not(shop: Shop) -> None:
    brought = shop.asks()
    said = len(shop.mouth.said)

    shop.pass_days(13)
    shop.brings(brought)  # within the window: the event itself is known
    shop.asks("เปิดกี่โมง")
    shop.pass_days(DAYS)
    assert shop.events() == 1
    shop.brings(brought)  # long after: the message is

    assert len(shop.mouth.said) == said + 1
    with shop.database.reading() as db:
        heard = [each.text for each in messages.transcript(db, 1) if each.author == messages.CONTACT]
    assert heard == ["ค่าส่งเท่าไหร่คะ", "เปิดกี่โมง"]


def test_a_tap_that_line_brings_again_within_the_window_is_one_tap(shop: Shop) -> None:
    tap = event("postback", MALI, shop.clock.now(), postback={"data": "article:hours"})
    shop.brings(tap)
    said = len(shop.mouth.said)

    shop.pass_days(DAYS - 1)
    shop.brings(tap)

    assert len(shop.mouth.said) == said


def test_what_waits_is_set_aside_or_failed_stays_whole(shop: Shop) -> None:
    for words in ("หนึ่ง", "สอง", "สาม", "สี่"):
        shop.asks(words)
    with shop.database.transaction() as db:
        ids = list(db.execute(select(InboxEvent.id).order_by(InboxEvent.id)).scalars())
        db.execute(update(InboxEvent).where(InboxEvent.id == ids[0]).values(state=PARKED))
        first = db.execute(select(func.min(Delivery.id))).scalar_one()
        db.execute(update(Delivery).where(Delivery.id == first).values(state=FAILED))
    shop.rig.receive(webhook(text("รออยู่", MALI, at=shop.clock.now())))

    shop.pass_days(DAYS + 1)

    with shop.database.reading() as db:
        left = list(db.execute(select(InboxEvent.state).order_by(InboxEvent.id)).scalars())
    assert left == [PARKED, 0]
    assert [bool(each) for each in shop.sent()] == [True, *[False] * (len(shop.sent()) - 1)]


def test_nothing_goes_where_no_days_are_set(database: Database, clock: HandClock) -> None:
    shop = Shop(database, clock, days=0)
    shop.asks()
    shop.asks()

    shop.pass_days(4000)

    assert (shop.events(), all(shop.sent())) == (2, True)


def test_slice_by_slice_and_each_delivery_is_looked_at_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retention._ROWS", 2)
    for _ in range(7):
        shop.asks()
    shop.clock.advance(hours=24 * (DAYS + 1))

    left = []
    for _ in range(4):
        while shop._pump.round():
            pass
        left.append((shop.events(), sum(map(bool, shop.sent()))))
        shop.clock.advance(seconds=3)

    assert left == [(5, 5), (3, 3), (1, 1), (1, 0)]
    shop.work()
    shop.restart(DAYS)  # a start does not begin with the first delivery again
    with shop.database.reading() as db:
        at = db.execute(select(jobs.Job.key).where(jobs.Job.kind == DELIVERIES)).scalar_one()
        assert int(at) == db.execute(select(func.max(Delivery.id))).scalar_one()


def test_turned_off_it_ends_and_turned_on_it_finds_what_was_left(shop: Shop) -> None:
    shop.asks()
    shop.restart(0)
    shop.pass_days(DAYS + 2)
    assert all(shop.sent())
    with shop.database.reading() as db:
        assert (
            db.execute(select(func.count()).select_from(jobs.Job).where(jobs.Job.kind == DELIVERIES)).scalar()
            == 0
        )

    shop.restart(DAYS)
    shop.work()

    assert not any(shop.sent())
