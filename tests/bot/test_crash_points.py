"""A turn and a delivery, killed at every step boundary: nothing lost, nothing doubled, on both engines."""

import json

import pytest
from sqlalchemy import func, select

from bot.line.errors import Answer, Kind
from bot.store import conversations, outbox
from bot.store.database import Database
from bot.store.messages import Message
from bot.store.milestones import Milestone
from bot.store.outbox import Delivery
from handlers.acts import AgentClaimed, AgentReplied
from tests.rig import START, HandClock, KillAt, Killed, Mouth, Rig, text, webhook

MOST_STEPS = 40


class Wire(Mouth):
    """LINE as far as these tests need it: a token works once, a retry key is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[str] = []
        self._spent: set[str] = set()

    def reply(self, token: str, payload: str) -> Answer:
        """Accepted once per token."""
        if token in self._spent:
            return Answer(Kind.TOKEN_INVALID, "400 Invalid reply token")
        self._spent.add(token)
        self.arrived.append(payload)
        return Answer(Kind.ACCEPTED)

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Accepted once per key."""
        if retry_key in self._spent:
            return Answer(Kind.ALREADY_ACCEPTED)
        self._spent.add(retry_key)
        self.arrived.append(payload)
        return Answer(Kind.ACCEPTED)


def restart(database: Database, clock: HandClock, wire: Wire) -> Rig:
    """What a start after a crash does: nobody holds anything, attempts in hand are of unknown fate."""
    with database.transaction() as db:
        conversations.reset_leases(db)
        outbox.recover(db, None)
    clock.advance(seconds=1)
    return Rig(database, clock, wire)


def rows(database: Database) -> tuple[int, int, int, list[int]]:
    """Bubbles from the contact, bubbles from us, sessions opened, delivery states."""
    with database.reading() as db:
        count = select(func.count()).select_from(Message)
        heard = db.execute(count.where(Message.author == "contact")).scalar_one()
        said = db.execute(count.where(Message.author != "contact")).scalar_one()
        marks = db.execute(select(func.count()).select_from(Milestone)).scalar_one()
        states = list(db.execute(select(Delivery.state).order_by(Delivery.id)).scalars())
    return heard, said, marks, states


def kill_at(
    step: int, database: Database, clock: HandClock, wire: Wire, act: object, *, hands_over: bool = True
) -> bool:
    """Run `act` in a process that dies at this step; False when there are no more steps to die at."""
    probe = KillAt(step)
    try:
        act(Rig(database, clock, wire, probe=probe, hands_over=hands_over))  # type: ignore[operator]
    except Killed:
        return True
    return False


@pytest.mark.parametrize("hands_over", [True, False])
@pytest.mark.parametrize("step", range(1, 12))
def test_a_question_is_answered_once_wherever_the_process_dies(
    step: int, hands_over: bool, database: Database, clock: HandClock
) -> None:
    wire = Wire()
    Rig(database, clock, wire).receive(webhook(text("ค่าส่งเท่าไหร่คะ")))

    died = kill_at(step, database, clock, wire, lambda rig: rig.settle(), hands_over=hands_over)
    restart(database, clock, wire).settle()

    heard, said, _, states = rows(database)
    assert (heard, said, states) == (1, 2, [outbox.SENT])
    assert len(wire.arrived) == 1
    assert died or step > len(steps_of_a_question())


def steps_of_a_question() -> list[str]:
    """The boundaries the kill tests stand on; a step that vanishes from the code fails the count below."""
    return [
        "decider.written",
        "decider.committed",
        "decider.claimed",
        "decider.decided",
        "turn.applied",
        "outbox.claimed",
        "outbox.committed",
        "outbox.sending",
        "outbox.answered",
    ]


@pytest.mark.parametrize("hands_over", [True, False])
def test_every_boundary_of_a_turn_and_of_a_delivery_is_passed(
    hands_over: bool, database: Database, clock: HandClock
) -> None:
    probe = KillAt()
    rig = Rig(database, clock, Wire(), probe=probe, hands_over=hands_over)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ")))

    rig.settle()

    assert set(steps_of_a_question()) <= set(probe.steps)


@pytest.mark.parametrize("step", range(1, 14))
def test_an_agents_reply_goes_out_once_or_was_never_accepted_wherever_the_process_dies(
    step: int, database: Database, clock: HandClock
) -> None:
    wire = Wire()
    first = Rig(database, clock, wire)
    first.receive(webhook(text("ขอคุยกับเจ้าหน้าที่")))
    first.settle()
    first.turns.take(1, AgentClaimed(7, "Nok"))

    def answer(rig: Rig) -> None:
        rig.turns.take(1, AgentReplied(7, "Nok", "สวัสดีค่ะ"))
        rig.settle()

    kill_at(step, database, clock, wire, answer)
    restart(database, clock, wire).settle()

    said = [json.loads(each)[0]["text"] for each in wire.arrived[1:]]
    with database.reading() as db:
        kept = db.execute(select(Message.text).where(Message.author == "agent")).scalars().all()
    assert said == list(kept)
    assert len(said) <= 1


@pytest.mark.parametrize("step", range(1, MOST_STEPS, 3))
def test_a_burst_from_two_contacts_is_answered_once_each_and_in_order(
    step: int, database: Database, clock: HandClock
) -> None:
    from tests.rig import MALI, TOM

    wire = Wire()
    rig = Rig(database, clock, wire)
    words = ["ค่าส่งเท่าไหร่คะ", "ร้านเปิดกี่โมงคะ", "qqq www", "ขอบคุณค่ะ"]
    burst = [text(each, user, START + i) for i, each in enumerate(words) for user in (MALI, TOM)]
    rig.receive(webhook(*reversed(burst)), webhook(*burst[:3]))

    kill_at(step, database, clock, wire, lambda rig: rig.settle())
    restart(database, clock, wire).settle()

    assert len(wire.arrived) == len(burst)
    with database.reading() as db:
        conversations_of = db.execute(select(Message.conversation_id).distinct()).scalars().all()
        assert len(conversations_of) == 2
        for conversation in conversations_of:
            asked = db.execute(
                select(Message.text)
                .where(Message.conversation_id == conversation, Message.author == "contact")
                .order_by(Message.id)
            )
            assert list(asked.scalars()) == words
    assert set(rows(database)[3]) == {outbox.SENT}
