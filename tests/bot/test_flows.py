"""Flows on real SQL: what was collected survives a restart, a case is a row, and what is unsent is gone."""

import json

import pytest
from sqlalchemy import select

from bot.store import cases
from bot.store.agents import add
from bot.store.cases import Case, CaseChange
from bot.store.conversations import Conversation, state_from
from bot.store.database import Database
from bot.store.messages import Message
from bot.store.outbox import Delivery
from bot.timers import fire_due
from handlers.acts import CaseMoved
from handlers.menu import menu_label
from handlers.state import Phase, Refused, State
from tests.rig import HandClock, Mouth, Rig, event, text, webhook


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def rig(database: Database, clock: HandClock, mouth: Mouth) -> Rig:
    return Rig(database, clock, mouth)


def send(rig: Rig, *bodies: dict[str, object]) -> None:
    """Each in a webhook call of its own, decided and answered."""
    for body in bodies:
        rig.clock.advance(seconds=1)  # type: ignore[attr-defined]
        rig.receive(webhook({**body, "timestamp": rig.clock.now()}))
        rig.settle()


def words(*said: str) -> list[dict[str, object]]:
    return [text(each) for each in said]


def picture(number: int, **more: object) -> dict[str, object]:
    message = {"id": f"90000{number}", "type": "image", "contentProvider": {"type": "line"}, **more}
    return event("message", message=message)


def tap(data: str) -> dict[str, object]:
    return event("postback", postback={"data": data})


def state(rig: Rig) -> State:
    with rig.database.reading() as db:
        return state_from(db.execute(select(Conversation.state)).scalar_one())


def the_case(rig: Rig) -> Case:
    with rig.database.reading() as db:
        return db.execute(select(Case)).one()


def claim(rig: Rig) -> None:
    send(rig, tap("flow:claim"), tap("step:what:damaged"), *words("BC-10293"), picture(1), picture(2))
    send(rig, *words("เสร็จแล้ว", "กล่องบุบมาค่ะ"), tap("step:confirm:send"))


def last_words(mouth: Mouth) -> str:
    return "\n".join(each["text"] for each in json.loads(mouth.said[-1][2]))


def test_a_claim_becomes_a_case_with_its_number_its_fields_and_its_history(rig: Rig, mouth: Mouth) -> None:
    claim(rig)

    case = the_case(rig)
    with rig.database.reading() as db:
        (line,) = cases.beside(db, case.conversation_id, 5)
        (opened,) = cases.history(db, [case.id])[case.id]
        assert cases.has_open(db, case.conversation_id)
        taps = select(Message.text).where(Message.kind == "tap").order_by(Message.id)
        shown = db.execute(taps).scalars().all()
    assert case.number in last_words(mouth)
    assert [each.shown["th"] for each in line.fields] == ["ของชำรุด/เสียหาย", "BC-10293", "2 รูป", "กล่องบุบมาค่ะ"]
    assert line.fields[2].values == ("900001", "900002")
    assert (opened.status, opened.name) == ("open", None)
    assert shown == [menu_label("flow:claim", "th"), "ของชำรุด/เสียหาย", "ส่งเรื่องเลย"]
    assert [how for how, _, _ in mouth.said] == ["reply"] * 8


def test_the_place_in_a_flow_survives_a_restart(rig: Rig, mouth: Mouth) -> None:
    send(rig, *words("แจ้งเคลม", "1", "BC-10293"), picture(1))
    before = state(rig)

    again = Rig(rig.database, rig.clock, mouth)
    send(again, *words("เสร็จแล้ว"))

    assert before.flow is not None
    assert before.phase is Phase.FLOW
    after = state(again).flow
    assert after is not None
    assert (after.step, after.answers) == ("detail", before.flow.answers)


def test_pictures_of_one_set_in_one_call_are_answered_once_or_not_at_all(rig: Rig, mouth: Mouth) -> None:
    send(rig, *words("แจ้งเคลม", "1", "BC-10293"))
    said = len(mouth.said)
    together = [picture(n, imageSet={"id": "s1", "index": n, "total": 3}) for n in (2, 1, 3)]

    rig.receive(webhook(*together))
    rig.settle()

    assert len(mouth.said) == said + 1
    assert "ได้รับแล้ว 3 รูป" in last_words(mouth)


