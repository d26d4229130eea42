"""The menu below the chat: tapped on a phone, typed on a computer, in the customer's own language."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from handlers.events import Ignored
from handlers.menu import MENU
from handlers.taps import event_of_tap
from simulator import Line
from simulator.customer import Phone
from simulator.page import Page
from tests.processes import Desk

pytestmark = pytest.mark.browser

ANSWERED = [area for area in MENU.areas if not isinstance(event_of_tap(area.tap), Ignored)]
PATIENCE_MS = 60_000  # the menus are published, and changes of language wait a moment
_numbers = itertools.count()

Opens = Callable[..., Any]


@pytest.fixture
def opens(chromium: Any, desk: Desk, line: Line) -> Iterator[Opens]:
    """Opens a customer's phone in a browser; fails on any script error."""
    line.page = Page(line).answer
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    shown, errors = context.new_page(), []
    shown.on("pageerror", lambda error: errors.append(str(error)))

    def open_phone(phone: Phone, language: str = "th") -> Any:
        shown.goto(f"{line.origin}/?lang={language}&visit={next(_numbers)}#{phone.user_id}")
        shown.get_by_role("log").wait_for()
        return shown

    yield open_phone
    assert errors == []
    context.close()


def customers(line: Line, language: str, count: int, hello: str) -> list[Phone]:
    """New to this test, and each has said hello in their language."""
    made = [line.phone(f"{language} {next(_numbers)}", language) for _ in range(count)]
    for each in made:
        each.says(hello)
    for each in made:
        each.wait_for(lambda heard: heard)
    return made


def drawer(shown: Any) -> Any:
    return shown.locator("#menu-areas button")


@pytest.mark.parametrize(("language", "hello"), [("th", "สวัสดีค่ะ"), ("en", "hello there")], ids=["th", "en"])
def test_every_area_tapped_in_the_drawer_is_answered(
    line: Line, opens: Opens, language: str, hello: str
) -> None:
    for area, customer in zip(ANSWERED, customers(line, language, len(ANSWERED), hello), strict=True):
        before, label = len(customer.heard), area.label[language]
        shown = opens(customer, language)

        expect(drawer(shown)).to_have_count(len(MENU.areas), timeout=PATIENCE_MS)
        shown.get_by_role("button", name=label, exact=True).first.click()

        expect(shown.locator(".row.mine").last).to_contain_text(label, timeout=PATIENCE_MS)
        heard = customer.wait_for(lambda heard, n=before: len(heard) > n)
        expect(shown.locator(".row.theirs").last).to_contain_text(heard[-1].text[:20], timeout=PATIENCE_MS)
        assert heard[-1].via == "reply"


def test_the_drawer_is_opened_walked_and_tapped_by_keyboard_alone(line: Line, opens: Opens) -> None:
    (customer,) = customers(line, "th", 1, "สวัสดีค่ะ")
    shown = opens(customer)
    bar = shown.locator("#menu-bar")
    expect(drawer(shown)).to_have_count(len(MENU.areas), timeout=PATIENCE_MS)
    bar.press("Enter")
    expect(bar).to_have_attribute("aria-expanded", "false")
    bar.press("Enter")

    shown.keyboard.press("Tab")
    expect(drawer(shown).first).to_be_focused()
    shown.keyboard.press("Enter")

    heard = customer.wait_for(lambda heard: len(heard) > 2 or "พัสดุ" in heard[-1].text)
    assert "พัสดุ" in heard[-1].text


@pytest.mark.parametrize(
    ("language", "hello", "ask"), [("th", "สวัสดีค่ะ", "เมนู"), ("en", "hello there", "menu")]
)
def test_on_a_computer_what_stands_on_the_menu_is_typed(
    line: Line, opens: Opens, language: str, hello: str, ask: str
) -> None:
    listed, *typing = customers(line, language, 1 + len(ANSWERED), hello)
    shown = opens(listed, language)
    shown.locator("#pc").click()
    expect(shown.locator("#menu")).to_be_hidden()
    expect(shown.locator("#chips")).to_be_hidden()

    before = len(listed.heard)
    says(shown, ask)
    (said,) = listed.wait_for(lambda heard: len(heard) > before)[before:]
    for number, area in enumerate(MENU.areas, 1):
        assert f"{number}. {area.label[language]}" in said.text
    says(shown, "1")
    assert "พัสดุ" in next_text(listed, before + 1) or "parcel" in next_text(listed, before + 1)

    for area, customer in zip(ANSWERED, typing, strict=True):
        before = len(customer.heard)
        says(opens(customer, language), area.label[language])
        assert next_text(customer, before)


def test_who_follows_on_a_computer_has_the_list_at_once_and_six_is_a_person(line: Line, opens: Opens) -> None:
    customer = line.phone(f"new {next(_numbers)}")
    customer.follows()
    assert "6. คุยกับเจ้าหน้าที่" in next_text(customer, 0)

    shown = opens(customer)
    says(shown, "6")

    assert "เจ้าหน้าที่" in next_text(customer, 1)
    expect(shown.locator(".row.mine").last).to_contain_text("6")


def says(shown: Any, text: str) -> None:
    shown.locator("#text").fill(text)
    shown.locator("#text").press("Enter")


def next_text(customer: Phone, after: int) -> str:
    """The first bubble heard after so many."""
    return customer.wait_for(lambda heard: len(heard) > after)[after].text
