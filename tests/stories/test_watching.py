"""Who is told at once: those who lead before a promise breaks, colleagues of an eye, a phone that slept."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories import acts
from tests.stories.acts import open_chat, until

pytestmark = pytest.mark.browser

AT_RISK = 9 * 60 + 5  # of the quarter of an hour that is promised where nothing is known

# A browser that has allowed notifications and stands behind other windows.
BEHIND = """
window.told = [];
window.Notification = class {
  static permission = "granted";
  constructor(title, more) { window.told.push(`${title} | ${more.body}`); }
  addEventListener() {}
};
localStorage.setItem("saphan-alerts", "on");
Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
"""


def asks(line: Line, name: str, language: str = "en") -> Phone:
    phone = line.phone(name, language=language)
    phone.says("talk to a person" if language == "en" else "ขอคุยกับเจ้าหน้าที่ค่ะ")
    phone.wait_for(lambda heard: len(heard) >= 2)
    return phone


def take(page: Any, name: str) -> None:
    open_chat(page, name)
    acts.take(page)


def test_whoever_leads_cannot_miss_a_promise_about_to_break_and_sees_it_kept(
    desk: Desk, line: Line, console: Any, thai: Any
) -> None:
    ada = console("Ada").page
    ada.add_init_script(BEHIND)
    ada.goto(f"{desk.origin}/canned/")
    count, bar = ada.locator("[data-late-count]"), ada.locator("#late-bar")
    asks(line, "Somchai")
    expect(count).to_be_hidden()

    line.advance(AT_RISK)

    expect(bar).to_be_visible(timeout=20_000)
    expect(bar).to_contain_text("One chat is late, or soon will be Somchai: answer by")
    expect(count.locator("[data-label]")).to_have_text("1")
    (told,) = ada.evaluate("window.told")
    # LINE is asked for the name in the same moment.
    assert re.match(
        r"One chat is late, or soon will be \| (Somchai|Customer #\d+): answer by \d\d:\d\d", told
    )
    ada.locator("#late-bar a").click()
    expect(ada.locator(".board-late h2")).to_contain_text("One chat is late, or soon will be")
    expect(bar).to_be_hidden()
    nok = console("Nok").page
    take(nok, "Somchai")
    expect(ada.locator(".board-late")).to_have_count(0)
    expect(count).to_be_hidden()

    thai(ada)
    expect(ada.locator("html")).to_have_attribute("lang", "th")
    asks(line, "Malai", "th")
    line.advance(AT_RISK)
    expect(ada.locator(".board-late h2")).to_contain_text("มี 1 แชทที่เกินเวลาหรือใกล้เกินเวลา")
    expect(ada.locator(".board-late .board-who")).to_contain_text("Malai")
    nok.goto(f"{desk.origin}/c/?view=waiting")
    take(nok, "Malai")
    expect(ada.locator(".board-late")).to_have_count(0)


def test_an_eye_in_the_list_comes_and_goes_with_the_colleague(desk: Desk, line: Line, console: Any) -> None:
    asks(line, "Watched")
    nok, ben = console("Nok").page, console("Ben").page
    row = acts.row(ben, "Watched")
    expect(row).to_be_visible()

    open_chat(nok, "Watched")
    expect(row.locator("[data-short]")).to_have_text("N")
    expect(ben.get_by_role("link", name="Looking at it now: Nok")).to_have_count(1)
    nok.locator("a.tab", has_text="Mine").first.click()
    nok.goto(f"{desk.origin}/c/")

    expect(row.locator("[data-eyes]")).to_be_hidden()


def wait_until(desk: Desk, seen_by: Any, name: str, standing: str) -> None:
    """Colleagues see this person so."""

    def is_so() -> bool:
        told = seen_by.request.get(f"{desk.origin}/presence/colleagues").text()
        before, found, _after = told.partition(f">{name}<")
        return bool(found) and f"dot-{standing}" in before.rpartition("<li>")[2]

    until(seen_by, is_so, f"{name} is not seen {standing}")


def test_a_phone_that_slept_is_here_again_at_once_with_its_draft_and_what_was_missed(
    desk: Desk, line: Line, console: Any
) -> None:
    phone = asks(line, "Sleepy")
    nok, ben = console("Nok", width=390, height=844).page, console("Ben").page
    take(nok, "Sleepy")
    nok.locator("#text").fill("One moment please")
    expect(nok.locator("#my-dot")).to_have_class("dot dot-online")

    nok.context.set_offline(True)  # as the network stack of a phone that sleeps
    expect(nok.locator("[data-lost]")).to_be_visible()
    nok.locator("#text").fill("One moment please, I am looking")
    line.advance(200)
    wait_until(desk, ben, "Nok", "offline")
    phone.says("are you still there?")
    nok.context.set_offline(False)

    wait_until(desk, ben, "Nok", "online")
    expect(nok.locator("#my-dot")).to_have_class("dot dot-online")
    expect(nok.locator("[data-lost]")).to_be_hidden()
    expect(nok.locator("#entries")).to_contain_text("are you still there?")
    expect(nok.locator("#text")).to_have_value("One moment please, I am looking")
    nok.locator("#send").click()
    phone.wait_for(lambda heard: heard[-1].text == "One moment please, I am looking")


def test_a_tab_shown_again_says_so_and_asks_anew_before_anybody_touches_it(
    desk: Desk, line: Line, console: Any
) -> None:
    nok, ben = console("Nok", width=390, height=844).page, console("Ben").page
    line.advance(200)  # nothing is heard from it, as while a phone keeps it asleep
    wait_until(desk, ben, "Nok", "offline")

    with nok.expect_request(lambda asked: "/live?last=" in asked.url):
        nok.evaluate("document.dispatchEvent(new Event('resume'))")

    wait_until(desk, ben, "Nok", "online")
