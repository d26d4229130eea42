"""A campaign from its hour to its end: who hears it, what stops it, what a crash leaves."""

import time

import pytest

from bot.clock import stopwatch
from bot.store import campaigns, chunks, consent, contacts, jobs, limits
from bot.store.database import Database
from handlers.campaigns import Move
from handlers.limits import Limits
from handlers.state import Phase
from tests import audiences
from tests.audiences import Person
from tests.crowd import Megaphone, batch, campaign, outcome, restart, status
from tests.rig import HandClock, KillAt, Killed

HOUR = 3_600_000
# The hand clock starts at 21:13 in Bangkok, so these quiet hours are none.
OPEN = Limits(per_day=1, per_week=2, gap_hours=0, quiet_from=0, quiet_to=0)


def prepare(database: Database, people: list[Person], set_limits: Limits = OPEN) -> None:
    with database.transaction() as db:
        audiences.write(db, people)
        limits.change(db, set_limits, 0, 1)


def owe(database: Database, clock: HandClock, **fields: object) -> int:
    with database.transaction() as db:
        return campaign(db, clock.now(), **fields)  # type: ignore[arg-type]


def look(database: Database, number: int) -> tuple[str, dict[str, int]]:
    with database.reading() as db:
        return status(db, number), outcome(db, number)


def test_everybody_hears_it_once_in_their_own_language(database: Database, clock: HandClock) -> None:
    prepare(database, [Person(), Person(language="en"), Person(has_talked=False), Person(is_group=True)])
    line = Megaphone(clock)
    number = owe(database, clock)

    batch(database, clock, line).carry_out()

    assert look(database, number) == ("done", {"sent": 3})
    assert [("Sale" in each.payload) for c in (1, 2, 3) for each in line.heard_by(c)] == [False, True, False]


def test_each_exclusion_is_counted_under_its_reason(database: Database, clock: HandClock) -> None:
    now = clock.now()
    people = [
        Person(),
        Person(is_blocked=True),
        Person(stopped=("promotions",)),
        Person(phase=Phase.QUEUED),
        Person(phase=Phase.WITH_AGENT),
        Person(bad_score_at=now - HOUR),
        Person(has_open_case=True),
        Person(sent=((now - HOUR, 99),)),
        Person(sent=((now - 30 * HOUR, 99), (now - 60 * HOUR, 99))),
    ]
    prepare(database, people)
    number = owe(database, clock)

    batch(database, clock, Megaphone(clock)).carry_out()

    expected = {"sent": 1, "blocked": 1, "no_consent": 1, "with_person": 2, "bad_score": 1, "open_case": 1}
    assert look(database, number)[1] == {**expected, "day_cap": 1, "week_cap": 1}


def test_two_campaigns_race_for_the_last_slot_and_one_gets_it(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(7)])
    line = Megaphone(clock)
    numbers = [owe(database, clock), owe(database, clock, topic="news")]
    rivals = [batch(database, clock, line, size=2), batch(database, clock, line, size=3)]

    for _ in range(12):
        for each in rivals:
            each.carry_out()

    assert all(len(line.heard_by(contact)) == 1 for contact in range(1, 8))
    sent = [look(database, each)[1].get("sent", 0) for each in numbers]
    assert sum(sent) == 7


def test_nothing_is_planned_or_sent_in_quiet_hours_and_all_of_it_after(
    database: Database, clock: HandClock
) -> None:
    prepare(database, [Person()], Limits(quiet_from=20 * 60, quiet_to=9 * 60))
    line = Megaphone(clock)
    number = owe(database, clock)

    batch(database, clock, line).carry_out()
    assert look(database, number) == ("running", {})
    clock.advance(hours=11)
    batch(database, clock, line).carry_out()
    assert line.calls == 0
    clock.advance(hours=1.5)
    batch(database, clock, line).carry_out()

    assert look(database, number) == ("done", {"sent": 1})


def test_a_chunk_planned_before_quiet_hours_waits_for_them_to_end(
    database: Database, clock: HandClock
) -> None:
    prepare(database, [Person()], Limits(quiet_from=22 * 60, quiet_to=9 * 60))
    line = Megaphone(clock, faults=["fast"])
    owe(database, clock)

    batch(database, clock, line).carry_out()
    clock.advance(hours=1)
    batch(database, clock, line).carry_out()
    assert (line.calls, line.delivered) == (1, [])
    clock.advance(hours=12)
    batch(database, clock, line).carry_out()

    assert len(line.delivered) == 1


