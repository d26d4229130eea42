"""Claims and slips through the real wire: pictures, wrong turns, restarts, and the agent's side."""

import itertools
import re
import time

from playwright.sync_api import expect

from simulator import Line
from tests.processes import Desk
from tests.stories.acts import PATIENCE, kept, open_chat
from tests.stories.person import Person

NUMBER = re.compile(r"[2-9A-Z]{3}-[2-9A-Z]{3}")


def says(bubbles: object) -> str:
    return bubbles[-1].text  # type: ignore[index,no-any-return]


def step(phone, act, *arguments: str) -> str:  # type: ignore[no-untyped-def]
    """One thing done, and the last bubble of the answer to it."""
    before = len(phone.heard)
    getattr(phone, act)(*arguments)
    return says(phone.wait_for(lambda heard: len(heard) > before and heard[-1].quick_replies))


def test_a_claim_with_pictures_ends_in_a_number_the_customer_can_ask_about(
    desk: Desk, line: Line, console
) -> None:
    used = line.used
    mali = line.phone("Mali Claims", language="th")

    assert "เกิดอะไรขึ้น" in step(mali, "says", "แจ้งเคลมค่ะ")
    assert "เลขออเดอร์" in step(mali, "taps", "ของชำรุด/เสียหาย")
    assert "รูปหรือคลิป" in step(mali, "says", "ออเดอร์ BC-10293 ค่ะ")
    assert "ได้รับแล้ว 1 รูป" in step(mali, "sends_image")
    assert "ได้รับแล้ว 2 รูป" in step(mali, "sends_image")
    assert "เล่าเพิ่ม" in step(mali, "taps", "เสร็จแล้ว")
    summary = step(mali, "says", "กล่องบุบมาเลยค่ะ")
    opened = step(mali, "taps", "ส่งเรื่องเลย")

    assert "BC-10293" in summary
    assert "กล่องบุบมาเลยค่ะ" in summary
    number = NUMBER.search(opened)
    assert number
    assert f"{number[0]} แจ้งเคลม: รับเรื่องแล้ว" in step(mali, "taps", "สถานะเคลม")
    assert {each.via for each in mali.heard} == {"reply"}
    assert line.used == used

    nok = console("Nok").page
    nok.get_by_role("link", name="Cases").click()
    nok.get_by_role("link", name=number[0]).click()
    expect(nok.locator("main")).to_contain_text("กล่องบุบมาเลยค่ะ")
    nok.get_by_label("Status").select_option("in_progress")
    nok.get_by_label("A word to the customer").fill("ทางร้านส่งชิ้นใหม่ให้พรุ่งนี้นะคะ")
    nok.get_by_role("button", name="Save").click()
    expect(nok.locator("main")).to_contain_text("the customer is being told")

    told = mali.wait_for(lambda heard: "ส่งชิ้นใหม่ให้พรุ่งนี้" in heard[-1].text)
    assert "กำลังดำเนินการ" in says(told)
    assert told[-1].sender == "Nok"
    assert f"{number[0]} แจ้งเคลม: กำลังดำเนินการ" in step(mali, "says", number[0].lower())


def test_a_slip_reaches_an_agent_with_everything_that_was_told(desk: Desk, line: Line, console) -> None:
    tom = line.phone("Tom Slips", language="en")
    step(tom, "says", "payment slip")
    step(tom, "says", "BC-20417")
    step(tom, "says", "1,290")
    tom.sends_image()
    handed = tom.wait_for(lambda heard: any("next" in each.text or "ahead" in each.text for each in heard))

    nok = console("Nok").page
    open_chat(nok, "Tom Slips")
    beside = nok.locator("#customer")

    assert "Got the slip" in handed[-2].text
    for told in ("Order number", "BC-20417", "1,290.00 baht", "1 picture"):
        expect(beside).to_contain_text(told)
    expect(nok.locator("#entries")).to_contain_text("Handed over after: Send payment slip")


def test_wrong_input_is_helped_twice_and_then_a_person_comes(desk: Desk, line: Line) -> None:
    fon = line.phone("Fon Wrong", language="th")
    step(fon, "says", "แจ้งโอนเงิน")

    assert "ยังหาเลขออเดอร์ในข้อความนี้ไม่เจอ" in step(fon, "says", "อะไรนะ")
    assert "ให้เจ้าหน้าที่ช่วยต่อ" in step(fon, "says", "ไม่เข้าใจเลย")
    assert "ส่งเรื่องให้เจ้าหน้าที่แล้ว" in step(fon, "says", "งงมาก")


