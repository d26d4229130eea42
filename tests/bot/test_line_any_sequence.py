"""Whatever happens and wherever the process dies: one owner at a time, and nobody in line is forgotten."""

import contextlib
import itertools
import threading
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.routing import route
from bot.store import agents, presence, routing
from bot.store.agents import Agent
from bot.store.conversations import Conversation, state_from
from bot.store.database import AnyRow, Database
from bot.store.messages import AGENT, BOT, Message
from bot.turn import Busy
from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    HandedBack,
    Reassigned,
    Resolved,
)
from handlers.clicks import PassedToPerson, Snoozed
from handlers.events import Event
from handlers.shop import Routing
from handlers.state import Phase, Refused
from tests.bot.mortal import Mortal

WHO, AGENTS = st.integers(0, 2), st.integers(0, 1)
WORDS = (
    "ขอคุยกับเจ้าหน้าที่",
    "talk to a person",
    "ค่าส่งเท่าไหร่คะ",
    "ยกเลิก",
    "ฝากข้อความ",
    "ขอบคุณค่ะ",
    "โกงเหรอ แย่มาก",
)
STANDINGS = (presence.ONLINE, presence.AWAY, presence.OFFLINE)
STEPS = st.tuples(
    st.one_of(
        st.tuples(st.just("say"), st.tuples(WHO, st.sampled_from(WORDS))),
        st.tuples(st.just("say"), st.tuples(WHO, st.just(WORDS[0]))),
        st.tuples(st.just("click"), st.tuples(WHO, AGENTS, st.integers(0, 6))),
        st.tuples(st.just("click"), st.tuples(WHO, AGENTS, st.integers(0, 6))),
        st.tuples(st.just("race"), WHO),
        st.tuples(st.just("stand"), st.tuples(AGENTS, st.sampled_from(STANDINGS))),
        st.tuples(st.just("wait"), st.sampled_from([0.002, 0.1, 0.3, 1.0, 15.0])),
    ),
    st.integers(0, 25),  # at which step the process dies; mostly beyond the last
)
ROUNDS = 14
NOT_OURS = {Phase.IDLE.value, Phase.BOT.value, Phase.FLOW.value, Phase.TAKING_MESSAGE.value}

_numbers = itertools.count(1)


