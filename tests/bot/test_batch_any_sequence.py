"""Whatever happens in whatever order, crashes included: nobody is written to who should not be."""

from bisect import bisect_right
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text

from bot.store import buckets, campaigns, chunks, consent, contacts, limits
from bot.store.campaigns import Campaign, CampaignSkip
from bot.store.cases import Case
from bot.store.database import Database
from bot.store.limits import StoredLimits
from handlers.campaigns import Move
from handlers.limits import WEEK_MS, Limits, is_quiet
from handlers.state import Phase
from tests import audiences
from tests.audiences import Person
from tests.crowd import SHOP, Megaphone, batch, campaign, frozen_at, outcome, restart, status
from tests.rig import HandClock, KillAt, Killed

PEOPLE = 9
CONTACTS = st.integers(1, PEOPLE)
TOPICS = ("promotions", "news")

LIMITS = st.builds(
    Limits,
    per_day=st.integers(1, 2),
    per_week=st.integers(1, 3),
    gap_hours=st.sampled_from([0, 3, 20]),
    quiet_from=st.sampled_from([0, 21 * 60, 12 * 60]),
    quiet_to=st.sampled_from([0, 9 * 60, 13 * 60]),
    bad_score_hours=st.sampled_from([0, 30]),
)
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.02, 0.5, 3.0, 11.0, 25.0])),
    st.tuples(st.just("work"), st.integers(0, 40)),
    st.tuples(st.just("fault"), st.sampled_from(["lost", "deaf", "fast", "refused"])),
    st.tuples(st.just("campaign"), st.tuples(st.sampled_from(TOPICS), st.sampled_from(["", "th", "en"]))),
    st.tuples(st.just("stop"), st.tuples(CONTACTS, st.sampled_from(TOPICS))),
    st.tuples(st.just("start"), st.tuples(CONTACTS, st.sampled_from(TOPICS))),
    st.tuples(st.just("block"), CONTACTS),
    st.tuples(st.just("unblock"), CONTACTS),
    st.tuples(st.just("phase"), st.tuples(CONTACTS, st.sampled_from(list(Phase)))),
    st.tuples(st.just("score"), CONTACTS),
    st.tuples(st.just("case"), st.tuples(CONTACTS, st.booleans())),
    st.tuples(
        st.just("move"),
        st.tuples(st.integers(0, 3), st.sampled_from([Move.PAUSE, Move.RESUME, Move.CANCEL])),
    ),
    st.tuples(st.just("quota"), st.sampled_from([3, 50])),
)


