"""Does what waits in line go to people who can, and never to two; on both engines?"""

import random

import pytest
from sqlalchemy import select, update

from bot.routing import route
from bot.store import agents, presence, routing, teams
from bot.store.agents import Agent
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.milestones import Milestone
from bot.timers import fire_due
from bot.turn import Busy
from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    Assigned,
    HandedBack,
    Resolved,
)
from handlers.clicks import Snoozed
from handlers.shop import Routing
from handlers.state import Refused
from tests.rig import START, HandClock, Mouth, Rig, text, webhook

NAMES = ("nok", "ben", "sora")


class Shift:
    """Three people, two places each, over one database; routing is on."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.clock = clock
        self.mouth = Mouth()
        self.rig = Rig(database, clock, self.mouth)
        with database.transaction() as db:
            self.ids = {name: agents.add(db, f"{name}@x", name, "agent", "", 0) for name in NAMES}
            db.execute(update(Agent).values(capacity=2))
            routing.change(db, Routing(True, 10), START, self.ids["nok"])

    def set(self, name: str, standing: str) -> None:
        with self.rig.database.transaction() as db:
            presence.choose(db, self.ids[name], standing, self.clock.now())

    def says(self, number: int, words: str) -> None:
        self.clock.advance(seconds=1)
        self.rig.receive(webhook(text(words, f"U{number:032x}", at=self.clock.now())))
        self.rig.settle()

    def passes(self, **time: float) -> int:
        """Time, and what the tick does with it."""
        self.clock.advance(**time)
        fire_due(self.rig.turns)
        given = route(self.rig.turns)
        self.rig.settle()
        return given

    def owners(self) -> dict[int, str | None]:
        """{conversation: who serves it}, for those in line or served."""
        names = {number: name for name, number in self.ids.items()}
        with self.rig.database.reading() as db:
            rows = db.execute(
                select(Conversation.id, Conversation.agent_id).where(
                    Conversation.phase.in_(("queued", "with_agent"))
                )
            )
            return {row.id: names.get(row.agent_id) for row in rows}

    def marks(self, conversation: int) -> list[tuple[str, str]]:
        with self.rig.database.reading() as db:
            rows = db.execute(
                select(Milestone.name, Milestone.reason)
                .where(Milestone.conversation_id == conversation)
                .order_by(Milestone.id)
            )
            return [(row.name, row.reason) for row in rows]


@pytest.fixture
def shift(database: Database, clock: HandClock) -> Shift:
    return Shift(database, clock)


def test_the_backlog_waits_for_somebody_and_drains_when_they_come_and_when_they_free_up(shift: Shift) -> None:
    for number in (1, 2, 3):
        shift.says(number, "ขอคุยกับเจ้าหน้าที่")
    assert shift.passes(seconds=1) == 0

    shift.set("nok", presence.ONLINE)
    assert shift.passes(seconds=1) == 2
    assert shift.owners() == {1: "nok", 2: "nok", 3: None}
    assert shift.passes(seconds=1) == 0
    shift.rig.turns.take(1, Resolved(shift.ids["nok"], is_surveyed=False))
    shift.passes(seconds=1)

    assert shift.owners() == {2: "nok", 3: "nok"}


def test_nothing_is_given_while_routing_is_off(shift: Shift) -> None:
    with shift.rig.database.transaction() as db:
        routing.change(db, Routing(False, 10), START, shift.ids["nok"])
    shift.set("nok", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")

    assert shift.passes(seconds=10) == 0
    assert shift.owners() == {1: None}


def test_who_goes_offline_while_a_customer_waits_loses_the_chat_to_somebody_here(shift: Shift) -> None:
    shift.set("nok", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    shift.rig.turns.take(1, AgentReplied(shift.ids["nok"], "nok", "สวัสดีค่ะ"))
    shift.set("ben", presence.ONLINE)
    shift.set("nok", presence.OFFLINE)

    shift.passes(seconds=5)
    assert shift.owners() == {1: "nok"}, "nobody waits: it stays with whoever knows it"
    shift.says(1, "แล้วเมื่อไหร่คะ")
    shift.passes(seconds=1)

    assert shift.owners() == {1: "ben"}
    assert ("returned", "offline") in shift.marks(1)


def test_what_was_put_aside_stays_with_who_put_it_aside_when_they_go_home(shift: Shift) -> None:
    shift.set("nok", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    shift.rig.turns.take(1, Snoozed(shift.ids["nok"], shift.clock.now() + 3_600_000))
    shift.set("ben", presence.ONLINE)
    shift.set("nok", presence.OFFLINE)

    shift.passes(seconds=700)

    assert shift.owners() == {1: "nok"}


def test_who_does_not_answer_in_time_loses_the_chat_to_somebody_else(shift: Shift) -> None:
    shift.set("nok", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    shift.set("ben", presence.ONLINE)

    shift.passes(seconds=599)
    assert shift.owners() == {1: "nok"}
    shift.passes(seconds=5)

    assert shift.owners() == {1: "ben"}
    assert shift.marks(1)[-2:] == [("returned", "unanswered"), ("claimed", "assigned")]


def test_who_answers_keeps_it_and_the_next_word_starts_the_clock_again(shift: Shift) -> None:
    shift.set("nok", presence.ONLINE)
    shift.set("ben", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    first = shift.owners()[1]
    assert first is not None
    shift.rig.turns.take(1, AgentReplied(shift.ids[first], first, "สวัสดีค่ะ"))
    shift.passes(seconds=900)
    assert shift.owners() == {1: first}

    shift.says(1, "ยังอยู่ไหมคะ")
    shift.passes(seconds=300)
    assert shift.owners() == {1: first}
    shift.passes(seconds=301)

    assert shift.owners() != {1: first}


def test_a_returning_customer_meets_the_same_person_only_if_that_person_is_here(shift: Shift) -> None:
    shift.set("ben", presence.ONLINE)
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    shift.rig.turns.take(1, Resolved(shift.ids["ben"], is_surveyed=False))
    shift.set("nok", presence.ONLINE)
    shift.says(2, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)
    assert shift.owners()[2] == "nok"

    shift.rig.turns.take(2, Resolved(shift.ids["nok"], is_surveyed=False))
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.set("nok", presence.BUSY)
    shift.passes(seconds=1)
    assert shift.owners() == {1: "ben"}


def test_a_chat_goes_to_the_team_that_serves_its_topic(shift: Shift) -> None:
    with shift.rig.database.transaction() as db:
        claims = teams.add(db, {"en": "Claims"}, ["after-sale"], [], 0)
        teams.set_members(db, claims, [shift.ids["sora"]])
    for name in NAMES:
        shift.set(name, presence.ONLINE)
    shift.rig.turns.shop.forget()
    about = shift.rig.corpus.current.articles["warranty"]
    assert about.topic == "after-sale"
    shift.says(1, about.questions["th"][0])
    shift.says(1, "ขอคุยกับเจ้าหน้าที่")
    shift.passes(seconds=1)

    assert shift.owners() == {1: "sora"}


def test_the_last_place_is_given_once_however_many_ask_for_it(shift: Shift) -> None:
    shift.set("nok", presence.ONLINE)
    for number in (1, 2, 3):
        shift.says(number, "ขอคุยกับเจ้าหน้าที่")
    nok = shift.ids["nok"]
    for number in (1, 2):
        shift.rig.turns.take(number, Assigned(nok, "nok"))

    with pytest.raises(Busy):
        shift.rig.turns.take(3, Assigned(nok, "nok"))

    assert shift.owners() == {1: "nok", 2: "nok", 3: None}
    shift.says(3, "รออีกนานไหม")  # the lease was given back: the next turn is taken at once
    assert shift.rig.turns.take(3, AgentClaimed(nok, "nok")).agent_id == nok  # by hand, and on purpose


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_nobody_is_overloaded_or_served_twice_and_everybody_is_served_in_the_end(
    shift: Shift, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        _something_happens(shift, dice)
        shift.passes(seconds=dice.choice([1, 30, 400]))
        served = [each for each in shift.owners().values() if each]
        assert all(served.count(name) <= 2 for name in NAMES)
    for name in NAMES:
        shift.set(name, presence.ONLINE)
    for _ in range(8):
        shift.passes(seconds=1)
        for number, owner in shift.owners().items():
            if owner is not None:
                shift.rig.turns.take(number, Resolved(shift.ids[owner], is_surveyed=False))

    assert shift.owners() == {}


def _something_happens(shift: Shift, dice: random.Random) -> None:
    number = dice.randint(1, 6)
    owner = shift.owners().get(number)
    name = owner or dice.choice(NAMES)
    match dice.randint(0, 7):
        case 0 | 1 | 2:
            shift.says(number, dice.choice(["ขอคุยกับเจ้าหน้าที่", "ของยังไม่มา", "ฝากข้อความ"]))
        case 3:
            shift.says(number, "ออกจากคิว")
        case 4:
            shift.set(dice.choice(NAMES), dice.choice(presence.PRESENCES))
        case 5 | 6 if owner:
            shift.rig.turns.take(number, AgentReplied(shift.ids[name], name, "ค่ะ"))
        case _ if owner:
            done = dice.choice([Resolved(shift.ids[name], is_surveyed=False), HandedBack(shift.ids[name])])
            shift.rig.turns.take(number, done)
        case _:
            try:
                shift.rig.turns.take(number, Assigned(shift.ids[name], name))
            except (Refused, Busy, KeyError):
                return