def test_customers_are_told_of_their_own_cases_only(rig: Rig, mouth: Mouth) -> None:
    claim(rig)
    number = the_case(rig).number

    send(rig, *words("สถานะเคลม"))
    mine = last_words(mouth)
    send(rig, *words(number.replace("-", "").lower()))
    by_number = last_words(mouth)
    send(rig, text(number, user="U" + "c" * 32))
    of_another = last_words(mouth)

    assert f"{number} แจ้งเคลม: รับเรื่องแล้ว" in mine
    assert number in by_number
    assert "ไม่พบเลขเรื่อง" in of_another


def test_an_agent_moves_a_case_with_a_word_that_is_pushed_and_audited(rig: Rig, mouth: Mouth) -> None:
    claim(rig)
    case = the_case(rig)
    with rig.database.transaction() as db:
        nok = add(db, "nok@shop.example", "Nok", "agent", "x", 0)
    rig.clock.advance(hours=25)  # type: ignore[attr-defined]
    fire_due(rig.turns)

    rig.turns.take(case.conversation_id, CaseMoved(nok, "Nok", case.number, "in_progress", "ส่งชิ้นใหม่พรุ่งนี้ค่ะ"))
    rig.turns.take(case.conversation_id, CaseMoved(nok, "Nok", case.number, "done"))
    rig.settle()

    (moved,) = [each for each in mouth.said if each[0] == "push"]
    assert "กำลังดำเนินการ" in moved[2]
    assert "ส่งชิ้นใหม่พรุ่งนี้ค่ะ" in moved[2]
    with rig.database.reading() as db:
        steps = cases.history(db, [case.id])[case.id]
        assert db.execute(select(Delivery.counted).where(Delivery.via == "push")).scalars().all() == [1]
        assert not cases.has_open(db, case.conversation_id)
    assert [(each.status, each.name) for each in steps] == [
        ("open", None), ("in_progress", "Nok"), ("done", "Nok"),
    ]  # fmt: skip
    assert state(rig).phase is Phase.IDLE


@pytest.mark.parametrize(
    ("number", "status", "why"),
    [
        ("ZZZ-999", "done", "service.case_gone"),
        ("", "open", "service.case_unchanged"),
        ("", "lost", "service.case_unchanged"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(rig: Rig, number: str, status: str, why: str) -> None:
    claim(rig)
    case = the_case(rig)

    with pytest.raises(Refused) as refused:
        rig.turns.take(case.conversation_id, CaseMoved(1, "Nok", number or case.number, status))

    assert refused.value.key == why


def test_what_is_unsent_is_taken_out_of_the_case(rig: Rig) -> None:
    claim(rig)
    with rig.database.reading() as db:
        detail = db.execute(select(Message.line_message_id).where(Message.text == "กล่องบุบมาค่ะ")).scalar_one()

    for gone in ("900001", detail):
        send(rig, event("unsend", token=None, unsend={"messageId": gone}))

    with rig.database.reading() as db:
        assert "กล่องบุบ" not in db.execute(select(Case.fields)).scalar_one()
        (line,) = cases.beside(db, the_case(rig).conversation_id, 5)
    assert line.fields[2].values == ("900002",)
    assert line.fields[3].shown == {}


def test_a_number_that_is_taken_is_replaced_by_another_on_the_next_try(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(rig)
    taken = the_case(rig).number
    numbers = iter([taken, "9XY-4CD"])
    send(rig, tap("flow:claim"), tap("step:what:other"), *words("BC-1029"), picture(3))
    send(rig, *words("เสร็จแล้ว", "ข้าม"))
    monkeypatch.setattr(rig.clock, "case_number", lambda: next(numbers))

    send(rig, tap("step:confirm:send"))
    rig.settle()

    with rig.database.reading() as db:
        assert db.execute(select(Case.number).order_by(Case.id)).scalars().all() == [taken, "9XY-4CD"]
        assert len(db.execute(select(CaseChange.id)).all()) == 2


def test_a_slip_leaves_what_was_collected_with_the_conversation(rig: Rig) -> None:
    send(rig, *words("แจ้งโอนเงิน", "BC-10293", "1290"), picture(1))

    kept = state(rig)
    assert kept.phase is Phase.QUEUED
    assert kept.brief is not None
    assert [each.shown["en"] for each in kept.brief.fields] == ["BC-10293", "1,290.00 baht", "1 picture"]
