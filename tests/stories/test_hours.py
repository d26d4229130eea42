"""Outside opening hours, a promise that breaks, and an agent who goes home: what customers are told."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from simulator import Line
from tests.processes import Desk
from tests.stories.acts import open_chat, press, reply

# Seconds within which every process has heard of a new setting.
EVERYWHERE = 6


def says(bubbles: object) -> str:
    return bubbles[-1].text  # type: ignore[index,no-any-return]


def leaves(page: Any) -> None:
    """Home for today: signed out, and so offline."""
    token = page.locator("input[name=csrf_token]").first.input_value()
    page.evaluate(
        "token => fetch('/signout', {method: 'POST', body: new URLSearchParams({csrf_token: token})})", token
    )
    page.goto("about:blank")


def test_after_hours_the_opening_is_told_and_a_message_taken_and_answered(
    desk: Desk, line: Line, console: Any
) -> None:
    ada = console("Ada").page
    opens = datetime.now(ZoneInfo("Asia/Bangkok")) + timedelta(hours=2)
    ada.goto(f"{desk.origin}/hours/")
    expect(ada.get_by_text("Nothing is set yet")).to_be_visible()
    ada.locator("[name=d0-0-from]").fill(f"{opens:%H:00}")
    ada.locator("[name=d0-0-to]").fill(f"{opens + timedelta(hours=1):%H:00}")
    ada.get_by_role("button", name="Same every day").click()
    ada.get_by_role("button", name="Save").first.click()
    expect(ada.get_by_text("Closed now; opens")).to_be_visible()
    line.advance(EVERYWHERE)

    mali = line.phone("Malee", language="th")
    mali.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    closed = mali.wait_for(lambda heard: len(heard) == 2)
    assert "นอกเวลาทำการ" in says(closed)
    assert f"{opens:%H}:00 น." in says(closed)
    mali.says("กระเป๋าซิปแตกค่ะ ขอเปลี่ยนใบใหม่")
    assert says(mali.wait_for(lambda heard: len(heard) == 3)).startswith("รับเรื่องไว้แล้วค่ะ")
    assert {each.via for each in mali.heard} == {"reply"}

    ada.goto(f"{desk.origin}/hours/")
    ada.get_by_role("button", name="Always open again").click()
    expect(ada.get_by_text("Nothing is set yet")).to_be_visible()
    line.advance(EVERYWHERE)
    leaves(ada)


def test_a_wait_can_be_left_for_a_message_in_one_tap(desk: Desk, line: Line) -> None:
    nid = line.phone("Nida", language="en")

    nid.says("human")
    nid.wait_for(lambda heard: len(heard) == 2)
    nid.taps("Leave a message")
    nid.wait_for(lambda heard: len(heard) == 3)
    nid.says("The zip of my bag is broken")

    assert says(nid.wait_for(lambda heard: len(heard) == 4)).startswith("Got it, thank you.")


def test_a_promise_nobody_keeps_is_apologised_for_once(desk: Desk, line: Line) -> None:
    fon = line.phone("Fonthip", language="th")
    fon.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    fon.wait_for(lambda heard: len(heard) == 2)

    line.advance(16 * 60)

    heard = fon.wait_for(lambda heard: len(heard) == 3)
    assert says(heard).startswith("ขอโทษที่ให้รอนานนะคะ")
    assert heard[-1].via == "push"


def test_a_chat_is_given_to_somebody_here_and_handed_on_when_they_go_home(
    desk: Desk, line: Line, console: Any
) -> None:
    ada = console("Ada").page
    ada.goto(f"{desk.origin}/hours/routing")
    ada.get_by_label("Give chats to people by itself").check()
    press(ada, ada.get_by_role("button", name="Save"))
    expect(ada.locator(".alert-done")).to_be_visible()
    line.advance(EVERYWHERE)
    leaves(ada)
    nok = console("Nok").page
    ploy = line.phone("Ploypailin", language="th")
    ploy.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    ploy.wait_for(lambda heard: len(heard) == 2)
    open_chat(nok, "Ploypailin", "All")
    expect(nok.locator("#entries")).to_contain_text("Given to Nok")

    ben = console("Ben").page
    leaves(nok)
    open_chat(ben, "Ploypailin", "All")
    expect(ben.locator("#entries")).to_contain_text("Given to Ben")
    reply(ben, "เบนดูแลต่อนะคะ")

    heard = ploy.wait_for(lambda heard: len(heard) == 3)
    assert (says(heard), heard[-1].sender) == ("เบนดูแลต่อนะคะ", "Ben")
