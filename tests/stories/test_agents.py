"""Several people at one desk: who is first, who gets it, what was taken back, what is not the last word."""

from typing import Any

import pytest
from playwright.sync_api import expect

from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories.acts import open_chat, reply, take

pytestmark = pytest.mark.browser


def _asks(line: Line, name: str) -> Phone:
    phone = line.phone(name, language="en")
    phone.says("talk to a person")
    phone.wait_for(lambda heard: len(heard) >= 2)
    return phone


def test_two_take_the_same_chat_and_one_learns_who_was_first(desk: Desk, line: Line, console: Any) -> None:
    phone = _asks(line, "Race")
    nok, ben = console("Nok").page, console("Ben").page
    for page in (nok, ben):
        open_chat(page, "Race", "Waiting")

    # Both are ready to click: whoever's click comes second must not win.
    for page in (nok, ben):
        page.evaluate("() => document.getElementById('claim')?.click()")  # gone where the news came sooner

    expect(nok.locator("#composer[data-kind=mine], #composer[data-kind=other]")).to_be_visible()
    expect(ben.locator("#composer[data-kind=mine], #composer[data-kind=other]")).to_be_visible()
    kinds = sorted(page.locator("#composer").get_attribute("data-kind") for page in (nok, ben))
    assert kinds == ["mine", "other"]
    assert not any("already" in each.text for each in phone.heard)


def test_a_chat_passed_on_arrives_with_its_note_and_the_customer_hears_nothing_of_it(
    desk: Desk, line: Line, console: Any
) -> None:
    phone = _asks(line, "Passed")
    nok, ben = console("Nok").page, console("Ben").page
    open_chat(nok, "Passed", "Waiting")
    take(nok)
    heard = len(phone.heard)

    nok.keyboard.press("Alt+KeyP")
    nok.keyboard.type("Second parcel is lost @Be")
    nok.locator("#picker li", has_text="Ben").click()
    nok.keyboard.press("Control+Enter")
    expect(nok.locator(".note")).to_contain_text("Second parcel is lost @Ben")
    nok.locator("#pass").click()
    expect(nok.locator("#pass-note")).to_be_focused()  # from here on a refresh leaves the menu alone
    nok.locator("#pass-note").fill("Please go on")
    nok.locator("button.menu-choice", has_text="Ben").click()
    expect(nok.locator("#composer")).to_have_attribute("data-kind", "other")

    open_chat(ben, "Passed", "Mine")
    expect(ben.locator("#entries")).to_contain_text("Please go on")
    expect(ben.locator("#entries")).to_contain_text("Nok passed it to Ben")
    reply(ben, "Ben here, I have found it")
    phone.wait_for(lambda said: said[-1].text == "Ben here, I have found it")
    assert len(phone.heard) == heard + 1
    assert not any("parcel is lost" in each.text or "Please go on" in each.text for each in phone.heard)


def test_what_is_taken_back_vanishes_from_a_screen_that_is_open(desk: Desk, line: Line, console: Any) -> None:
    phone = _asks(line, "Takesback")
    nok = console("Nok").page
    open_chat(nok, "Takesback", "Waiting")
    take(nok)  # else the bot would answer, and nobody unsends what the bot said
    phone.says("my card number is 1234")
    expect(nok.locator("#entries")).to_contain_text("1234")
    nok.locator("a.quote-this").last.click()
    expect(nok.locator("#quoting")).to_contain_text("1234")

    phone.unsends(phone.transcript[-1].id)

    expect(nok.locator("#entries")).to_contain_text("The customer unsent this message")
    expect(nok.locator("body")).not_to_contain_text("1234")
    expect(nok.locator("#quoting")).to_be_hidden()


def test_a_reply_to_an_older_word_asks_first_and_the_draft_outlives_a_reload(
    desk: Desk, line: Line, console: Any
) -> None:
    phone = _asks(line, "Stale")
    nok = console("Nok").page
    open_chat(nok, "Stale", "Waiting")
    take(nok)
    nok.locator("#text").fill("Shipping it today")
    nok.reload()
    expect(nok.locator("#text")).to_have_value("Shipping it today")
    # The screen hears of nothing, as on a bad line; the server knows better.
    nok.route("**/thread?*", lambda route: route.abort())
    phone.says("wait, cancel that")
    expect(nok.locator("#list")).to_contain_text("wait, cancel that")

    nok.locator("#send").click()

    expect(nok.locator("#problem")).to_contain_text("wrote again meanwhile")
    expect(nok.locator("#text")).to_have_value("Shipping it today")
    assert not any("Shipping" in each.text for each in phone.heard)
    nok.locator("#send").click()
    phone.wait_for(lambda said: said[-1].text == "Shipping it today")


def test_what_could_not_be_sent_stays_in_the_box_until_the_line_is_back(
    desk: Desk, line: Line, console: Any
) -> None:
    _asks(line, "Offline")
    nok = console("Nok", width=390, height=844).page
    open_chat(nok, "Offline", "Waiting")
    take(nok)
    nok.locator("#text").fill("One moment please")

    nok.context.set_offline(True)
    nok.locator("#send").click()
    expect(nok.locator("#problem")).to_contain_text("Not sent")
    expect(nok.locator("#text")).to_have_value("One moment please")

    nok.context.set_offline(False)
    nok.locator("#send").click()
    expect(nok.locator(".side-agent")).to_contain_text("One moment please")
