"""Is every figure what a person with paper and pencil would get? Each example is worked out by hand."""

import pytest
from sqlalchemy import insert, update

from bot.store import chunks, contacts, milestones, reports, surveys
from bot.store.chunks import Chunk
from bot.store.conversations import Conversation
from bot.store.database import Connection, Database
from bot.store.milestones import Milestone
from bot.store.outbox import FAILED, IN_DOUBT, SENT, WAITING, Delivery
from bot.store.reports import Messages, Scores, Sessions, Stretch
from tests.crowd import campaign

MINUTE, HOUR = 60_000, 3_600_000
DAY = Stretch(10 * HOUR, 34 * HOUR)


@pytest.fixture
def people(database: Database) -> list[int]:
    """Four customers with a conversation each."""
    with database.transaction() as db:
        found = contacts.add_missing(db, [f"U{number:032x}" for number in range(4)], 0)
        db.execute(insert(Conversation), [{"id": each, "state": "{}", "phase": "idle"} for each in found])
    return found


def session(db: Connection, person: int, opened: int, closed: int | None = None, outcome: str = "") -> int:
    (number,) = milestones.open_sessions(db, [person], opened)
    if closed is not None:
        milestones.close_sessions(db, [(number, outcome, None)], closed)
    return number


def marked(db: Connection, person: int, number: int, name: str, at: int, reason: str = "") -> None:
    milestones.mark(db, [(person, number, name, reason, None)], at)


def delivered(db: Connection, person: int, at: int, state: int, via: str, counted: int = 0) -> None:
    db.execute(
        insert(Delivery).values(
            conversation_id=person,
            line_id="U",
            author="bot",
            payload="[]",
            retry_key="k",
            state=state,
            via=via,
            counted=counted,
            created_at=at,
        )
    )


def surveyed(
    db: Connection, person: int, number: int, at: int, topic: str, path: str, score: int = 0
) -> None:
    key = f"key-{number}"
    surveys.plan(db, surveys.NewSurvey(key, person, number, topic, path, None), at)
    surveys.mark_asked(db, key, at, is_counted=False)
    if score:
        surveys.record_score(db, key, person, score, at)


def test_sessions_count_where_they_open_and_where_they_close(database: Database, people: list[int]) -> None:
    one, two, three, four = people
    with database.transaction() as db:
        session(db, one, 9 * HOUR, 11 * HOUR, "contained")  # opened the day before
        session(db, two, 10 * HOUR, 12 * HOUR, "resolved")
        session(db, three, 33 * HOUR, 34 * HOUR, "contained")  # closed the day after
        session(db, four, 20 * HOUR, 21 * HOUR, "abandoned")
        session(db, four, 22 * HOUR)  # still open

    with database.reading() as db:
        found = reports.sessions(db, DAY)

    assert found == Sessions(opened=4, contained=1, resolved=1, abandoned=1, expired=0, came_back=0)


def test_coming_back_within_three_days_is_told_beside_contained(
    database: Database, people: list[int]
) -> None:
    one, two, three, _ = people
    close = 11 * HOUR
    with database.transaction() as db:
        for person in (one, two, three):
            session(db, person, 10 * HOUR, close, "contained")
        session(db, one, close + 72 * HOUR - 1)  # just within
        session(db, two, close + 72 * HOUR)  # just without

    with database.reading() as db:
        found = reports.sessions(db, DAY)

    assert (found.contained, found.came_back) == (3, 1)


def test_handoffs_are_told_by_reason(database: Database, people: list[int]) -> None:
    with database.transaction() as db:
        for person, reason in zip(people, ("asked", "third_miss", "asked", "complaint"), strict=True):
            marked(db, person, session(db, person, 11 * HOUR), "handoff_asked", 12 * HOUR, reason)
        marked(db, people[0], 1, "handoff_asked", 34 * HOUR, "asked")  # tomorrow's

    with database.reading() as db:
        assert reports.handoffs(db, DAY) == {"asked": 2, "complaint": 1, "third_miss": 1}


def test_the_first_response_runs_from_the_handoff_to_the_first_human_word(
    database: Database, people: list[int]
) -> None:
    one, two, three, _ = people
    with database.transaction() as db:
        first = session(db, one, 11 * HOUR)
        marked(db, one, first, "handoff_asked", 12 * HOUR)
        marked(db, one, first, "claimed", 12 * HOUR + MINUTE)
        marked(db, one, first, "agent_replied", 12 * HOUR + 3 * MINUTE)
        marked(db, one, first, "agent_replied", 12 * HOUR + 9 * MINUTE)
        second = session(db, two, 11 * HOUR)
        marked(db, two, second, "handoff_asked", 33 * HOUR)
        marked(db, two, second, "agent_replied", 35 * HOUR)  # answered tomorrow: today's handoff all the same
        marked(db, three, session(db, three, 11 * HOUR), "handoff_asked", 13 * HOUR)  # nobody answered

    with database.reading() as db:
        waits = [answered - asked for asked, answered in reports.answers(db, DAY)]
        assert sorted(waits) == [3 * MINUTE, 2 * HOUR]