@dataclass
class World(Mortal):
    """Three customers, two agents with one place each, routing, and a process that may die."""

    how_many = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.database.transaction() as db:
            db.execute(update(Agent).values(presence=presence.OFFLINE))  # those of earlier examples
            names = [f"nok{next(_numbers)}" for _ in range(2)]
            self.agents = [agents.add(db, f"{each}@x", each, "agent", "h", 0) for each in names]
            for each in self.agents:
                agents.set_capacity(db, each, 1)
            routing.change(db, Routing(True, 10), self.clock.now(), self.agents[0])

    def do(self, what: str, how: object, dies_at: int) -> None:
        super().do(what, how, dies_at if what != "race" else 0)

    def passes(self, **time: float) -> None:
        super().passes(**time)
        self.check()

    def tick(self) -> None:
        super().tick()
        route(self.rig.turns)

    def do_click(self, wish: tuple[int, int, int]) -> None:
        """Whatever an agent may try, whether it is theirs or not."""
        who, which, act = wish
        me, other = self.agents[which], self.agents[1 - which]
        event: Event = (
            AgentClaimed(me, "Nok"),
            AgentReplied(me, "Nok", "สวัสดีค่ะ"),
            Resolved(me),
            HandedBack(me),
            PassedToPerson(me, "Nok", other, "Ben"),
            Snoozed(me, self.clock.now() + 600_000),
            Reassigned(me, "Nok", other),
        )[act]
        before, said = self.row(who), self.said(who, me)
        with contextlib.suppress(Refused, Busy):
            self.rig.turns.take(self.people[who], event)
        if isinstance(event, AgentReplied) and before.agent_id != me:
            assert self.said(who, me) == said  # whoever has it not says nothing

    def do_race(self, who: int) -> None:
        """Both click at once: one of them has it."""
        before, won, start = self.row(who), list[int](), threading.Barrier(2)

        def claim(me: int) -> None:
            start.wait(5)
            with contextlib.suppress(Refused, Busy):
                self.rig.turns.take(self.people[who], AgentClaimed(me, "Nok"))
                won.append(me)

        threads = [threading.Thread(target=claim, args=(each,)) for each in self.agents]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        if before.phase != Phase.WITH_AGENT.value:
            assert len(won) <= 1
            assert not won or self.row(who).agent_id == won[0]

    def do_stand(self, wish: tuple[int, str]) -> None:
        which, standing = wish
        with self.database.transaction() as db:
            presence.choose(db, self.agents[which], standing, self.clock.now())

    def do_wait(self, hours: float) -> None:
        self.clock.advance(hours=hours)

    def row(self, who: int) -> AnyRow:
        with self.database.reading() as db:
            mine = Conversation.id == self.people[who]
            row = db.execute(select(Conversation.__table__).where(mine)).first()
        assert row is not None
        return row

    def said(self, who: int, me: int) -> int:
        mine = (Message.conversation_id == self.people[who]) & (Message.agent_id == me)
        with self.database.reading() as db:
            return db.execute(select(func.count()).where(mine, Message.author == AGENT)).scalar_one()

    def is_told(self, who: int, since: int) -> bool:
        """Has the bot said anything to them since they came into line?"""
        theirs = (Message.conversation_id == self.people[who]) & (Message.author == BOT)
        with self.database.reading() as db:
            wanted = select(Message.id).where(theirs, Message.happened_at >= since)
            return db.execute(wanted).first() is not None

    def check(self) -> None:
        """What lists go by is what the rules remember; somebody serves exactly while it is being served."""
        for who in range(3):
            row = self.row(who)
            state = state_from(row.state)
            assert (state.phase.value, state.agent_id) == (row.phase, row.agent_id)
            assert (row.phase == Phase.WITH_AGENT.value) == (row.agent_id is not None)
            assert row.agent_id in (None, *self.agents)
            assert row.lease_until == 0
            if row.phase == Phase.QUEUED.value:
                assert row.queued_at is not None

    def nobody_comes(self) -> list[int]:
        """A day with everybody away; who still stands in line and has not heard from us since."""
        for each in range(2):
            self.do_stand((each, presence.OFFLINE))
        for _ in range(13):
            self.passes(hours=2)
        rows = [(who, self.row(who)) for who in range(3)]
        queued = [(who, row.queued_at) for who, row in rows if row.phase == Phase.QUEUED.value]
        return [who for who, since in queued if not self.is_told(who, since)]

    def somebody_comes(self) -> list[tuple[str, int | None]]:
        """One agent, who answers and resolves whatever is given; who is left waiting all the same."""
        me = self.agents[0]
        self.do_stand((0, presence.ONLINE))
        for _ in range(ROUNDS):
            self.passes(seconds=90)
            for who in range(3):
                if self.row(who).agent_id == me:
                    with contextlib.suppress(Refused):  # LINE's month may be full; resolving is what counts
                        self.rig.turns.take(self.people[who], AgentReplied(me, "Nok", "เรียบร้อยค่ะ"))
                    self.rig.turns.take(self.people[who], Resolved(me, is_surveyed=False))
        left = [(row.phase, row.waiting_since) for row in map(self.row, range(3))]
        for each in range(2):
            self.do_stand((each, presence.OFFLINE))
        return [each for each in left if each != (Phase.WITH_AGENT.value, None) and each[0] not in NOT_OURS]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=16))
@pytest.mark.timeout(300)
def test_whoever_is_in_line_is_served_told_or_gone_and_never_has_two_owners(
    database: Database, steps: list[tuple[tuple[str, object], int]]
) -> None:
    world = World(database)

    for (what, how), dies_at in steps:
        world.do(what, how, dies_at)

    assert world.nobody_comes() == []
    assert world.somebody_comes() == []