def test_the_monthly_limit_holds_the_campaign_and_a_person_resumes_it(
    database: Database, clock: HandClock
) -> None:
    prepare(database, [Person() for _ in range(10)])
    line = Megaphone(clock, left=6)
    number = owe(database, clock)

    batch(database, clock, line, size=3).carry_out()
    with database.transaction() as db:
        assert status(db, number) == "held"
        assert campaigns.one(db, number).reason == "quota"
        assert jobs.any_due(db, clock.now(), ["quota"])  # LINE is asked what is left
        line.left = 100
        campaigns.move(db, number, Move.RESUME, reason="")
    batch(database, clock, line, size=3).carry_out()

    assert look(database, number) == ("done", {"sent": 10})
    assert sorted(each.contact for each in line.delivered) == list(range(1, 11))


def test_what_is_left_of_the_month_is_used_before_it_is_held(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(10)])
    line = Megaphone(clock, left=5)
    number = owe(database, clock)

    batch(database, clock, line, size=4).carry_out()
    assert look(database, number) == ("held", {"sent": 5, "waiting": 5})
    assert (line.left, len(line.delivered)) == (0, 5)
    with database.transaction() as db:
        line.left = None
        campaigns.move(db, number, Move.RESUME, reason="")
    batch(database, clock, line, size=4).carry_out()

    assert look(database, number) == ("done", {"sent": 10})
    assert sorted(each.contact for each in line.delivered) == list(range(1, 11))


@pytest.mark.parametrize("says", [100, None])
def test_it_is_held_whole_where_line_does_not_say_that_less_would_do(
    database: Database, clock: HandClock, says: int | None
) -> None:
    prepare(database, [Person() for _ in range(4)])
    line = Megaphone(clock, left=3)
    line.quota = lambda: (says, 0)  # type: ignore[method-assign]
    number = owe(database, clock)

    batch(database, clock, line, size=4).carry_out()

    assert look(database, number) == ("held", {"waiting": 4})
    assert line.calls == 1


def test_what_may_be_with_line_already_is_not_cut(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(4)])
    line = Megaphone(clock, faults=["lost"])
    number = owe(database, clock)

    batch(database, clock, line, size=4).carry_out()
    line.left = 3
    clock.advance(seconds=5)
    batch(database, clock, line, size=4).carry_out()

    assert look(database, number) == ("held", {"waiting": 4})
    assert line.delivered == []


def test_who_leaves_between_planning_and_sending_is_left_out_and_counted(
    database: Database, clock: HandClock
) -> None:
    prepare(database, [Person() for _ in range(4)])
    line = Megaphone(clock, faults=["fast"])
    number = owe(database, clock)
    batch(database, clock, line).carry_out()

    with database.transaction() as db:
        consent.change(db, 1, ["promotions"], False, "word", clock.now())
        contacts.set_blocked(db, [(2, True)])
    clock.advance(seconds=5)
    batch(database, clock, line).carry_out()

    assert look(database, number) == ("done", {"sent": 2, "blocked": 1, "no_consent": 1})
    assert {each.contact for each in line.delivered} == {3, 4}


def test_a_refused_chunk_is_parked_and_its_people_may_be_written_to_again(
    database: Database, clock: HandClock
) -> None:
    prepare(database, [Person()])
    line = Megaphone(clock, faults=["refused"])
    first, second = owe(database, clock), owe(database, clock, topic="news", at=clock.now() + HOUR)

    batch(database, clock, line).carry_out()
    clock.advance(hours=2)
    batch(database, clock, line).carry_out()

    assert look(database, first) == ("done", {"failed": 1})
    assert look(database, second) == ("done", {"sent": 1})
    with database.reading() as db:
        assert chunks.reasons(db, first) == [("400 The request body has 1 error(s) messages[0]", 1)]


def test_a_message_line_never_takes_is_not_tried_on_everybody(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(60)])
    line = Megaphone(clock, faults=["refused"] * 60)
    number = owe(database, clock)

    batch(database, clock, line, size=1).carry_out()

    assert look(database, number)[0] == "held"
    assert line.calls <= 20  # those that were on their way when the third came back


