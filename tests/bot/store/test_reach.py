"""Does the statement that judges a million say exactly what the rule says of each?"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import reach
from bot.store.database import Database
from bot.store.reach import Audience, Moment, Wish
from handlers.campaigns import UNSENT, Candidate, why_not
from handlers.limits import HOUR_MS, SLACK_MS, WEEK_MS, Limits
from handlers.state import Phase
from tests import audiences
from tests.audiences import Person
from tests.rig import START

ME = 7
MIDNIGHT = START - 5 * HOUR_MS

# Close to every edge the rule has, on both sides of it.
EDGES = sorted(
    {
        edge + step
        for edge in (MIDNIGHT, START, START - WEEK_MS, START - 20 * HOUR_MS, START - 72 * HOUR_MS)
        for step in (-HOUR_MS, -SLACK_MS - 1, -SLACK_MS, -SLACK_MS + 1, -1, 0, 1, HOUR_MS)
        if edge + step <= START
    }
)
MOMENTS = st.sampled_from(EDGES)

PEOPLE = st.builds(
    Person,
    language=st.sampled_from(["th", "en", ""]),
    is_blocked=st.booleans(),
    stopped=st.sampled_from([(), ("promotions",), ("news",), ("promotions", "news")]),
    phase=st.sampled_from(list(Phase)),
    bad_score_at=st.none() | MOMENTS,
    sent=st.lists(st.tuples(MOMENTS | st.just(UNSENT), st.sampled_from([0, 3, ME])), max_size=4).map(tuple),
    tags=st.sampled_from([(), ("vip",), ("vip", "เชียงใหม่"), ("new",)]),
    has_talked=st.booleans(),
    is_group=st.sampled_from([False, False, False, True]),
    has_open_case=st.sampled_from([False, False, True]),
)
CALM = st.builds(Person, sent=st.lists(st.tuples(MOMENTS, st.just(3)), max_size=3).map(tuple))
LIMITS = st.builds(
    Limits,
    per_day=st.integers(1, 3),
    per_week=st.integers(1, 4),
    gap_hours=st.sampled_from([0, 20]),
    bad_score_hours=st.sampled_from([0, 72]),
)
AUDIENCES = st.builds(
    Audience,
    tags=st.sampled_from([(), ("vip",), ("เชียงใหม่", "new"), ("nobody",)]),
    language=st.sampled_from(["", "th", "en"]),
)


def candidate(person: Person, topic: str) -> Candidate:
    """What the rule knows of this person."""
    recent = [(at, campaign) for at, campaign in person.sent if at > START - WEEK_MS - SLACK_MS]
    return Candidate(
        is_blocked=person.is_blocked,
        has_consent=topic not in person.stopped,
        phase=person.phase if person.has_talked else Phase.IDLE,
        has_open_case=person.has_open_case and person.has_talked,
        bad_score_at=person.bad_score_at,
        is_member=any(campaign == ME for _, campaign in recent),
        today=sum(at >= MIDNIGHT for at, _ in recent),
        week=len(recent),
        last_at=max((at for at, _ in recent), default=None),
    )


def language(person: Person) -> str:
    return person.language if person.has_talked and person.language else "th"


def is_meant(person: Person, audience: Audience) -> bool:
    """Is this person in the audience at all?"""
    return (
        not person.is_group
        and audience.language in ("", language(person))
        and (not audience.tags or bool({*audience.tags} & {*person.tags}))
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(PEOPLE | CALM, min_size=1, max_size=25), limits=LIMITS, audience=AUDIENCES, cut=st.data()
)
def test_the_statement_and_the_rule_agree_on_everyone(
    database: Database, people: list[Person], limits: Limits, audience: Audience, cut: st.DataObject
) -> None:
    wish = Wish("promotions", "th", limits, Moment(START, MIDNIGHT), ME)
    after = cut.draw(st.integers(0, len(people)))
    until = cut.draw(st.integers(after, len(people)))
    verdicts = [why_not(candidate(each, "promotions"), limits, START) for each in people]
    with database.transaction() as db:
        audiences.forget(db)
        audiences.write(db, people)

    with database.reading() as db:
        found = reach.sort(db, audience, wish, after, until)
        together = reach.judge(db, list(range(1, len(people) + 1)), wish)
        chosen, excluded = reach.count(db, audience, wish)

    meant = [
        (n, p, v) for n, (p, v) in enumerate(zip(people, verdicts, strict=True), 1) if is_meant(p, audience)
    ]
    inside = [(n, p, v) for n, p, v in meant if after < n <= until]
    assert [(number, reason) for number, _, reason in together] == [
        (number, verdict or "") for number, verdict in enumerate(verdicts, 1)
    ]
    assert found.chosen == grouped(inside)
    assert found.excluded == counted(inside)
    assert chosen == {spoken: len(numbers) for spoken, numbers in grouped(meant).items()}
    assert excluded == counted(meant)


def grouped(judged: list[tuple[int, Person, object]]) -> dict[str, list[int]]:
    """{language: numbers} of those who may be sent to."""
    found: dict[str, list[int]] = {}
    for number, person, verdict in judged:
        if verdict is None:
            found.setdefault(language(person), []).append(number)
    return found


def counted(judged: list[tuple[int, Person, object]]) -> dict[str, int]:
    """{reason: how many} of the others."""
    found: dict[str, int] = {}
    for _, _, verdict in judged:
        if verdict is not None:
            found[str(verdict)] = found.get(str(verdict), 0) + 1
    return found
