"""Any plan of arrivals, rounds, clicks, cut lines and deaths: is each thing done once, in order, by one?"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import turn
from bot.store.database import Database, sqlite_url
from tests.bot.races import CLICKS, CONTACTS, LEASE_OVER_SECONDS, Office
from tests.postgres import Server
from tests.quick import kept_open

# A busy machine must not turn a true promise into a failing test.
PLANS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
MESSAGES, PROCESSES = 9, 3
PROCESS = st.integers(0, PROCESSES - 1)
RECEIVE = st.tuples(st.just("receive"), st.lists(st.integers(0, MESSAGES - 1), min_size=1, max_size=5))
STEP = st.one_of(
    RECEIVE,
    st.tuples(st.just("round"), PROCESS),
    st.tuples(st.just("send"), PROCESS, st.lists(st.booleans(), max_size=3)),
    st.tuples(st.just("click"), PROCESS, st.integers(0, len(CONTACTS) - 1), st.sampled_from([*CLICKS])),
    st.tuples(st.just("die"), PROCESS, st.integers(1, 6)),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 3, LEASE_OVER_SECONDS])),
    st.tuples(st.just("tail")),
)


def overtaken(events: tuple[str, list[int]], slow: int, quick: int) -> list[tuple[object, ...]]:
    """One decides and stops for so long that its leases end; another does the work; the first goes on."""
    late = ("wait", LEASE_OVER_SECONDS)
    return [events, ("round", slow), late, ("round", quick), ("round", quick), ("round", slow)]


def cut_off(events: tuple[str, list[int]], dying: int, at: int, other: int) -> list[tuple[object, ...]]:
    """One dies somewhere between deciding and hearing what LINE says; another finds what it left."""
    work = [("round", dying), ("round", dying), ("die", dying, at), ("send", dying, [])]
    return [events, *work, ("wait", LEASE_OVER_SECONDS), ("send", other, [])]


# Single steps seldom come in the orders that hurt, so whole scenes of them are among what is drawn.
SCENE = st.one_of(
    st.lists(STEP, min_size=3, max_size=10),
    st.builds(overtaken, RECEIVE, PROCESS, PROCESS),
    st.builds(cut_off, RECEIVE, PROCESS, st.integers(1, 5), PROCESS),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(
    request: pytest.FixtureRequest, sqlite_place: Path, sqlite_template: Path, postgres_url: str | None
) -> Iterator[Callable[[], Database]]:
    """An empty database, as often as it is asked for: every plan begins with nothing, and leaves nothing."""
    if request.param == "postgresql" and postgres_url is None:
        pytest.skip("no PostgreSQL: no TEST_DATABASE_URL, no embedded server, no local binaries")

    def empty() -> Database:
        if request.param == "postgresql":
            assert postgres_url is not None
            Server.empty(postgres_url)
            return kept_open(postgres_url)
        for left in sqlite_place.parent.iterdir():
            left.unlink()
        shutil.copy(sqlite_template, sqlite_place)
        return kept_open(sqlite_url(sqlite_place))

    yield empty
    if request.param == "postgresql":
        assert postgres_url is not None
        Server.empty(postgres_url)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A click on a chat that is being decided is told so at once: nobody else moves while it waits."""
    monkeypatch.setattr(turn, "BUSY_SECONDS", 0.0)


@PLANS
@example(plan=[overtaken(("receive", [0, 1]), 0, 1)])
@example(plan=[cut_off(("receive", [0, 1]), 0, 4, 1)])
@given(plan=st.lists(SCENE, min_size=1, max_size=5))
def test_any_plan_ends_with_everything_done_once_and_in_order(
    plan: list[list[tuple[object, ...]]], fresh: Callable[[], Database]
) -> None:
    database = fresh()
    try:
        office = Office(database, PROCESSES, MESSAGES)
        for name, *details in itertools.chain.from_iterable(plan):
            getattr(office, str(name))(*details)
        office.settle()
        office.check()
    finally:
        database.dispose()


@pytest.mark.parametrize("seed", range(2))
def test_deciders_and_agents_racing_in_threads_do_everything_once_and_in_order(
    seed: int, fresh: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "BUSY_SECONDS", 2.0)
    database = fresh()
    office = Office(database, PROCESSES, messages=60)

    def bring() -> None:
        for begun in range(0, 60, 4):
            office.receive([*range(begun, begun + 4), (begun * 7 + seed) % 60])

    def decide(number: int) -> None:
        for _ in range(40):
            office.rigs[number].decider.round()

    def click(number: int) -> None:
        names = [*CLICKS]
        for step in range(20):
            office.click(number, (step + seed) % len(CONTACTS), names[(step * 3 + seed) % len(names)])
            office.tail()

    with ThreadPoolExecutor(PROCESSES + 2) as threads:
        running = [threads.submit(bring), threads.submit(click, 0)]
        running += [threads.submit(decide, number) for number in range(PROCESSES)]
    for each in running:
        each.result()  # raises what was raised there
    office.settle()

    office.check()
    database.dispose()
