"""People who run the desk: somebody invited and let go, a board that helps, a search that finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories.acts import open_chat, press, until
from tests.stories.conftest import Console

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("desk", ["sqlite"], indirect=True, scope="module"),  # nothing here is an engine's
]
NEW = "four plain words here"


@pytest.fixture
def stranger(chromium: Any, desk: Desk) -> Iterator[Any]:
    """A browser nobody has signed in with."""
    opened: list[Console] = []

    def come(**size: Any) -> Page:
        opened.append(Console(chromium, desk, **size))
        return opened[-1].page

    yield come
    for each in opened:
        assert each.errors == []
        each.close()


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def asks(line: Line, name: str, *words: str, language: str = "en") -> Phone:
    phone = line.phone(name, language=language)
    for each in words:
        phone.says(each)
    return phone


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("th", 390)])
def test_somebody_is_invited_given_a_role_and_let_go_at_once(
    desk: Desk, line: Line, console: Any, stranger: Any, language: str, width: int
) -> None:
    email = f"mod-{language}@shop.example"
    ada = console("Ada", width=width, language=language).page
    ada.goto(f"{desk.origin}/staff/")
    assert fits(ada)
    ada.locator("details.invite > summary").click()
    ada.locator("#email").fill(email)
    ada.locator("#name").fill("Mod")
    ada.locator("details.invite button[type=submit]").click()
    link = ada.locator("#link").input_value()
    assert fits(ada)

    mod = stranger(width=width, language=language)
    mod.goto(link)
    assert fits(mod)
    mod.locator("#password").fill(NEW)
    mod.locator("#again").fill(NEW)
    mod.locator("form button.btn-primary").click()
    mod.wait_for_url("**/signin*")
    mod.locator("input[name=email]").fill(email)
    mod.locator("input[name=password]").fill(NEW)
    mod.locator("input[name=password]").press("Enter")
    mod.wait_for_url("**/c/**")
    expect(mod.locator('a[href="/board/"]')).to_have_count(0)

    ada.goto(f"{desk.origin}/staff/")
    ada.locator("tr", has_text=email).locator("a.person-name").click()
    expect(ada.locator(".signins li")).to_have_count(1)
    ada.locator("#role").select_option("supervisor")
    ada.locator("form:has(#role) button.btn-primary").click()
    expect(ada.locator(".alert-done")).to_be_visible()
    mod.goto(f"{desk.origin}/board/")
    expect(mod.locator("#board")).to_be_visible()

    ada.locator("button.btn-danger").click()
    expect(ada.locator(".alert-done")).to_be_visible()
    mod.wait_for_url("**/signin*")
    mod.locator("input[name=email]").fill(email)
    mod.locator("input[name=password]").fill(NEW)
    mod.locator("input[name=password]").press("Enter")
    expect(mod.locator(".alert-danger")).to_be_visible()
    ada.goto(f"{desk.origin}/audit/?area=staff")
    expect(ada.locator(".audit-table")).to_contain_text("role agent → supervisor")
    expect(ada.locator(".audit-table")).to_contain_text("active → suspended")
    assert fits(ada)


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("th", 390)])
def test_the_board_shows_what_is_late_and_passes_it_to_somebody_with_room(
    desk: Desk, line: Line, console: Any, language: str, width: int
) -> None:
    name = f"Board {language}"
    phone = asks(line, name, "talk to a person")
    phone.wait_for(lambda heard: len(heard) >= 2)
    nok = console("Nok", language=language).page
    ada = console("Ada", width=width, language=language).page
    ada.goto(f"{desk.origin}/board/")
    late = ada.locator("#board li.board-row", has=ada.locator(f'a.board-who:has-text("{name}")'))
    expect(late.first).to_be_visible()
    assert fits(ada)

    line.advance(11 * 60)  # of the quarter of an hour that was promised: soon too late
    asks(line, f"{name} two", "hello")  # something happens, so that the board looks again
    expect(ada.locator("section[aria-labelledby=risk]")).to_contain_text(name)

    ada.bring_to_front()
    row = ada.locator("section[aria-labelledby=risk] li.board-row", has_text=name).first
    choice = row.locator("select option", has_text="Nok").first
    row.locator("select").focus()  # the board is not swapped under the hand that chooses
    row.locator("select").select_option(value=choice.get_attribute("value"))
    press(ada, row.locator("button[type=submit]"))
    ada.wait_for_url("**/board/")
    expect(ada.locator("#board li.board-row", has_text=name).first).to_contain_text("Nok")
    people = ada.locator("section[aria-labelledby=people] li.board-row", has_text="Nok")
    expect(people.locator(".board-load")).to_contain_text("/ 5")

    nok.goto(f"{desk.origin}/c/?view=mine")
    open_chat(nok, name)
    expect(nok.locator("#composer[data-kind=mine]")).to_be_visible()
    nok.locator("#text").fill("Nok here")
    nok.locator("#send").click()
    phone.wait_for(lambda heard: heard[-1].text == "Nok here")


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("th", 390)])
def test_words_inside_unspaced_thai_lead_to_their_bubble_and_filters_come_off_by_a_click(
    desk: Desk, line: Line, console: Any, language: str, width: int
) -> None:
    wanted = {"en": "ลายดอกลีลาวดี", "th": "ลายนกฮูกคู่"}[language]
    phone = asks(line, f"Seeker {language}", f"อยากได้ผ้าห่มนวมผืนใหญ่{wanted}มีไหมคะ")
    phone.wait_for(lambda heard: len(heard) >= 1)
    for number in range(12):
        phone.says(f"ข้อความที่ {number}")
    nok = console("Nok", width=width, language=language).page
    nok.goto(f"{desk.origin}/c/?view=all")

    # What was just said is found a moment later.
    nok.keyboard.press("Alt+Slash")
    nok.keyboard.type(f"ผืนใหญ่ {wanted}")
    nok.keyboard.press("Enter")
    nok.wait_for_url("**/c/?find=**")

    def is_found() -> bool:
        nok.reload()
        return nok.locator("#list mark").count() > 0

    until(nok, is_found, "what was said is not found")
    expect(nok.locator("#list mark").first).to_have_text(f"ผืนใหญ่{wanted}")
    assert fits(nok)

    nok.locator("#sieve > summary").focus()
    nok.keyboard.press("Enter")
    nok.locator("select[name=who]").select_option("agent")
    nok.locator("#sieve button[type=submit]").focus()
    nok.keyboard.press("Enter")
    expect(nok.locator(".found-none")).to_be_visible()
    assert "who=agent" in nok.url
    assert fits(nok)
    nok.locator("a.chip").click()
    expect(nok.locator("a.chip")).to_have_count(0)

    nok.locator("#list a[data-id]:has(mark)").first.click()
    nok.wait_for_url("**/c/*#m*")
    bubble = nok.locator(f"#{nok.url.partition('#')[2]}")
    expect(bubble).to_contain_text(wanted)
    expect(bubble).to_be_in_viewport()
