"""Is never more taken in hand than there are hands? Whatever way the database finds to carry a claim out."""

import pytest
from sqlalchemy import insert, text

from bot.store import campaigns, chunks, contacts, jobs, outbox
from bot.store.conversations import Conversation
from bot.store.database import Connection, Database
from bot.store.outbox import WAITING, Delivery
from tests.crowd import campaign

PEOPLE = 12
# A planner that knows nothing of the rows may ask the inner question again for each of them: then a
# limit inside it holds for none.
WAYS = ("", "hashjoin", "hashjoin mergejoin", "hashjoin mergejoin hashagg sort material")


def choose(db: Connection, without: str) -> None:
    """PostgreSQL finds its way without these."""
    if db.dialect.name == "postgresql":
        for each in without.split():
            db.execute(text(f"SET LOCAL enable_{each} = off"))


@pytest.mark.parametrize("without", WAYS)
def test_one_delivery_is_claimed_when_one_slot_is_free(database: Database, without: str) -> None:
    with database.transaction() as db:
        found = contacts.add_missing(db, [f"U{number:032x}" for number in range(PEOPLE)], 0)
        db.execute(insert(Conversation), [{"id": each, "state": "{}", "phase": "idle"} for each in found])
        row = {"line_id": "U", "author": "bot", "payload": "[]", "state": WAITING, "created_at": 0}
        db.execute(insert(Delivery), [row | {"conversation_id": n, "retry_key": f"k{n}"} for n in found])

    with database.transaction() as db:
        choose(db, without)
        assert len(outbox.claim(db, 1, 1, 50_000)) == 1
        assert len(outbox.claim(db, 1, 3, 50_000)) == 3


@pytest.mark.parametrize("without", WAYS)
def test_one_errand_is_claimed_when_one_is_wanted(database: Database, without: str) -> None:
    with database.transaction() as db:
        jobs.ask(db, [("fetch", str(number), 0) for number in range(PEOPLE)])

    with database.transaction() as db:
        choose(db, without)
        assert len(jobs.claim(db, 1, 60_000, 1, ["fetch"])) == 1
        assert len(jobs.claim(db, 1, 60_000, 3, ["fetch"])) == 3


@pytest.mark.parametrize("without", WAYS)
def test_one_chunk_is_claimed_when_lines_pace_grants_one_call(database: Database, without: str) -> None:
    with database.transaction() as db:
        number = campaign(db, 0)
        campaigns.start_due(db, 0)
        chunks.add(db, [(number, "th", f"key-{each}", [each]) for each in range(PEOPLE)], 1)

    with database.transaction() as db:
        choose(db, without)
        assert len(chunks.claim(db, 1, 1)) == 1
        assert len(chunks.claim(db, 1, 3)) == 3
