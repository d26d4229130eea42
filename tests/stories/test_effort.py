"""A need is met, the customer says how easy it was and why, and a low score becomes work and a figure."""

import re

from playwright.sync_api import expect

from simulator import Line
from tests.processes import Desk


def test_a_low_score_and_its_reason_reach_the_desk_and_move_the_figures(
    desk: Desk, line: Line, console
) -> None:
    used = line.used
    mali = line.phone("Orn", language="th")
    nok = console("Nok").page
    mali.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    nok.get_by_role("link", name="Orn").click()
    nok.get_by_role("button", name="Take this chat").click()
    mali.says("ขอเปลี่ยนที่อยู่จัดส่งค่ะ")
    expect(nok.locator("#entries")).to_contain_text("ขอเปลี่ยนที่อยู่จัดส่งค่ะ")  # its reply token is in hand
    nok.get_by_role("button", name=re.compile("Resolve")).click()

    asked = mali.wait_for(lambda heard: any("ง่ายแค่ไหน" in each.text for each in heard))[-1]
    assert asked.via == "reply"
    assert asked.quick_replies == ["1 ยากมาก", "2", "3", "4", "5", "6", "7 ง่ายมาก"]
    mali.taps("2")
    mali.wait_for(lambda heard: "ขอโทษ" in heard[-1].text)
    mali.says("รอนานมากกว่าจะมีคนตอบ")
    mali.wait_for(lambda heard: "ขอบคุณที่บอก" in heard[-1].text)
    assert line.used == used

    nok.get_by_role("link", name="Low scores").click()
    nok.get_by_role("link", name="Orn").click()
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
