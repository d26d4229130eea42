"""Who is given to whom?"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.assignment import Crew, Server, Waiting, choose, plan, skilled, team_for

NOK, BEN, SORA = 1, 2, 3
NOW = 1_000


def server(number: int, load: int = 0, **changed: object) -> Server:
    return replace(Server(number, str(number), True, load, 2), **changed)  # type: ignore[arg-type]


MALI = Waiting(10, since=100, topics=frozenset({"claims"}))
CLAIMS = Crew(1, topics=frozenset({"claims"}), members=frozenset({BEN}))
ENGLISH = Crew(2, languages=frozenset({"en"}), members=frozenset({SORA}))
ALL_ROUND = Crew(3, members=frozenset({NOK}))


@pytest.mark.parametrize(
    ("servers", "chosen"),
    [
        ((), None),
        ((server(NOK, is_online=False),), None),
        ((server(NOK, load=2),), None),
        ((server(NOK, capacity=0),), None),
        ((server(NOK, load=50, capacity=None),), NOK),
        ((server(NOK, load=1), server(BEN)), BEN),
        ((server(NOK, assigned_at=9), server(BEN, assigned_at=5)), BEN),
        ((server(NOK), server(BEN)), NOK),
        ((server(NOK, load=2), server(BEN, load=1)), BEN),
    ],
)
def test_online_with_room_least_busy_then_longest_idle(
    servers: tuple[Server, ...], chosen: int | None
) -> None:
    found = choose(MALI, servers, [])

    assert (found.id if found else None) == chosen


@pytest.mark.parametrize(
    ("waiting", "crews", "able"),
    [
        (MALI, [], None),
        (MALI, [CLAIMS], {BEN}),
        (MALI, [CLAIMS, ALL_ROUND], {BEN, NOK}),
        (replace(MALI, topics=frozenset()), [CLAIMS, ALL_ROUND], {NOK}),
        (replace(MALI, topics=frozenset()), [CLAIMS], None),
        (MALI, [ENGLISH], None),
        (replace(MALI, language="en"), [ENGLISH, CLAIMS], {BEN, SORA}),
        (replace(MALI, team_id=2), [CLAIMS, ENGLISH], {SORA}),
        (replace(MALI, team_id=99), [CLAIMS], {BEN}),
    ],
)
def test_skill_is_the_team_by_topic_and_language(
    waiting: Waiting, crews: list[Crew], able: set[int] | None
) -> None:
    assert skilled(waiting, crews) == able


@pytest.mark.parametrize(
    ("crews", "team"),
    [([CLAIMS], 1), ([ALL_ROUND], None), ([CLAIMS, replace(CLAIMS, id=9)], None), ([ENGLISH, CLAIMS], 1)],
)
def test_the_one_team_that_names_the_topic_has_its_hours_and_targets(
    crews: list[Crew], team: int | None
) -> None:
    assert team_for(frozenset({"claims"}), "th", crews) == team


def test_who_returns_gets_the_same_person_only_if_that_person_can() -> None:
    back = replace(MALI, last_agent_id=BEN)

    assert choose(back, [server(NOK), server(BEN, load=1)], []) == server(BEN, load=1)
    assert choose(back, [server(NOK), server(BEN, is_online=False)], []) == server(NOK)
    assert choose(back, [server(NOK), server(BEN, load=2)], []) == server(NOK)


def test_who_did_not_answer_is_given_the_same_one_again_only_where_nobody_else_is_here() -> None:
    passed = replace(MALI, passed_by=NOK, last_agent_id=NOK)
    busy, gone = server(BEN, load=3, capacity=3), server(BEN, is_online=False)

    assert choose(passed, [server(NOK), busy], []) is None  # there will be room
    assert choose(passed, [server(NOK), server(BEN)], []).id == BEN
    assert choose(passed, [server(NOK), gone], []).id == NOK


def test_the_oldest_first_priority_ahead_and_nobody_is_held_up_by_one_whom_none_can_serve() -> None:
    stuck = Waiting(1, since=1, priority=2, team_id=2)
    old, young, upset = Waiting(2, since=2), Waiting(3, since=3), Waiting(4, since=4, priority=1)

    given = plan([young, old, upset, stuck], [server(NOK)], [ENGLISH, ALL_ROUND], NOW)

    assert [waiting.id for waiting, _ in given] == [4, 2]


SERVERS = st.lists(
    st.builds(
        Server,
        st.integers(1, 6),
        st.just("x"),
        st.booleans(),
        st.integers(0, 3),
        st.one_of(st.none(), st.integers(0, 4)),
        st.integers(0, 9),
    ),
    unique_by=lambda each: each.id,
    max_size=6,
)
LINE = st.lists(
    st.builds(Waiting, st.integers(1, 30), st.integers(0, 99), st.integers(0, 2)),
    unique_by=lambda each: each.id,
    max_size=20,
)


@settings(max_examples=80, deadline=None)
@given(LINE, SERVERS)
def test_no_plan_overloads_anybody_serves_twice_or_leaves_room_while_someone_waits(
    line: list[Waiting], servers: list[Server]
) -> None:
    given_to = plan(line, servers, [], NOW)

    assert len({waiting.id for waiting, _ in given_to}) == len(given_to)
    room = 0
    for each in servers:
        more = sum(chosen.id == each.id for _, chosen in given_to)
        assert more == 0 or each.is_online
        if each.capacity is not None:
            assert more == 0 or each.load + more <= each.capacity
        if each.is_ready:
            room += 99 if each.capacity is None else each.capacity - each.load
    assert len(given_to) == min(len(line), room)
