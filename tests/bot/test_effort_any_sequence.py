"""Whatever is said or killed: nobody is asked twice in a week, amid a case, at night, or above a cap."""

import contextlib
import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot.store import ledger
from bot.store.cases import Case
from bot.store.database import AnyRow, Database
from bot.store.ledger import BROADCAST, LedgerEntry
from bot.store.reach import Moment, Wish
from bot.store.surveys import Survey
from bot.turn import Busy
from handlers.acts import AgentClaimed, Resolved
from handlers.limits import WEEK_MS, Limits
from handlers.state import Refused
from tests import audiences
from tests.bot.mortal import Mortal
from tests.crowd import SHOP

AGENT = 7
LIMITS = Limits()
WHO = st.integers(0, 1)
WORDS = ("ค่าส่งเท่าไหร่คะ", "ขอบคุณค่ะ", "ขอคุยกับเจ้าหน้าที่", "เรียบร้อยแล้วค่ะ", "7", "2")
STEPS = st.tuples(
    st.one_of(
        st.tuples(st.just("say"), st.tuples(WHO, st.sampled_from(WORDS))),
        st.tuples(st.just("serve"), st.tuples(WHO, st.booleans())),
        st.tuples(st.just("serve"), st.tuples(WHO, st.booleans())),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 1.0, 9.0, 14.0, 25.0, 100.0])),
        st.tuples(st.just("case"), st.tuples(WHO, st.booleans())),
        st.tuples(st.just("offer"), WHO),
    ),
    st.integers(0, 30),  # at which step the process dies; mostly beyond the last
)

_numbers = itertools.count(1)


@dataclass
class World(Mortal):
    """Two customers, an agent, and a process that may die."""

    cases: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)

    def do_serve(self, wish: tuple[int, bool]) -> None:
        """Asked for, taken and resolved; with a reply token still alive, or without."""
        who, is_quick = wish
        self.do_say((who, WORDS[2]))
        self._click(who, AgentClaimed(AGENT, "Nok"))
        if is_quick:
            self.clock.advance(seconds=2)
            self.do_say((who, WORDS[3]))
        else:
            self.clock.advance(seconds=90)
        self._click(who, Resolved(AGENT))
        self.rig.settle()

    def _click(self, who: int, event: AgentClaimed | Resolved) -> None:
        with contextlib.suppress(Refused, Busy):
            self.rig.turns.take(self.people[who], event)

    def do_wait(self, hours: float) -> None:
        self.clock.advance(hours=hours)

    def do_case(self, wish: tuple[int, bool]) -> None:
        who, is_open = wish
        person = self.people[who]
        with self.database.transaction() as db:
            db.execute(delete(Case).where(Case.conversation_id == person))
            if is_open:
                audiences.open_case(db, person)
        self.cases.setdefault(person, []).append((self.clock.now(), is_open))

    def do_offer(self, who: int) -> None:
        """A broadcast wants this customer's place, if there is one."""
        now = self.clock.now()
        wish = Wish("promotions", "th", LIMITS, Moment(now, SHOP.midnight(now)), next(_numbers))
        with self.database.transaction() as db:
            ledger.reserve(db, self.people[who], BROADCAST, wish)

    def check(self) -> None:
        keys = set(re.findall(r"ces:([^:\"]+):1", " ".join(payload for _, _, payload in self.mouth.said)))
        with self.database.reading() as db:
            for person in self.people:
                found = select(Survey.__table__).where(Survey.conversation_id == person)
                asked = [each for each in db.execute(found) if each.asked_at is not None]
                self._check_asked(person, sorted(asked, key=lambda each: each.asked_at))
                sent = db.execute(select(LedgerEntry.at).where(LedgerEntry.contact_id == person)).scalars()
                self._check_caps(sorted(sent))
            # What phones show was asked, each in its own row; those of earlier examples among them.
            assert keys <= set(db.execute(select(Survey.key).where(Survey.asked_at.is_not(None))).scalars())

    def _check_asked(self, person: int, asked: list[AnyRow]) -> None:
        assert all(later.asked_at - earlier.asked_at >= WEEK_MS for earlier, later in pairwise(asked))
        assert len({each.session_id for each in asked}) == len(asked)
        for each in asked:
            changes = self.cases.get(person, [])
            before = bisect_right([moment for moment, _ in changes], each.asked_at)
            assert not (before and changes[before - 1][1])
            if each.is_counted:
                assert 9 * 60 <= SHOP.minute(each.asked_at) < 20 * 60

    def _check_caps(self, moments: list[int]) -> None:
        for at in moments:
            assert sum(SHOP.midnight(each) == SHOP.midnight(at) for each in moments) <= LIMITS.per_day
            assert sum(at - WEEK_MS < each <= at for each in moments) <= LIMITS.per_week
        assert all(later - earlier >= LIMITS.gap_ms for earlier, later in pairwise(moments))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=20))
def test_the_question_never_comes_too_often_or_at_a_bad_moment(
    database: Database, steps: list[tuple[tuple[str, object], int]]
) -> None:
    world = World(database)

    for (what, how), dies_at in steps:
        world.do(what, how, dies_at)

    world.check()


def test_in_three_weeks_of_being_served_daily_three_questions_are_asked(database: Database) -> None:
    world = World(database)
    world.do("wait", 14.0, 0)

    for _ in range(20):
        world.do("serve", (0, True), 0)
        world.do("wait", 24.0, 0)

    with database.reading() as db:
        asked = select(Survey.id).where(
            Survey.conversation_id == world.people[0], Survey.asked_at.is_not(None)
        )
        assert len(db.execute(asked).all()) == 3
    world.check()
