"""How easy it was becomes work and a figure; a broadcast reaches whoever wants it, and nobody else."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from simulator import Line
from simulator.page import Page
from tests.processes import Desk
from tests.stories.acts import PATIENCE, open_chat, press, resolve, take


def test_a_low_score_and_its_reason_reach_the_desk_and_move_the_figures(
    desk: Desk, line: Line, console
) -> None:
    used = line.used
    mali = line.phone("Orn", language="th")
    nok = console("Nok").page
    mali.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    open_chat(nok, "Orn")
    take(nok)
    mali.says("ขอเปลี่ยนที่อยู่จัดส่งค่ะ")
    expect(nok.locator("#entries")).to_contain_text("ขอเปลี่ยนที่อยู่จัดส่งค่ะ")  # its reply token is in hand
    resolve(nok)

    asked = mali.wait_for(lambda heard: any("ง่ายแค่ไหน" in each.text for each in heard))[-1]
    assert asked.via == "reply"
    assert asked.quick_replies == ["1 ยากมาก", "2", "3", "4", "5", "6", "7 ง่ายมาก"]
    mali.taps("2")
    mali.wait_for(lambda heard: "ขอโทษ" in heard[-1].text)
    mali.says("รอนานมากกว่าจะมีคนตอบ")
    mali.wait_for(lambda heard: "ขอบคุณที่บอก" in heard[-1].text)
    assert line.used == used

    open_chat(nok, "Orn", "Low scores")
    side = nok.locator("#customer")
    expect(side).to_contain_text("scored 2 of 7")
    expect(side).to_contain_text("รอนานมากกว่าจะมีคนตอบ")
    nok.get_by_role("button", name="Looked after").click()
    expect(nok.locator("#customer")).not_to_contain_text("It was hard for this customer")

    ada = console("Ada").page
    ada.get_by_role("link", name="Numbers").click()
    expect(ada.locator("main")).to_contain_text("Resolved by a person")
    expect(ada.get_by_role("row", name=re.compile("With a person"))).to_contain_text("1 / 1")


def test_thanks_for_an_answer_are_the_moment_to_ask_in_english_and_a_typed_number_counts(
    desk: Desk, line: Line
) -> None:
    tom = line.phone("Tim", language="en")
    tom.says("how much is shipping?")
    tom.wait_for(lambda heard: len(heard) >= 2)

    tom.says("thank you!")
    asked = tom.wait_for(lambda heard: "How easy" in heard[-1].text)[-1]
    assert asked.via == "reply"
    tom.says("7")
    tom.wait_for(lambda heard: "Anything you'd like to add" in heard[-1].text)
    tom.taps("No, thanks")

    assert "Thank you for the score" in tom.wait_for(lambda heard: "score" in heard[-1].text)[-1].text


AT_END = """() => {
    const talk = document.getElementById("talk");
    return talk.scrollHeight - talk.scrollTop - talk.clientHeight < 5;
}"""


def poster() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "PNG")
    return {"name": "poster.png", "mimeType": "image/png", "buffer": out.getvalue()}


def broadcasts(phone: Any) -> list[tuple[str, str]]:
    return [(each.type, each.text) for each in phone.heard if each.via == "multicast"]


@pytest.mark.browser
def test_an_admin_changes_a_limit_and_sends_a_picture_to_everybody_but_who_said_no(
    desk: Desk, line: Line, console, chromium: Any
) -> None:
    mali, sam, koy = (line.phone(name, code) for name, code in (("Mali", "th"), ("Sam", "en"), ("Koy", "th")))
    mali.says("สวัสดีค่ะ")
    sam.says("hello")
    koy.says("หยุดรับข่าวค่ะ")
    for each in (mali, sam, koy):
        each.wait_for(lambda heard: heard)
    ada = console("Ada").page

    ada.get_by_role("link", name="Broadcasts").click()
    ada.get_by_role("link", name="Limits").first.click()
    ada.get_by_label("Messages a day").fill("2")
    ada.get_by_label("Hours between two messages").fill("0")
    ada.get_by_label("Quiet from").fill("00:00")
    ada.get_by_label("Quiet until").fill("00:00")
    ada.get_by_role("button", name="Save").click()
    expect(ada.get_by_text("Saved. It holds from now on.")).to_be_visible()

    ada.get_by_role("link", name="All broadcasts").click()
    ada.get_by_role("link", name="New broadcast").click()
    ada.get_by_label("Name for your team").fill("Month-end sale")
    ada.get_by_label("Thai text").fill("ลด 25% ค่ะ")
    ada.get_by_label("English text").fill("25% off")
    ada.set_input_files("#picture", poster())
    expect(ada.locator(".phone-picture").first).to_have_js_property("naturalWidth", 900)
    ada.get_by_role("button", name="Save and see who gets it").click()
    expect(ada.get_by_role("row", name=re.compile("Has said no to this topic"))).to_be_visible()
    ada.get_by_label("Whose").select_option(label="Sam")
    ada.get_by_role("button", name="Send the test").click()
    tested = sam.wait_for(lambda heard: len(heard) >= 2 and heard[-1].text == "25% off")
    assert [each.type for each in tested[-2:]] == ["image", "text"]
    ada.get_by_label(re.compile("I have checked it")).check()
    ada.get_by_role("button", name="Send", exact=True).click()
    expect(ada.locator("#progress .pill")).to_have_text("Done", timeout=60_000)  # by itself

    assert broadcasts(mali) == [("image", ""), ("text", "ลด 25% ค่ะ")]
    assert broadcasts(sam) == [("image", ""), ("text", "25% off")]
    assert broadcasts(koy) == []
    line.page = Page(line).answer
    shown = chromium.new_page()
    shown.set_default_timeout(PATIENCE * 1000)
    shown.goto(f"{line.origin}/?lang=th")
    shown.get_by_role("button", name=re.compile("Mali")).first.click()
    shown.wait_for_function("() => [...document.querySelectorAll('#talk img')].at(-1)?.naturalWidth > 0")
    # The words below the picture are in sight, however late the picture came.
    shown.wait_for_function(AT_END)
    shown.close()


@pytest.mark.browser
def test_in_thai_and_on_a_phone_it_is_held_at_the_monthly_limit_and_resumed(
    desk: Desk, line: Line, console, thai
) -> None:
    mali, ton = (line.phone(name, "th") for name in ("Mali at the limit", "Ton"))
    for each in (mali, ton):
        each.says("สวัสดีค่ะ")
        each.wait_for(lambda heard: heard)
    ada = thai(console("Ada", width=390, height=844).page)
    ada.goto(f"{desk.origin}/broadcasts/limits")
    ada.get_by_label("ข้อความต่อวัน").fill("9")
    ada.get_by_label("ข้อความใน 7 วัน").fill("9")
    ada.get_by_label("เว้นระหว่างสองข้อความ").fill("0")
    ada.get_by_label("งดส่งตั้งแต่").fill("00:00")
    ada.get_by_label("งดส่งจนถึง").fill("00:00")
    press(ada, ada.get_by_role("button", name="บันทึก"))

    ada.goto(f"{desk.origin}/broadcasts/new")
    ada.get_by_label("ชื่อสำหรับทีม").fill("ข่าวร้าน")
    ada.get_by_label("ข้อความภาษาไทย").fill("ร้านเปิดสาขาใหม่แล้วค่ะ")
    press(ada, ada.get_by_role("button", name="บันทึกแล้วดูว่าใครได้รับ"))
    line.quota = line.used
    ada.get_by_label(re.compile("ตรวจแล้ว")).check()
    ada.get_by_role("button", name="ส่ง", exact=True).click()

    expect(ada.locator(".alert-danger")).to_contain_text("ใช้โควตาข้อความของเดือนนี้ครบแล้ว", timeout=60_000)
    assert broadcasts(mali) == broadcasts(ton) == []
    line.quota = None
    ada.get_by_role("button", name="ส่งต่อ").click()
    expect(ada.locator("#progress .pill")).to_have_text("เสร็จแล้ว", timeout=60_000)
    assert broadcasts(mali) == broadcasts(ton) == [("text", "ร้านเปิดสาขาใหม่แล้วค่ะ")]
    assert ada.evaluate("document.documentElement.scrollWidth") <= 390