@pytest.mark.parametrize("fault", ["lost", "deaf"])
def test_an_answer_that_never_came_is_asked_for_again_with_the_same_key(
    database: Database, clock: HandClock, fault: str
) -> None:
    prepare(database, [Person(), Person()])
    line = Megaphone(clock, faults=[fault])
    number = owe(database, clock)

    batch(database, clock, line).carry_out()
    with database.transaction() as db:
        contacts.set_blocked(db, [(2, True)])  # too late: the bytes may be with LINE already
    clock.advance(seconds=2)
    batch(database, clock, line).carry_out()

    assert look(database, number) == ("done", {"sent": 2})
    assert sorted(each.contact for each in line.delivered) == [1, 2]


def test_a_key_that_line_has_forgotten_is_never_used_again(database: Database, clock: HandClock) -> None:
    prepare(database, [Person()])
    line = Megaphone(clock, faults=["deaf"])
    number = owe(database, clock)
    batch(database, clock, line).carry_out()
    with database.transaction() as db:
        campaigns.move(db, number, Move.PAUSE)

    clock.advance(hours=24)
    with database.transaction() as db:
        campaigns.move(db, number, Move.RESUME)
    batch(database, clock, line).carry_out()

    assert look(database, number) == ("done", {"in doubt": 1})
    assert (line.calls, len(line.delivered)) == (1, 1)


def test_cancelling_gives_back_what_was_reserved(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(6)])
    line = Megaphone(clock, faults=["fast"] * 6)
    first = owe(database, clock)
    batch(database, clock, line, size=1).carry_out()
    with database.transaction() as db:
        campaigns.move(db, first, Move.CANCEL, ended_at=clock.now())

    second = owe(database, clock, topic="news")
    for _ in range(3):
        batch(database, clock, line, size=1).carry_out()

    assert look(database, first)[1] == {"cancelled": 6}
    assert look(database, second) == ("done", {"sent": 6})


@pytest.mark.parametrize("step", range(1, 34, 2))
def test_nobody_hears_it_twice_and_nobody_is_forgotten_wherever_the_process_dies(
    step: int, database: Database, clock: HandClock
) -> None:
    prepare(database, [Person() for _ in range(7)] + [Person(is_blocked=True)])
    line = Megaphone(clock)
    number = owe(database, clock)

    try:
        batch(database, clock, line, KillAt(step), size=3).carry_out()
    except Killed:
        restart(database)
    clock.advance(seconds=1)
    batch(database, clock, line, size=3).carry_out()

    assert look(database, number) == ("done", {"sent": 7, "blocked": 1})
    assert sorted(each.contact for each in line.delivered) == list(range(1, 8))


def test_every_boundary_of_a_campaign_is_passed(database: Database, clock: HandClock) -> None:
    prepare(database, [Person() for _ in range(7)])
    probe = KillAt()
    owe(database, clock)

    batch(database, clock, Megaphone(clock), probe, size=3).carry_out()

    steps = "tidied planned plan_committed claimed claim_committed sending answered recorded record_committed"
    assert {f"batch.{step}" for step in steps.split()} == set(probe.steps)


def test_several_workers_at_once_send_to_everybody_once(database: Database, clock: HandClock) -> None:
    one_each = Limits(per_day=1, per_week=1, gap_hours=0, quiet_from=0, quiet_to=0)
    prepare(database, [Person() for _ in range(40)], one_each)
    line = Megaphone(clock)
    numbers = [owe(database, clock), owe(database, clock, topic="news")]
    workers = [batch(database, clock, line, size=3, has_threads=True) for _ in range(3)]

    for each in workers:
        each.start()
    deadline = stopwatch() + 60
    while any(look(database, each)[0] != "done" for each in numbers) and stopwatch() < deadline:
        for each in workers:
            each.news.set()
        time.sleep(0.05)
    for each in workers:
        each.stop()

    assert [look(database, each)[0] for each in numbers] == ["done", "done"]
    assert sorted(each.contact for each in line.delivered) == list(range(1, 41))
    outcomes = [look(database, each)[1] for each in numbers]
    assert sum(each.get("sent", 0) for each in outcomes) == 40
    assert [sum(each.values()) for each in outcomes] == [40, 40]
