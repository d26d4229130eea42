"""Which moment does the ledger give a broadcast's message, and is nobody owed more for it?"""

import pytest
from sqlalchemy import select

from bot.line.errors import Answer
from bot.store import limits
from bot.store.database import Database
from bot.store.ledger import LedgerEntry
from handlers.campaigns import UNSENT
from handlers.limits import SLACK_MS, Limits
from tests import audiences
from tests.audiences import Person
from tests.crowd import Megaphone, batch, campaign, outcome, restart, status
from tests.rig import HandClock, Killed

ONE_A_DAY = Limits(per_day=1, per_week=7, gap_hours=0, quiet_from=0, quiet_to=0)


class Slow(Megaphone):
    """LINE hears at once, and takes so many seconds for an answer."""

    seconds = 0.0

    def multicast(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer:
        answer = super().multicast(to, payload, retry_key, unit)
        self.clock.advance(seconds=self.seconds)
        return answer


def slow(clock: HandClock, seconds: float, *faults: str) -> Slow:
    line = Slow(clock, faults=list(faults))
    line.seconds = seconds
    return line


def die_when_owed(step: str) -> None:
    if step == "batch.claim_committed":
        raise Killed(step)


@pytest.fixture(autouse=True)
def people(database: Database) -> None:
    with database.transaction() as db:
        audiences.write(db, [Person(), Person()])
        limits.change(db, ONE_A_DAY, 0, 1)


def owe(database: Database, clock: HandClock, topic: str = "promotions") -> int:
    with database.transaction() as db:
        return campaign(db, clock.now(), topic=topic)


def moments(database: Database) -> set[int]:
    """What the ledger says of all its entries."""
    with database.reading() as db:
        return set(db.execute(select(LedgerEntry.at)).scalars())


def ended(database: Database, number: int) -> dict[str, int]:
    with database.reading() as db:
        assert status(db, number) == "done"
        return outcome(db, number)


def to_midnight(clock: HandClock, seconds: float) -> None:
    """So many seconds before the shop's day ends."""
    day, zone = 86_400_000, 7 * 3_600_000
    clock.advance(seconds=(day - (clock.now() + zone) % day) / 1000 - seconds)


def test_what_was_taken_at_once_keeps_the_moment_it_was_owed_at(database: Database, clock: HandClock) -> None:
    owed = clock.now()
    owe(database, clock)

    batch(database, clock, slow(clock, 2)).carry_out()

    assert moments(database) == {owed}


def test_what_was_taken_late_is_given_that_later_moment(database: Database, clock: HandClock) -> None:
    owe(database, clock)

    batch(database, clock, slow(clock, SLACK_MS / 1000 + 1)).carry_out()

    assert moments(database) == {clock.now()}


def test_across_midnight_it_counts_for_the_day_it_arrived_on(database: Database, clock: HandClock) -> None:
    to_midnight(clock, 5)
    owe(database, clock)

    batch(database, clock, slow(clock, 10)).carry_out()
    assert moments(database) == {clock.now()}
    second = owe(database, clock, "news")
    batch(database, clock, slow(clock, 0)).carry_out()

    assert ended(database, second) == {"day_cap": 2}


def test_across_midnight_it_counts_everywhere_while_it_is_on_its_way(
    database: Database, clock: HandClock
) -> None:
    to_midnight(clock, 5)
    first = owe(database, clock)

    with pytest.raises(Killed):
        batch(database, clock, slow(clock, 0), die_when_owed).carry_out()

    assert moments(database) == {UNSENT}
    restart(database)
    clock.advance(seconds=10)
    batch(database, clock, slow(clock, 0)).carry_out()
    assert ended(database, first) == {"sent": 2}
    assert moments(database) == {clock.now()}


def test_while_nobody_knows_it_counts_on_every_day(database: Database, clock: HandClock) -> None:
    line = slow(clock, 0, "lost", "lost")
    first = owe(database, clock)
    batch(database, clock, line).carry_out()
    assert moments(database) == {UNSENT}

    clock.advance(hours=20)  # another day
    second = owe(database, clock, "news")
    batch(database, clock, line).carry_out()
    clock.advance(seconds=600)
    batch(database, clock, line).carry_out()

    assert ended(database, first) == {"sent": 2}
    assert ended(database, second) == {"day_cap": 2}
    assert len(line.delivered) == 2


def test_an_attempt_that_died_yesterday_counts_today_even_before_the_sweep(
    database: Database, clock: HandClock
) -> None:
    line = slow(clock, 0)
    first = owe(database, clock)
    with pytest.raises(Killed):
        batch(database, clock, line, die_when_owed).carry_out()

    clock.advance(hours=20)  # every process was down, and none has swept yet
    second = owe(database, clock, "news")
    batch(database, clock, line).carry_out()

    assert ended(database, first) == {"sent": 2}
    assert ended(database, second) == {"day_cap": 2}
    assert len(line.delivered) == 2
