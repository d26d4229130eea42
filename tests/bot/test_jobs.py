"""Errands: a handful at a time, once each, put off when they fail, never in a conversation's way."""

from bot.jobs import Jobs, Write
from bot.store import jobs
from bot.store.database import Database
from bot.wake import Wake
from tests.rig import HandClock


def pump(database: Database, clock: HandClock, fetched: list[str], failing: set[str]) -> Jobs:
    def fetch(key: str) -> Write | None:
        if key in failing:
            raise OSError("LINE is away")
        fetched.append(key)
        return None

    return Jobs(database, clock, Wake(database), {"profile": fetch})


def ask(database: Database, clock: HandClock, *keys: str) -> None:
    with database.transaction() as db:
        jobs.ask(db, [("profile", key, clock.now()) for key in keys])


def test_an_errand_asked_twice_is_run_once(database: Database, clock: HandClock) -> None:
    fetched: list[str] = []
    ask(database, clock, "1", "2")
    ask(database, clock, "1")

    pump(database, clock, fetched, set()).round()

    assert sorted(fetched) == ["1", "2"]
    with database.reading() as db:
        assert jobs.waiting(db) == 0


def test_a_failing_errand_is_put_off_and_holds_nobody_up(database: Database, clock: HandClock) -> None:
    fetched: list[str] = []
    failing = {"1"}
    running = pump(database, clock, fetched, failing)
    ask(database, clock, "1", "2")

    running.round()
    running.round()
    assert fetched == ["2"]

    failing.clear()
    clock.advance(seconds=6)
    running.round()
    assert fetched == ["2", "1"]


def test_an_errand_whose_process_died_falls_due_again(database: Database, clock: HandClock) -> None:
    ask(database, clock, "1")
    with database.transaction() as db:
        jobs.claim(db, clock.now(), 60_000, 10, ["profile"])

    fetched: list[str] = []
    again = pump(database, clock, fetched, set())
    again.round()
    assert fetched == []

    clock.advance(seconds=61)
    again.round()
    assert fetched == ["1"]
