"""Who is here, who has room: on both engines."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event, update

from bot.store import agents, contacts, conversations, feed, presence
from bot.store.agents import Agent
from bot.store.database import Connection, Database
from bot.store.presence import AWAY, BUSY, OFFLINE, ONLINE
from handlers.state import Phase

MINUTE = 60_000
NOW = 1_000 * MINUTE


@pytest.fixture
def nok(database: Database) -> int:
    with database.transaction() as db:
        return agents.add(db, "nok@x", "Nok", "agent", "", 0)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that SQLAlchemy sends."""
    seen: list[str] = []
    listen = lambda _c, _cu, sql, *_: seen.append(sql)  # noqa: E731
    event.listen(database.read, "before_cursor_execute", listen)
    yield seen
    event.remove(database.read, "before_cursor_execute", listen)


def serves(db: Connection, agent_id: int, number: int) -> list[int]:
    """So many open conversations with this person."""
    made = contacts.add_missing(db, [f"U{agent_id}x{each}" for each in range(number)], 0)
    conversations.open_for(db, made)
    threads = conversations.load(db, dict.fromkeys(made, 0))
    taken = [
        replace(each, state=replace(each.state, phase=Phase.WITH_AGENT, agent_id=agent_id))
        for each in threads.values()
    ]
    conversations.save(db, taken)
    return made


def stands(database: Database, agent_id: int) -> str:
    with database.reading() as db:
        return {each.id: each.presence for each in presence.colleagues(db)}[agent_id]


def hints(database: Database) -> int:
    with database.reading() as db:
        return len([each for each in feed.after(db, 0, 100) if each.kind == feed.PRESENCE])


def test_whoever_was_never_seen_is_offline_with_five_places(database: Database, nok: int) -> None:
    with database.reading() as db:
        (found,) = presence.colleagues(db)

    assert (found.id, found.presence, found.capacity, found.load) == (nok, OFFLINE, 5, 0)
    assert found.has_room
    assert not found.is_ready


def test_a_screen_in_use_brings_somebody_back_and_says_so_once(database: Database, nok: int) -> None:
    for at in (NOW, NOW + MINUTE):
        with database.transaction() as db:
            presence.seen(db, nok, at, is_active=True)

    assert stands(database, nok) == ONLINE
    assert hints(database) == 1


def test_idle_becomes_away_and_the_next_touch_becomes_the_wish_again(database: Database, nok: int) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, BUSY, NOW)
    later = NOW + presence.AWAY_AFTER_MS + 1
    with database.transaction() as db:
        presence.seen(db, nok, later, is_active=False)
    with database.reading() as db:
        assert presence.any_gone(db, later)
    with database.transaction() as db:
        assert presence.note_gone(db, later) == []
    assert stands(database, nok) == AWAY
    with database.reading() as db:
        assert not presence.any_gone(db, later)

    with database.transaction() as db:
        assert presence.seen(db, nok, later + MINUTE, is_active=True)

    assert stands(database, nok) == BUSY


def test_away_by_choice_stays_away_while_in_use(database: Database, nok: int) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, AWAY, NOW)
        assert not presence.seen(db, nok, NOW + 2 * MINUTE, is_active=True)

    assert stands(database, nok) == AWAY


def test_a_closed_screen_is_offline_and_noted_once(database: Database, nok: int) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, ONLINE, NOW)
    gone = NOW + presence.OFFLINE_AFTER_MS + 1
    with database.transaction() as db:
        assert presence.note_gone(db, gone) == [nok]
        assert presence.note_gone(db, gone) == []


def test_signing_in_ends_the_evening_before(database: Database, nok: int) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, OFFLINE, NOW)
        presence.arrive(db, nok, NOW + MINUTE)

    assert stands(database, nok) == ONLINE


def test_the_load_of_everybody_is_one_query(database: Database, nok: int, statements: list[str]) -> None:
    with database.transaction() as db:
        ben = agents.add(db, "ben@x", "Ben", "agent", "", 0)
        serves(db, nok, 3)
        serves(db, ben, 1)
    statements.clear()

    with database.reading() as db:
        loads = {each.id: each.load for each in presence.colleagues(db)}

    assert loads == {nok: 3, ben: 1}
    assert len(statements) == 1


@pytest.mark.parametrize(("capacity", "expected"), [(4, True), (3, False), (0, False), (None, True)])
def test_a_place_is_free_up_to_the_capacity(
    database: Database, nok: int, capacity: int | None, expected: bool
) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, ONLINE, NOW)
        db.execute(update(Agent).values(capacity=capacity))
    with database.transaction() as db:
        serves(db, nok, 3)
    with database.transaction() as db:
        assert presence.take_place(db, nok, NOW) is expected


@pytest.mark.parametrize("wish", [BUSY, AWAY, OFFLINE])
def test_nobody_but_the_online_is_given_anything(database: Database, nok: int, wish: str) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, wish, NOW)
    with database.transaction() as db:
        assert not presence.take_place(db, nok, NOW)


def test_of_two_who_want_the_last_place_one_gets_it(database: Database, nok: int) -> None:
    with database.transaction() as db:
        presence.choose(db, nok, ONLINE, NOW)
        db.execute(update(Agent).values(capacity=1))
    with database.transaction() as db:
        made = serves(db, nok, 2)
        free = [
            replace(each, state=replace(each.state, phase=Phase.QUEUED, agent_id=None))
            for each in conversations.load(db, dict.fromkeys(made, 0)).values()
        ]
        conversations.save(db, free)
    got: list[bool] = []
    both = threading.Barrier(2)

    def take(number: int) -> None:
        with database.transaction() as db:
            thread = conversations.load(db, {number: 0})[number]
            if database.is_sqlite is False:
                both.wait(20)  # both have begun; on SQLite there is only one writer at a time
            is_mine = presence.take_place(db, nok, NOW)
            got.append(is_mine)
            if is_mine:
                served = replace(thread.state, phase=Phase.WITH_AGENT, agent_id=nok)
                conversations.save(db, [replace(thread, state=served)])

    takers = [threading.Thread(target=take, args=(each,)) for each in made]
    for each in takers:
        each.start()
    for each in takers:
        each.join(30)

    assert sorted(got) == [False, True]
