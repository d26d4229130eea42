"""Without a mouse and without script: an article is written, mended, published and brought back."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.processes import Desk
from tests.stories.acts import PATIENCE

pytestmark = pytest.mark.browser

_FAR = 90  # stops from the top of the longest page
# Where one is, if something else is seen in its middle: the bar at the lower edge, for instance.
_COVERED = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, (box.top + box.bottom) / 2);
  const isSeen = here === document.body || here.contains(seen) || seen?.contains(here);
  return isSeen ? "" : here.outerHTML.slice(0, 80);
}"""


@pytest.fixture
def page(chromium: Any, desk: Desk, console: Any) -> Iterator[Any]:
    """Ada's window, in which no script runs."""
    cookies = console("Ada").page.context.cookies()
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    context.add_cookies(cookies)
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def goes_to(page: Any, target: Any) -> None:
    """Tab by Tab; nothing lies over any stop on the way."""
    for _ in range(_FAR):
        if target.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert not page.evaluate(_COVERED)
    raise AssertionError(f"never reached: {target}")


def presses(page: Any, name: str) -> None:
    """The button or the link of this name, by Enter."""
    goes_to(page, page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).last)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def writes(page: Any, field: str, words: str) -> None:
    """Into this field, after what stands there."""
    goes_to(page, page.locator(field))
    page.keyboard.press("End")
    page.keyboard.insert_text(words)


def test_an_article_is_written_mended_published_and_brought_back_by_keyboard(desk: Desk, page: Any) -> None:
    page.goto(f"{desk.origin}/answers/new")
    writes(page, "#title_en", "Ribbon colours")
    writes(page, "#questions_en", "which colours has the ribbon")
    writes(page, "#answer_en", "Red and blue.")
    presses(page, "Keep as draft")

    expect(page.locator("#topic")).to_be_focused()  # what is wrong is where one goes on
    expect(page.locator("#wrong-topic")).to_be_in_viewport()
    page.keyboard.insert_text("product")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Kept as a draft")
    presses(page, "Try and publish")
    reason = page.locator("#reason")
    reason.wait_for()  # the page asks again by itself until the draft is learnt
    writes(page, "#reason", "people ask for it")
    presses(page, "Publish 1")
    expect(page.get_by_role("status").first).to_contain_text("Published")

    page.goto(f"{desk.origin}/answers/ribbon-colours")
    writes(page, "#question", "😀")
    presses(page, "Pin")
    expect(page.get_by_text("alone cannot be pinned")).to_be_in_viewport()

    page.goto(f"{desk.origin}/answers/publications")
    presses(page, "Put back what was live before")
    expect(page.get_by_role("status").first).to_contain_text("Put back: 1 articles")
    page.goto(f"{desk.origin}/answers/ribbon-colours")
    presses(page, "Publish as it was")
    expect(page.get_by_role("status").first).to_contain_text("Published as it was")


@pytest.mark.parametrize(
    ("address", "field", "typed", "button"),
    [
        ("usefulness", "#percent", "many", "Save"),
        ("how-sure", "#tolerable", "very", "Save"),
        ("new", "#slug", "unanswered", "Keep as draft"),
    ],
)
def test_a_refused_field_is_where_one_goes_on(
    desk: Desk, page: Any, address: str, field: str, typed: str, button: str
) -> None:
    page.goto(f"{desk.origin}/answers/{address}")
    goes_to(page, page.locator(field))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(typed)
    presses(page, button)

    expect(page.locator(field)).to_be_focused()
    expect(page.locator(field)).to_have_value(typed)
    expect(page.locator(field)).to_have_attribute("aria-invalid", "true")
