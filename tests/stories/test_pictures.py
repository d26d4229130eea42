"""Pictures both ways, taken back, too big, of the wrong kind; groups and standby; block and return."""

import io
import random
import re
import urllib.error
import urllib.request
from functools import partial
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories.acts import open_chat, take, until


def slip(size: tuple[int, int] = (720, 1280)) -> bytes:
    """A picture like one of a payment slip, never the same twice."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.paste((11, 122, 92), (0, 0, size[0], size[1] // 6))
    for row in range(12):
        top = size[1] // 4 + row * size[1] // 20
        picture.paste((60, 70, 80), (60, top, 60 + random.randrange(100, size[0] - 120), top + 18))
    picture.save(out, "JPEG")
    return out.getvalue()


def in_talk(line: Line, console: Any, name: str, **size: Any) -> tuple[Phone, Any]:
    """A customer whom Nok serves, and the page on which she does."""
    phone = line.phone(name, language="en")
    phone.says("talk to a person")
    phone.wait_for(lambda heard: len(heard) == 2)
    page = console("Nok", **size).page
    open_chat(page, name)
    take(page)
    return phone, page


def status(desk: Desk, path: str) -> int:
    """What a stranger is answered."""
    try:
        with urllib.request.urlopen(f"{desk.origin}{path}", timeout=20) as answer:
            return 302 if "/signin" in answer.url else answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.browser
def test_a_slip_comes_in_is_read_large_and_answered_with_a_picture(
    desk: Desk, line: Line, console: Any
) -> None:
    phone, page = in_talk(line, console, "Slip")

    phone.sends_image(slip(), "image/jpeg")
    thumb = page.locator("a[data-zoom] img").last
    expect(thumb).to_be_visible()
    expect(thumb).to_have_js_property("naturalWidth", 360)
    page.locator("a[data-zoom]").last.click()
    expect(page.locator("#zoom-image")).to_have_js_property("naturalWidth", 720)
    page.keyboard.press("Escape")
    expect(page.locator("#zoom")).to_be_hidden()
    page.locator("#picture").set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": slip((900, 600))}
    )
    expect(page.locator("#picked-image")).to_be_visible()
    page.fill("#text", "Here is the way")
    page.locator("#send").click()

    picture, words = phone.wait_for(lambda heard: len(heard) == 4)[-2:]
    assert (picture.type, picture.sender, words.text) == ("image", "Nok", "Here is the way")
    address = picture.message["originalContentUrl"]
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert Image.open(io.BytesIO(answer.read())).size == (900, 600)
    expect(page.locator("#picked")).to_be_hidden()
    expect(page.locator(".side-agent a[data-zoom]")).to_have_count(1)
    number = page.locator("a[data-zoom]").first.get_attribute("href")
    assert status(desk, number) == 302
    assert status(desk, re.sub(r"/m/.{4}", "/m/abcd", address.removeprefix(desk.origin))) == 404


@pytest.mark.browser
def _is_wide(page: Any, selector: str) -> bool:
    """Asked in one breath: the thread may be swapped between two questions."""
    width = "each => document.querySelector(each)?.getBoundingClientRect().width ?? 0"
    return bool(page.evaluate(width, selector) > 20)


def test_a_canned_reply_is_picked_with_its_picture_and_arrives_whole(
    desk: Desk, line: Line, console: Any
) -> None:
    page = console("Nok", width=390, height=844).page
    page.goto(f"{desk.origin}/canned/")
    page.locator("details.invite").evaluate("each => each.open = true")
    page.fill("#name-new", "map")
    page.fill("#text-new", "This way, {{name}}")
    page.locator("#picture-new").set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": slip((900, 600))}
    )
    page.locator("details.invite button").click()
    shown = page.locator(".canned", has_text="map").locator(".canned-shown img")
    expect(shown).to_have_js_property("naturalWidth", 640)
    phone = line.phone("Way", language="en")
    phone.says("talk to a person")
    phone.wait_for(lambda heard: len(heard) == 2)
    page.goto(f"{desk.origin}/c/")
    open_chat(page, "Way")
    take(page)
    for each in ("#snooze", "#pass", "#resolve"):  # on a phone, too, an icon says what it does
        until(page, partial(_is_wide, page, f"{each} > span"), f"{each} says nothing")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.locator("#text").press_sequentially("/map")
    expect(page.locator("#picker li img")).to_have_js_property("naturalWidth", 640)
    page.keyboard.press("Enter")
    expect(page.locator("#picked-image")).to_be_visible()
    expect(page.locator("#text")).to_have_value("This way, Way")
    page.locator("#no-picture").click()
    expect(page.locator("#picked")).to_be_hidden()
    page.fill("#text", "")
    page.locator("#text").press_sequentially("/map")
    page.locator("#picker li").click()
    expect(page.locator("#picked-image")).to_be_visible()
    page.reload()
    expect(page.locator("#picked-image")).to_have_js_property("naturalWidth", 640)
    expect(page.locator("#text")).to_have_value("This way, Way")
    page.locator("#send").click()

    picture, words = phone.wait_for(lambda heard: len(heard) == 4)[-2:]
    assert (picture.type, picture.sender, words.text) == ("image", "Nok", "This way, Way")
    expect(page.locator("#picked")).to_be_hidden()
    expect(page.locator(".side-agent a[data-zoom]")).to_have_count(1)
    page.reload()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#picked")).to_be_hidden()
    page.fill("#text", "Anything else?")
    page.locator("#send").click()
    assert phone.wait_for(lambda heard: len(heard) == 5)[-1].text == "Anything else?"


@pytest.mark.browser
def test_a_picture_taken_back_leaves_the_screen_and_the_disk_while_the_agent_looks(
    desk: Desk, line: Line, console: Any
) -> None:
    phone, page = in_talk(line, console, "Regret")
    shelf = desk.folder / "media"
    before = {each for each in shelf.rglob("*") if each.is_file()}
    phone.sends_image(slip(), "image/jpeg")
    page.locator("a[data-zoom]").wait_for()
    kept = {each for each in shelf.rglob("*") if each.is_file()} - before
    page.locator("a[data-zoom]").click()
    expect(page.locator("#zoom")).to_be_visible()

    phone.unsends(phone.transcript[-1].id)

    expect(page.locator("#zoom")).to_be_hidden()
    expect(page.locator("a[data-zoom]")).to_have_count(0)
    expect(page.get_by_role("log").get_by_text("The customer unsent this message")).to_be_visible()
    assert len(kept) == 2
    until(page, lambda: not any(each.exists() for each in kept), "files of what was unsent are still there")


@pytest.mark.browser
def test_odd_uploads_each_say_what_became_of_them(desk: Desk, line: Line, console: Any) -> None:
    phone, page = in_talk(line, console, "Odd")

    phone.sends_image(b"<html><script>window.hacked = 1</script>", "image/jpeg")
    expect(page.locator("#entries .box", has_text="is not what it says")).to_be_visible()
    phone.sends_file("../../../etc/passwd.html", body=b"<svg onload='window.hacked = 1'/>")
    link = page.locator("a.file")
    expect(link).to_have_count(1)
    with page.expect_download() as saved:
        link.click()
    phone.sends_image(slip(), "image/jpeg")
    page.locator("a[data-zoom]").wait_for()
    for each in (desk.folder / "media" / "in").rglob("*"):
        each.unlink()
    number = page.locator("a[data-zoom]").get_attribute("href")
    with page.expect_response(f"**{number}") as missing:
        page.locator("a[data-zoom]").click()

    assert "/" not in saved.value.suggested_filename
    assert saved.value.suggested_filename.endswith("passwd.html")
    assert missing.value.status == 404
    assert page.evaluate("window.hacked") is None


@pytest.mark.browser
def test_the_customer_sees_dots_while_the_agent_types_and_read_under_what_was_read(
    desk: Desk, line: Line, console: Any
) -> None:
    phone, page = in_talk(line, console, "Dots")
    phone.says("are you there?")
    expect(page.get_by_text("are you there?").first).to_be_visible()

    page.locator("#text").press_sequentially("yes")

    def called(path: str) -> bool:
        return any(each.path.endswith(path) and each.user_id in (phone.user_id, None) for each in line.wire)

    until(page, lambda: called("chat/loading/start"), "no dots")
    until(page, lambda: called("chat/markAsRead"), "not marked as read")


def test_groups_and_standby_get_nothing_beyond_one_polite_line(desk: Desk, line: Line) -> None:
    phone = line.phone("Group", language="en")
    group = {"type": "group", "groupId": "C" + "9" * 32}
    before = len(line.accepted)

    for kind, more in (
        ("join", {}),
        ("memberJoined", {"joined": {"members": [{"type": "user", "userId": phone.user_id}]}}),
        ("message", {"message": {"type": "text", "text": "hello bot"}}),
        ("leave", {}),
    ):
        line.send_events([line.event(phone, kind, source=group, **more)])
    standby = line.event(phone, "message", mode="standby", message={"type": "text", "text": "help"})
    line.send_events([standby])
    phone.says("hello")
    phone.wait_for(lambda heard: len(heard) >= 1)

    to_group = [each for each in line.accepted[before:] if each.user_id == group["groupId"]]
    assert len(to_group) <= 1
    assert all(each.via == "reply" for each in to_group)


def test_one_who_blocks_and_comes_back_is_welcomed_and_served(desk: Desk, line: Line) -> None:
    phone = line.phone("Back", language="en")
    phone.says("how much is shipping?")
    first = len(phone.wait_for(lambda heard: len(heard) >= 2))

    phone.blocks()
    phone.follows()
    welcomed = phone.wait_for(lambda heard: len(heard) > first)
    phone.says("how much is shipping?")

    assert "Welcome back" in welcomed[-1].text or "ยินดีต้อนรับ" in welcomed[-1].text
    assert len(phone.wait_for(lambda heard: len(heard) > first + 1)) > first + 1
