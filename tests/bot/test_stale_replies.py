"""A reply goes out only to the word it answers, however closely the customer's next one races it."""

import threading

import pytest
from sqlalchemy import select

from bot.store import messages
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.messages import AGENT, CONTACT, Message
from bot.turn import Busy
from handlers.acts import AgentClaimed, AgentReplied, HandedBack, Resolved
from handlers.state import Refused
from tests.rig import HandClock, Mouth, Rig, text, webhook

WORDS = 25


@pytest.fixture
def rig(database: Database, clock: HandClock) -> Rig:
    """A customer whom Nok serves."""
    running = Rig(database, clock, Mouth())
    running.receive(webhook(text("ขอคุยกับเจ้าหน้าที่")))
    running.decide()
    running.turns.take(_number(running), AgentClaimed(7, "Nok"))
    return running


def _number(rig: Rig) -> int:
    with rig.database.reading() as db:
        return db.execute(select(Conversation.id)).scalar_one()


def _seen(rig: Rig, number: int) -> int:
    with rig.database.reading() as db:
        return messages.newest_id_of_contact(db, number)


def test_what_was_written_after_the_last_look_refuses_the_reply_inside_the_turn(rig: Rig) -> None:
    number = _number(rig)
    seen = _seen(rig, number)
    rig.receive(webhook(text("ขอยกเลิกนะคะ", at=rig.clock.now() + 1)))
    rig.decide()

    with pytest.raises(Refused) as refused:
        rig.turns.take(number, AgentReplied(7, "Nok", "จัดส่งให้แล้วค่ะ", seen=seen))

    assert refused.value.key == "service.stale"
    rig.turns.take(number, AgentReplied(7, "Nok", "จัดส่งให้แล้วค่ะ", seen=_seen(rig, number)))


@pytest.mark.parametrize("end", [HandedBack, Resolved])
def test_a_question_that_came_after_the_last_look_is_not_closed_away(rig: Rig, end: type) -> None:
    number = _number(rig)
    seen = _seen(rig, number)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ", at=rig.clock.now() + 1)))
    rig.decide()

    with pytest.raises(Refused) as refused:
        rig.turns.take(number, end(7, seen=seen))

    assert refused.value.key == "service.unread"
    rig.turns.take(number, end(7, seen=_seen(rig, number)))


def test_what_waits_for_its_turn_is_not_answered_by_what_was_said_before_it(rig: Rig) -> None:
    """The reply took the lease between the customer's word and its turn: the transcript tells that order."""
    number, seen = _number(rig), _seen(rig, _number(rig))
    rig.receive(webhook(text("ขอยกเลิกนะคะ", at=rig.clock.now() + 1)))

    rig.turns.take(number, AgentReplied(7, "Nok", "จัดส่งให้แล้วค่ะ", seen=seen))
    rig.decide()

    with rig.database.reading() as db:
        order = db.execute(select(Message.author).order_by(Message.id)).scalars().all()
    assert order[-2:] == [AGENT, CONTACT]


def test_no_reply_ever_overtakes_a_word_it_had_not_seen(rig: Rig) -> None:
    number = _number(rig)
    other = Rig(rig.database, rig.clock, rig.line)
    refused, told, done = 0, {}, threading.Event()

    def write() -> None:
        for each in range(WORDS):
            other.receive(webhook(text(f"แล้วก็ {each}", at=other.clock.now() + each)))
            other.decide()
        done.set()

    customer = threading.Thread(target=write)
    customer.start()
    while not done.is_set():
        seen = _seen(rig, number)
        words = f"ตอบ {len(told) + refused}"
        try:
            rig.turns.take(number, AgentReplied(7, "Nok", words, seen=seen))
            told[words] = seen
        except Refused:
            refused += 1
        except Busy:
            continue
    customer.join()
    other.decide()  # what came while the reply held the lease

    with rig.database.reading() as db:
        rows = db.execute(select(Message.id, Message.author, Message.text).order_by(Message.id)).all()
    newest, overtaken = 0, []
    for row in rows:
        if row.author == CONTACT:
            newest = row.id
        elif row.author == AGENT and newest > told[row.text]:
            overtaken.append(row.text)
    assert overtaken == []
    assert len([each for each in rows if each.author == CONTACT]) == WORDS + 1
    assert [each.text for each in rows if each.author == AGENT] == list(told)