def test_targets_are_kept_or_missed_when_the_answer_comes(database: Database, people: list[int]) -> None:
    with database.transaction() as db:
        for person, name in zip(people, ("target_kept", "target_kept", "target_missed"), strict=False):
            marked(db, person, session(db, person, 11 * HOUR), name, 12 * HOUR, "first")
        marked(db, people[0], 1, "target_missed", 13 * HOUR, "resolve")
        marked(db, people[0], 1, "target_late", 12 * HOUR, "first")
        marked(db, people[0], 1, "target_missed", 40 * HOUR, "first")

    with database.reading() as db:
        assert reports.targets_kept(db, DAY) == {"first": (2, 3), "resolve": (0, 1)}


def test_resolution_runs_from_the_opening_of_the_session(database: Database, people: list[int]) -> None:
    with database.transaction() as db:
        session(db, people[0], 9 * HOUR, 12 * HOUR, "resolved")
        session(db, people[1], 11 * HOUR, 12 * HOUR, "contained")

    with database.reading() as db:
        assert [closed - opened for opened, closed in reports.resolved(db, DAY)] == [3 * HOUR]


def test_scores_are_told_by_topic_and_path_with_how_many_were_asked(
    database: Database, people: list[int]
) -> None:
    with database.transaction() as db:
        given = [("fee", "bot", 7), ("fee", "bot", 4), ("fee", "bot", 0), ("returns", "person", 2)]
        for person, (topic, path, score) in zip(people, given, strict=True):
            surveyed(db, person, session(db, person, 11 * HOUR), 12 * HOUR, topic, path, score)

    with database.reading() as db:
        assert reports.scores(db, DAY) == [
            Scores("fee", "bot", asked=3, answered=2, total=11, squares=65, easy=1),
            Scores("returns", "person", asked=1, answered=1, total=2, squares=4, easy=0),
        ]


def test_messages_are_told_by_how_they_went_out(database: Database, people: list[int]) -> None:
    with database.transaction() as db:
        for _ in range(3):
            delivered(db, people[0], 11 * HOUR, SENT, "reply")
        delivered(db, people[1], 11 * HOUR, SENT, "push", counted=1)
        delivered(db, people[1], 12 * HOUR, SENT, "push", counted=1)
        delivered(db, people[2], 12 * HOUR, FAILED, "push")
        delivered(db, people[2], 12 * HOUR, IN_DOUBT, "reply")
        delivered(db, people[3], 12 * HOUR, WAITING, "")
        delivered(db, people[3], 9 * HOUR, SENT, "push", counted=1)  # yesterday

    with database.reading() as db:
        found = reports.messages(db, DAY)

    assert found == Messages(replies=3, pushes=2, counted=2, failed=1, in_doubt=1, broadcast=0)
    assert found.saved == 3


def test_broadcasts_are_told_by_people_in_the_stretch_in_which_line_took_them(database: Database) -> None:
    with database.transaction() as db:
        number = campaign(db, 0)
        given = [
            (chunks.SENT, 500, 11 * HOUR),
            (chunks.SENT, 37, 33 * HOUR),
            (chunks.SENT, 20, 34 * HOUR),  # tomorrow's
            (chunks.SENT, 10, 9 * HOUR),  # yesterday's
            (chunks.FAILED, 500, 12 * HOUR),  # refused by LINE
            (chunks.IN_DOUBT, 500, 12 * HOUR),
            (chunks.WAITING, 500, None),
        ]
        chunks.add(db, [(number, "th", f"key-{n}", []) for n in range(len(given))], 1)
        for place, (state, size, at) in enumerate(given, 1):
            changed = update(Chunk).where(Chunk.id == place)
            db.execute(changed.values(state=state, size=size, done_at=at))

    with database.reading() as db:
        assert reports.messages(db, DAY) == Messages(0, 0, 0, 0, 0, broadcast=537)


def test_blocks_are_counted_and_those_who_blocked_are_not_reachable(
    database: Database, people: list[int]
) -> None:
    with database.transaction() as db:
        db.execute(insert(Milestone).values(conversation_id=people[0], name="blocked", at=11 * HOUR))
        contacts.set_blocked(db, [(people[0], True)])
        contacts.add_missing(db, ["C" + "1" * 32], 0)  # a group is nobody we can write to

    with database.reading() as db:
        assert reports.blocks(db, DAY) == 1
        assert reports.contacts_reachable(db) == 3


def test_a_stretch_in_which_nothing_happened_is_all_zeros(database: Database) -> None:
    with database.reading() as db:
        assert reports.sessions(db, DAY) == Sessions(0, 0, 0, 0, 0, 0)
        assert reports.messages(db, DAY) == Messages(0, 0, 0, 0, 0)
        assert (reports.handoffs(db, DAY), reports.scores(db, DAY)) == ({}, [])
        assert (reports.answers(db, DAY), reports.resolved(db, DAY)) == ([], [])
