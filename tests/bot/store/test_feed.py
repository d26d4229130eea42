"""The feed's numbers follow commits: a reader that has gone past a number never finds one before it."""

import threading
import time

from bot.store import feed
from bot.store.database import Database
from bot.store.feed import Change


def test_numbers_follow_commits_when_two_writers_interleave(database: Database) -> None:
    """The slow writer begins first and commits last; its entry must not appear behind the reader."""
    seen: list[int] = []
    slow_has_begun, fast_may_go = threading.Event(), threading.Event()

    def slow() -> None:
        with database.transaction() as db:
            db.execute(Change.__table__.select().limit(1))
            slow_has_begun.set()
            fast_may_go.wait(5)
            time.sleep(0.2)
            feed.append(db, [1], feed.TURN, 1)

    def fast() -> None:
        slow_has_begun.wait(5)
        fast_may_go.set()
        with database.transaction() as db:
            feed.append(db, [2], feed.TURN, 1)

    def read() -> None:
        with database.reading() as db:
            seen.extend(each.id for each in feed.after(db, seen[-1] if seen else 0, 100))

    writers = [threading.Thread(target=slow), threading.Thread(target=fast)]
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):
        read()
        time.sleep(0.01)
    read()

    assert len(seen) == 2
    assert seen == sorted(seen)


def test_many_writers_leave_no_gap_for_a_reader_that_tails(database: Database) -> None:
    rounds, writers = 15, 4
    seen: list[int] = []
    done = threading.Event()

    def write(number: int) -> None:
        for _ in range(rounds):
            with database.transaction() as db:
                feed.append(db, [number], feed.TURN, 1)

    def tail() -> None:
        while True:
            is_last = done.is_set()
            with database.reading() as db:
                seen.extend(each.id for each in feed.after(db, seen[-1] if seen else 0, 1000))
            if is_last:
                return

    reader = threading.Thread(target=tail)
    reader.start()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    done.set()
    reader.join()

    assert len(seen) == rounds * writers
    assert len(set(seen)) == len(seen)
