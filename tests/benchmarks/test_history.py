"""Is a made-up year one that a desk could have had? Else figures over it would mean nothing."""

import re

import pytest
from sqlalchemy import inspect, text

from benchmarks.customers import Customers
from benchmarks.growth import scans_of
from benchmarks.history import LONG_CHATS, PER_SESSION, Past, fill
from benchmarks.plans import asked, explained
from bot.store import agents, conversations, inbox, outbox, queue, reports, unanswered
from bot.store.database import Database
from bot.store.reports import Stretch
from bot.store.tables import metadata
from bot.web.meters import Deliveries
from tests.rig import START, HandClock, Mouth, Rig

PAST = Past(contacts=5_000, messages=4_000, now=START)


@pytest.fixture
def old(database: Database) -> Database:
    """A database with a small year in it."""
    with database.transaction() as db:
        for name in ("nok", "ben", "ada"):
            agents.add(db, f"{name}@shop.example", name, "agent", "no password", START)
    fill(database, PAST)
    return database


def test_every_row_has_its_parents_and_every_index_is_there_again(old: Database) -> None:
    with old.reading() as db:
        for table in metadata.sorted_tables:
            for key in table.foreign_keys:
                lost = (
                    f"SELECT COUNT(*) FROM {table.name} AS child WHERE {key.parent.name} IS NOT NULL AND NOT "
                    f"EXISTS (SELECT 1 FROM {key.column.table.name} AS parent "
                    f"WHERE parent.{key.column.name} = child.{key.parent.name})"
                )
                assert db.execute(text(lost)).scalar_one() == 0, f"{table.name}.{key.parent.name}"
        kept = inspect(db)
        for table in metadata.sorted_tables:
            there = {each["name"] for each in kept.get_indexes(table.name)}
            assert {each.name for each in table.indexes} <= there


def test_sessions_messages_and_calls_belong_together(old: Database) -> None:
    apart = {
        "a message is said in its session's chat and time": """
            SELECT COUNT(*) FROM messages AS m JOIN service_sessions AS s ON s.id = m.session_id
            WHERE s.conversation_id <> m.conversation_id OR m.happened_at < s.opened_at
                OR m.happened_at > s.closed_at""",
        "an answer was sent to its chat": """
            SELECT COUNT(*) FROM messages AS m JOIN outbox AS o ON o.id = m.outbox_id
            WHERE o.conversation_id <> m.conversation_id OR o.created_at <> m.happened_at""",
        "a question came as an event of its contact": """
            SELECT COUNT(*) FROM messages AS m JOIN contacts AS c ON c.id = m.conversation_id
            WHERE m.author = 'contact' AND NOT EXISTS (SELECT 1 FROM inbox AS i
                WHERE i.line_message_id = m.line_message_id AND i.contact_key = c.line_id)""",
    }
    with old.reading() as db:
        for said, wrong in apart.items():
            assert db.execute(text(wrong)).scalar_one() == 0, said
        counted = reports.sessions(db, Stretch(0, START))
        longest = db.execute(
            text(
                "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM messages "
                "GROUP BY conversation_id) AS each_chat"
            )
        ).scalar_one()
    assert counted.opened == PAST.messages // PER_SESSION
    assert counted.resolved == counted.abandoned == counted.opened // 10
    assert longest >= PAST.messages // (2 * LONG_CHATS)


def test_customers_of_that_year_are_answered_and_nothing_of_it_is_read_through(old: Database) -> None:
    clock, mouth = HandClock(START + 1), Mouth()
    rig = Rig(old, clock, mouth, hands_over=True)
    known, strangers = Customers("secret", 5, first=1, every=7), Customers("secret", 5, first=10**9)

    found = scans_of(rig, known, strangers)

    assert len(mouth.said) == 200
    # PostgreSQL rightly reads a table of a few dozen rows through, such as the cases here.
    grown = re.compile(r"(Scan on|SCAN) (contacts|conversations|messages|inbox|outbox)\b")
    assert [each for each in found if grown.search(each)] == []


def test_what_waits_and_what_was_sent_is_counted_as_it_is(old: Database) -> None:
    deliveries, hour = Deliveries(), 3_600_000
    with old.transaction() as db:
        db.execute(text("UPDATE inbox SET state = 2 WHERE id <= 3"))
        db.execute(text("UPDATE inbox SET state = 0 WHERE id IN (4, 5)"))
        db.execute(text("UPDATE outbox SET state = 4 WHERE id = 1"))
        db.execute(text("UPDATE outbox SET state = 0, via = '', created_at = 77 WHERE id = 2000"))

    with old.reading() as db:
        assert inbox.counts(db) == {"waiting": 2, "parked": 3}
        assert outbox.oldest_open(db) == 77
        assert [each.id for each in outbox.in_trouble(db, 5)] == [1]
        first = deliveries.totals(db, START)
    assert first == {("reply", 2): 1899, ("push", 2): 99, ("reply", 4): 1, ("", 0): 1}

    with old.transaction() as db:
        db.execute(text("UPDATE outbox SET state = 2, via = 'push' WHERE id = 1"))
        db.execute(
            text("UPDATE outbox SET state = 2, via = 'push', created_at = :now WHERE id = 2000"),
            {"now": START},
        )
    with old.reading() as db:
        assert deliveries.totals(db, START + 1) == {("reply", 2): 1899, ("push", 2): 100, ("reply", 4): 1}
        later = deliveries.totals(db, START + hour)
    assert later == {("reply", 2): 1899, ("push", 2): 101}


def test_what_comes_next_gets_the_next_number(old: Database) -> None:
    with old.transaction() as db:
        conversations.reset_leases(db)
        db.execute(text("INSERT INTO feed (channel_id, conversation_id, kind, at) VALUES (1, 1, 'turn', 1)"))
        assert db.execute(text("SELECT MAX(id) FROM feed")).scalar_one() == PAST.messages + 1


def test_what_screens_count_is_counted_of_this_year_and_found_without_all_of_it(old: Database) -> None:
    with old.transaction() as db:
        db.execute(text("UPDATE conversations SET resolved_at = 1 WHERE id IN (7, 8)"))
    with old.reading() as db:
        lost = unanswered.newest(db, 0)
        spent = unanswered.people_time(db, lost)
        reachable = reports.contacts_reachable(db)
    with asked(old) as statements, old.reading() as db:
        counts = queue.counts(db, 1)
        reports.contacts_reachable(db)
    counting, *reaching = explained(old, statements)

    served = {each.session_id for each in lost if each.session_id % 10 == 3}
    assert spent == dict.fromkeys(served, 90_000)
    assert len(served) > 10
    assert reachable == PAST.contacts * 19 // 20
    assert counts[queue.RESOLVED] == 2
    assert "ix_conversations_resolved" in str(counting)
    assert "ix_contacts_blocked" in str(reaching[-1])
