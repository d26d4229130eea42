"""The promise through the spine: what is told, what is kept, and what is written when it is not."""

import json

import pytest
from sqlalchemy import select, update

from bot.store import agents, hours, queue, tags
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.hours import SHOP, Timetable
from bot.store.milestones import Milestone
from bot.timers import fire_due
from handlers.acts import AgentClaimed, AgentReplied
from handlers.hours import Window
from tests.rig import START, HandClock, Mouth, Rig, text, webhook

OFFICE = Timetable(((Window(9 * 60, 18 * 60),),) * 7)  # START is 21:13 in Bangkok


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def nok(database: Database) -> int:
    with database.transaction() as db:
        return agents.add(db, "nok@x", "Nok", "agent", "", 0)


@pytest.fixture
def rig(database: Database, clock: HandClock, mouth: Mouth, nok: int) -> Rig:
    return Rig(database, clock, mouth)


def closes_at_six(rig: Rig, nok: int) -> None:
    with rig.database.transaction() as db:
        hours.keep(db, SHOP, OFFICE, START, nok)


def says(rig: Rig, words: str, user: str = "U" + "a" * 32) -> None:
    rig.receive(webhook(text(words, user=user, at=rig.clock.now())))
    rig.settle()


def wait(rig: Rig, **time: float) -> None:
    rig.clock.advance(**time)  # type: ignore[attr-defined]
    fire_due(rig.turns)
    rig.settle()


def heard(mouth: Mouth) -> str:
    return str(json.loads(mouth.said[-1][2])[-1]["text"])


def marks(rig: Rig) -> list[str]:
    with rig.database.reading() as db:
        return list(db.execute(select(Milestone.name).order_by(Milestone.id)).scalars())


def phase(rig: Rig) -> str:
    with rig.database.reading() as db:
        return str(db.execute(select(Conversation.phase).where(Conversation.id == 1)).scalar_one())


def test_at_night_the_opening_is_told_a_message_taken_and_owed_in_the_morning(
    rig: Rig, mouth: Mouth, nok: int
) -> None:
    closes_at_six(rig, nok)
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    assert "พรุ่งนี้ 09:00 น." in heard(mouth)
    assert phase(rig) == "taking_message"
    says(rig, "กระเป๋าซิปแตกค่ะ")
    assert heard(mouth).startswith("รับเรื่องไว้แล้วค่ะ")
    assert [each[0] for each in mouth.said] == ["reply", "reply"]
    with rig.database.reading() as db:
        (line,) = queue.page(db, queue.WAITING, nok)
    assert (line.phase, line.due_at) == ("queued", START + (12 * 60 + 46) * 60_000 + 40_000)
    rig.turns.take(1, AgentClaimed(nok, "Nok"))
    rig.turns.take(1, AgentReplied(nok, "Nok", "สวัสดีค่ะ"))
    assert marks(rig)[:4] == ["handoff_asked", "after_hours", "message_taken", "claimed"]


def test_a_promise_nobody_keeps_is_warned_of_then_apologised_for_once(rig: Rig, mouth: Mouth) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    said = len(mouth.said)

    wait(rig, seconds=9 * 60)
    assert marks(rig)[-1] == "promise_at_risk"
    assert len(mouth.said) == said
    wait(rig, seconds=6 * 60)
    assert heard(mouth).startswith("ขอโทษที่ให้รอนานนะคะ")
    assert marks(rig)[-1] == "promise_broken"
    wait(rig, hours=2)
    wait(rig, hours=30)

    assert len(mouth.said) == said + 1
    assert phase(rig) == "queued"


def test_the_wait_that_is_told_comes_from_those_that_are_over(rig: Rig, mouth: Mouth, nok: int) -> None:
    for number in range(8):
        user = f"U{number:032}"
        says(rig, "ขอคุยกับเจ้าหน้าที่", user)
        rig.clock.advance(seconds=240)  # type: ignore[attr-defined]
        rig.turns.take(number + 1, AgentClaimed(nok, "Nok"))
    says(rig, "human")

    assert "the wait is usually 5–10 minutes" in heard(mouth)


def test_a_tagged_customer_goes_ahead_of_the_line(rig: Rig, nok: int) -> None:
    says(rig, "สวัสดีค่ะ")
    with rig.database.transaction() as db:
        tags.put(db, 1, "vip", nok, START)
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    with rig.database.reading() as db:
        (line,) = queue.page(db, queue.WAITING, nok)
    assert line.priority == 1


def test_a_shop_that_has_set_nothing_is_open_at_any_hour(rig: Rig, mouth: Mouth) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    assert phase(rig) == "queued"
    assert "คิวถัดไป" in heard(mouth)


def test_a_state_kept_by_an_older_release_is_looked_after_from_now_on(rig: Rig) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    with rig.database.transaction() as db:
        old = json.dumps({"phase": "queued", "queued_at": START, "knows_bot": True, "had_handoff": True})
        db.execute(update(Conversation).where(Conversation.id == 1).values(state=old))
    wait(rig, seconds=900)

    assert phase(rig) == "queued"


def apologies(mouth: Mouth) -> int:
    return sum("ขอโทษที่ให้รอนาน" in payload for how, _, payload in mouth.said if how == "push")


def test_a_conversation_that_cannot_be_read_stops_nobody_elses_clock(
    rig: Rig, mouth: Mouth, nok: int, database: Database
) -> None:
    broken, waiting = "U" + "b" * 32, "U" + "c" * 32
    says(rig, "ขอคุยกับเจ้าหน้าที่", user=broken)
    says(rig, "ขอคุยกับเจ้าหน้าที่", user=waiting)
    with database.transaction() as db:
        first = db.execute(select(Conversation.id).order_by(Conversation.id).limit(1)).scalar_one()
        kept = db.execute(select(Conversation.state).where(Conversation.id == first)).scalar_one()
        db.execute(update(Conversation).where(Conversation.id == first).values(state="[]"))

    wait(rig, seconds=16 * 60)

    assert apologies(mouth) == 1

    with database.transaction() as db:
        db.execute(update(Conversation).where(Conversation.id == first).values(state=kept))
    wait(rig, seconds=120)

    assert apologies(mouth) == 2
