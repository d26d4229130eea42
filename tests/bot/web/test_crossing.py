"""A number of somebody else in an address or a form: what is of another chat or colleague stays theirs."""

import re

import pytest
from sqlalchemy import select, update

from bot.store import cases, messages, notes, outbox
from bot.store.database import AnyRow
from bot.store.messages import BOT, Message
from bot.store.notes import Mention, Note
from bot.store.outbox import Delivery
from handlers.acts import AgentClaimed
from tests.bot.web.desktop import CAST, Desktop
from tests.bot.web.test_cases import claim


@pytest.fixture
def mine(desk: Desktop) -> int:
    """A chat Nok serves."""
    number = desk.customer("ขอคุยกับคน", name="มาลี")
    desk.rig.turns.take(number, AgentClaimed(desk.people["nok"], "Nok"))
    return number


def every(desk: Desktop, wanted: object) -> list[AnyRow]:
    with desk.database.reading() as db:
        return list(db.execute(wanted))  # type: ignore[call-overload]


@pytest.mark.parametrize("name", CAST)
def test_a_note_is_opened_at_its_own_chat_only_and_by_all_colleagues_alike(
    desk: Desktop, mine: int, name: str
) -> None:
    other = desk.customer("hello")
    desk.at("ben").post(f"/c/{other}/note", note="ลับเฉพาะทีม")
    (note,) = every(desk, select(Note.id))
    browser = desk.at(name)

    assert browser.get(f"/c/{mine}/at/note/{note.id}").status_code == 404
    assert browser.get(f"/c/{other}/at/note/{note.id}").status_code == 302
    assert "ลับเฉพาะทีม" in browser.get(f"/c/{other}").text
    assert "ลับเฉพาะทีม" not in browser.get(f"/c/{mine}").text
    said = " ".join(each.payload for each in every(desk, select(Delivery.payload)))
    assert "ลับเฉพาะทีม" not in said


def test_a_delivery_of_another_chat_is_not_sent_again_through_mine(desk: Desktop, mine: int) -> None:
    other = desk.customer("ขอคุยกับคน")
    theirs = every(desk, select(Delivery.id).where(Delivery.conversation_id == other).order_by(Delivery.id))[
        -1
    ].id
    with desk.database.transaction() as db:
        db.execute(update(Delivery).where(Delivery.id == theirs).values(state=outbox.FAILED))

    desk.at("nok").post(f"/c/{mine}/resend/{theirs}")

    rows = every(desk, select(Delivery.conversation_id, Delivery.state).where(Delivery.id >= theirs))
    assert [(row.conversation_id, row.state) for row in rows] == [(other, outbox.FAILED)]


def test_a_case_of_another_customer_is_not_moved_through_mine(desk: Desktop, mine: int) -> None:
    _other, case = claim(desk)

    desk.at("nok").post(f"/c/{mine}/case", number=case.number, status="done", text="ปิดนะคะ")

    with desk.database.reading() as db:
        assert cases.one(db, case.id).status == case.status


def test_what_a_colleague_was_told_is_not_seen_by_me_in_their_place(desk: Desktop, mine: int) -> None:
    ben = desk.people["ben"]
    desk.at("nok").post(f"/c/{mine}/note", note="@Ben ดูหน่อย", mention=str(ben))
    with desk.database.transaction() as db:
        notes.keep(db, mine, desk.people["nok"], "@Ben", (ben,), desk.clock.now())

    for name in ("nok", "sora", "ada"):
        desk.at(name).post(f"/c/{mine}/seen")

    assert {each.seen_at for each in every(desk, select(Mention.seen_at))} == {None}
    desk.at("ben").post(f"/c/{mine}/seen")
    assert None not in {each.seen_at for each in every(desk, select(Mention.seen_at))}


def test_an_answer_of_another_chat_is_not_judged_through_mine(desk: Desktop, mine: int) -> None:
    other = desk.customer("ค่าส่งเท่าไหร่คะ")
    bots = (Message.conversation_id == other) & (Message.author == BOT)
    said = every(desk, select(Message.id).where(bots).order_by(Message.id))[-1].id
    nok = desk.at("nok")

    assert nok.get(f"/c/{mine}/wrong/{said}").status_code == 404
    assert nok.post(f"/c/{mine}/wrong/{said}", right="-").status_code == 404
    assert nok.get(f"/c/{other}/wrong/{said}").status_code == 200


def test_words_of_another_chat_are_not_quoted_through_mine(desk: Desktop, mine: int) -> None:
    other = desk.customer("ความลับของคนอื่น")
    theirs = every(desk, select(Message.id).where(Message.conversation_id == other).order_by(Message.id))[
        0
    ].id
    nok = desk.at("nok")

    assert "ความลับของคนอื่น" not in nok.get(f"/c/{mine}?quote={theirs}").text
    with desk.database.reading() as db:
        assert messages.quotable(db, mine, theirs) is None


@pytest.mark.parametrize("name", ["ben", "sora", "ada"])
def test_a_reply_of_ones_own_is_changed_and_removed_by_nobody_else(desk: Desktop, name: str) -> None:
    desk.at("nok").post("/canned/", name="mine", text="ของฉันเท่านั้น", scope="private")
    number = re.search(r'action="/canned/(\d+)"', desk.at("nok").get("/canned/").text)[1]
    other = desk.at(name)

    assert other.post(f"/canned/{number}", name="x", text="y", scope="private").status_code == 404
    assert other.post(f"/canned/{number}/remove").status_code == 404
    assert "ของฉันเท่านั้น" not in other.get("/canned/").text
    assert "ของฉันเท่านั้น" in desk.at("nok").get("/canned/").text