def test_back_and_stop_work_by_word_and_by_tap_and_a_question_midway_is_answered(
    desk: Desk, line: Line
) -> None:
    joy = line.phone("Joy Turns", language="th")
    step(joy, "says", "แจ้งเคลม")
    step(joy, "says", "2")

    assert "เกิดอะไรขึ้น" in step(joy, "taps", "ย้อนกลับ")
    step(joy, "says", "3")
    before = len(joy.heard)
    joy.says("ค่าส่งเท่าไหร่คะ")
    answer, question = joy.wait_for(lambda heard: len(heard) == before + 2)[-2:]
    assert "40 บาท" in answer.text
    assert "เลขออเดอร์" in question.text
    assert "เกิดอะไรขึ้น" in step(joy, "says", "ย้อนกลับ")
    assert "เลิกให้แล้ว" in step(joy, "says", "เลิก")
    step(joy, "says", "claim")
    assert "Stopped" in step(joy, "taps", "Stop")


def test_a_flow_goes_on_where_it_was_after_a_restart(desk: Desk, line: Line) -> None:
    nid = line.phone("Nid Restarts", language="en")
    step(nid, "says", "make a claim")
    step(nid, "taps", "Wrong item")

    desk.stop()
    desk.start()

    assert "1 to 5 pictures" in step(nid, "taps", "I don't know it")
    assert "Pictures so far: 1" in step(nid, "sends_image")
    assert "Anything to add?" in step(nid, "says", "done")
    assert "I don't know it" in step(nid, "says", "skip")
    assert NUMBER.search(step(nid, "says", "yes"))


def test_a_person_is_called_midway_in_words_and_told_what_was_collected(
    desk: Desk, line: Line, console
) -> None:
    kaew = line.phone("Kaew Midway", language="th")
    step(kaew, "says", "แจ้งเคลม")
    step(kaew, "says", "ของแตก")

    assert "ส่งเรื่องให้เจ้าหน้าที่แล้ว" in step(kaew, "says", "ขอคุยกับเจ้าหน้าที่ค่ะ")

    nok = console("Nok").page
    open_chat(nok, "Kaew Midway")
    expect(nok.locator("#customer")).to_contain_text("It's damaged")


def test_an_admin_mends_a_wrong_answer_from_the_chat_and_the_next_customer_gets_it(
    desk: Desk, line: Line, console, thai
) -> None:
    spoken = "th" if desk.is_sqlite else "en"
    mend, badly, publish = {
        "th": ("แก้คำตอบนี้", "บทความถูกแล้ว แต่เขียนไม่ดี", re.compile("^เผยแพร่ 1")),
        "en": ("Mend this answer", "Right article, badly said", re.compile("^Publish 1")),
    }[spoken]
    ploy = line.phone("Ploy Mends", language="th")
    ploy.says("ห่อของขวัญได้ไหมคะ")
    ploy.wait_for(lambda heard: heard and heard[-1].quick_replies)

    ada = thai(console("Ada").page, spoken)
    ada.goto(f"{desk.origin}/c/?view=all")
    open_chat(ada, "Ploy Mends")
    expect(ada.locator("#entries")).to_contain_text("ห่อของขวัญได้ไหมคะ")
    person = Person(ada)
    person.clicks("what the bot made of it", ada.locator(".why").last.locator("summary"))
    edit = ada.get_by_role("link", name=badly)
    person.clicks("Mend this answer", ada.get_by_role("link", name=mend).last, edit)
    person.clicks("badly said", edit, ada.locator(".from-chat", has_text="ห่อของขวัญได้ไหมคะ"))
    person.types("the answer", ada.locator("#answer_th"), "คุณ{{name}} คะ ห่อให้ฟรีทุกออเดอร์ค่ะ")
    expect(ada.locator("#phones")).to_contain_text("ห่อให้ฟรีทุกออเดอร์ค่ะ")
    kept(ada, {"th": "บันทึกฉบับร่าง", "en": "Kept as a draft"}[spoken])
    go = ada.get_by_role("button", name=publish)
    person.clicks("Try and publish", ada.locator("#publish"), go)
    person.clicks("Publish", go, ada.locator(".alert-done"))
    print(person.told())
    assert person.needed < 60
    expect(ada).to_have_url(re.compile(r"/c/\d+/wrong/\d+$"))  # and from there back to the chat

    deadline = time.monotonic() + PATIENCE  # published articles reach every process within a second or two
    for number in itertools.count():
        assert time.monotonic() < deadline, "the new answer never came"
        fern = line.phone(f"Fern {number}", language="th")
        fern.says("ห่อของขวัญได้ไหมคะ")
        if "ห่อให้ฟรีทุกออเดอร์ค่ะ" in says(fern.wait_for(lambda heard: heard and heard[-1].quick_replies)):
            break
