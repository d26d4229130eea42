"""A hint reaches those who wait, on both engines and between processes; losing one costs a second at most."""

import contextlib

from bot.store.database import Database
from bot.wake import FEED, INBOX, OUTBOX, Wake

PATIENCE = 20  # a busy machine is slow to connect


def test_a_commit_wakes_who_listens_for_its_topic_and_nobody_else(database: Database) -> None:
    wake = Wake(database)
    listening, deaf = wake.subscribe(INBOX, FEED), wake.subscribe(OUTBOX)
    wake.listen()

    assert database.is_sqlite or deaf.wait(PATIENCE)  # the first ring says "look at what you missed"
    listening.clear()
    deaf.clear()
    with database.transaction() as db:
        wake.inside(db, INBOX)
    wake.after(INBOX)

    assert listening.wait(PATIENCE)
    assert not deaf.is_set()
    wake.stop()


def test_a_rolled_back_transaction_wakes_nobody(database: Database) -> None:
    wake = Wake(database)
    flag = wake.subscribe(INBOX)
    wake.listen()
    assert database.is_sqlite or flag.wait(PATIENCE)
    flag.clear()

    with contextlib.suppress(ZeroDivisionError), database.transaction() as db:
        wake.inside(db, INBOX)
        raise ZeroDivisionError

    assert not flag.wait(0.3)
    wake.stop()


def test_stopping_wakes_everybody(database: Database) -> None:
    wake = Wake(database)
    flags = [wake.subscribe(topic) for topic in (INBOX, OUTBOX, FEED)]

    wake.stop()

    assert all(flag.is_set() for flag in flags)