@dataclass
class World:
    """The people as they were at every moment, beside the product's own rows."""

    database: Database
    clock: HandClock
    limits: Limits
    line: Megaphone = field(init=False)
    numbers: list[int] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    history: dict[tuple[int, str], list[tuple[int, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = Megaphone(self.clock)
        with self.database.transaction() as db:
            audiences.forget(db)
            for table in (chunks.Chunk, CampaignSkip, Campaign, StoredLimits, buckets.Bucket):
                db.execute(delete(table))
            audiences.write(db, [Person(language="th" if n % 2 else "en") for n in range(PEOPLE)])
            limits.change(db, self.limits, 0, 1)

    def note(self, contact: int, what: str, value: object) -> None:
        self.history.setdefault((contact, what), []).append((self.clock.now(), value))

    def was(self, contact: int, what: str, at: int, first: object) -> object:
        """How it stood at that moment; what changes at the very moment has changed."""
        changes = self.history.get((contact, what), [])
        before = bisect_right([moment for moment, _ in changes], at)
        return changes[before - 1][1] if before else first

    def do(self, what: str, how: object) -> None:
        getattr(self, f"do_{what}")(how)
        self.clock.advance(seconds=1)

    def do_wait(self, hours: float) -> None:
        self.clock.advance(hours=hours)

    def do_fault(self, kind: str) -> None:
        self.line.faults.append(kind)

    def do_quota(self, left: int) -> None:
        self.line.left = left

    def do_work(self, dies_at: int) -> None:
        """Each worker does what it finds; the first may die on the way. On PostgreSQL there are several."""
        probes = [KillAt(dies_at)] if self.database.is_sqlite else [KillAt(dies_at), KillAt(), KillAt()]
        with ThreadPoolExecutor(len(probes)) as workers:
            deaths = list(workers.map(self._work, probes))
        if any(deaths):
            restart(self.database)

    def _work(self, probe: KillAt) -> bool:
        """Did it die?"""
        try:
            batch(self.database, self.clock, self.line, probe, size=2).carry_out()
        except Killed:
            return True
        return False

    def do_campaign(self, wish: tuple[str, str]) -> None:
        if len(self.numbers) < 4:
            topic, language = wish
            with self.database.transaction() as db:
                self.numbers.append(campaign(db, self.clock.now(), topic=topic, language=language))
            self.topics[self.numbers[-1]] = topic

    def do_move(self, wish: tuple[int, Move]) -> None:
        index, move = wish
        if index < len(self.numbers):
            with self.database.transaction() as db:
                campaigns.move(db, self.numbers[index], move)

    def do_stop(self, wish: tuple[int, str]) -> None:
        self._say(*wish, is_on=False)

    def do_start(self, wish: tuple[int, str]) -> None:
        self._say(*wish, is_on=True)

    def _say(self, contact: int, topic: str, *, is_on: bool) -> None:
        with self.database.transaction() as db:
            consent.change(db, contact, [topic], is_on, "word", self.clock.now())
        self.note(contact, topic, is_on)

    def do_block(self, contact: int) -> None:
        self._block(contact, is_blocked=True)

    def do_unblock(self, contact: int) -> None:
        self._block(contact, is_blocked=False)

    def _block(self, contact: int, *, is_blocked: bool) -> None:
        with self.database.transaction() as db:
            contacts.set_blocked(db, [(contact, is_blocked)])
        (self.line.blockers.add if is_blocked else self.line.blockers.discard)(contact)
        self.note(contact, "blocked", is_blocked)

    def do_phase(self, wish: tuple[int, Phase]) -> None:
        contact, phase = wish
        with self.database.transaction() as db:
            new = {"phase": phase.value, "id": contact}
            db.execute(text("UPDATE conversations SET phase = :phase WHERE id = :id"), new)
        self.note(contact, "phase", phase)

    def do_case(self, wish: tuple[int, bool]) -> None:
        contact, is_open = wish
        with self.database.transaction() as db:
            db.execute(delete(Case).where(Case.conversation_id == contact))
            if is_open:
                audiences.open_case(db, contact)
        self.note(contact, "case", is_open)

    def do_score(self, contact: int) -> None:
        with self.database.transaction() as db:
            contacts.note_bad_score(db, contact, self.clock.now())
        self.note(contact, "score", self.clock.now())

    def come_to_rest(self) -> None:
        """Everything lets up, and whoever paused resumes."""
        self.line.faults.clear()
        self.line.left = None
        for _ in range(30):
            with self.database.transaction() as db:
                for number in self.numbers:
                    campaigns.move(db, number, Move.RESUME)
            self.do_work(0)
            with self.database.reading() as db:
                if all(status(db, each) in ("done", "cancelled") for each in self.numbers):
                    break
            self.clock.advance(hours=2)
        self.do_work(0)

    def check(self) -> None:
        """Every promise, against what arrived on the phones."""
        with self.database.reading() as db:
            for each in self.line.delivered:
                self._check_person(each.contact, each.unit, frozen_at(db, each.retry_key))
                assert not is_quiet(self.limits, SHOP.minute(each.at))
            for number in self.numbers:
                assert status(db, number) in ("done", "cancelled")
                found = outcome(db, number)
                assert "waiting" not in found
                if status(db, number) == "done":
                    row = campaigns.one(db, number)
                    wanted = campaigns.draft_of(row).audience.language
                    meant = [n + 1 for n in range(PEOPLE) if wanted in ("", "th" if n % 2 else "en")]
                    assert sum(found.values()) == len(meant)
                    if len(self.numbers) == 1 and not {"failed", "in doubt"} & set(found):
                        undisturbed = set(meant) - {contact for contact, _ in self.history}
                        assert undisturbed <= {each.contact for each in self.line.delivered}
        for contact in range(1, PEOPLE + 1):
            self._check_caps([(each.at, each.unit) for each in self.line.heard_by(contact)])

    def _check_person(self, contact: int, unit: str, at: int) -> None:
        """As they were when the bytes were settled: what changes later, LINE may already have."""
        topic = self.topics[int(unit.rpartition("_")[2])]
        assert self.was(contact, topic, at, True)
        assert not self.was(contact, "blocked", at, False)
        with_team = (Phase.QUEUED, Phase.TAKING_MESSAGE, Phase.WITH_AGENT)
        assert self.was(contact, "phase", at, Phase.IDLE) not in with_team
        assert not self.was(contact, "case", at, False)
        scored = self.was(contact, "score", at, None)
        assert not isinstance(scored, int) or at - scored >= self.limits.bad_score_ms

    def _check_caps(self, heard: list[tuple[int, str]]) -> None:
        moments = sorted(at for at, _ in heard)
        assert len({unit for _, unit in heard}) == len(heard)
        for at in moments:
            today = [m for m in moments if SHOP.midnight(m) == SHOP.midnight(at)]
            assert len(today) <= self.limits.per_day
            assert sum(at - WEEK_MS < m <= at for m in moments) <= self.limits.per_week
        if self.limits.gap_ms:
            gaps = [later - earlier for earlier, later in pairwise(moments)]
            assert all(gap >= self.limits.gap_ms for gap in gaps)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(set_limits=LIMITS, steps=st.lists(STEPS, max_size=25))
def test_no_promise_is_broken_by_any_order_of_events(
    database: Database, set_limits: Limits, steps: list[tuple[str, object]]
) -> None:
    world = World(database, HandClock(), set_limits)
    world.do("campaign", ("promotions", ""))

    for what, how in steps:
        world.do(what, how)
    world.come_to_rest()

    world.check()
