"""What does the staff do at the console? Each act returns when its effect is there, not when it was clicked.

The list and the thread are swapped while one looks at them, the list before the thread: words in the list
do not mean that the open chat knows them. So every act waits for what was not there before it.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

# Seconds a busy machine may need for what takes a moment; what is there is seen at once.
PATIENCE = 45
_TICK_MS = 50


def row(page: Any, name: str) -> Any:
    """Exactly this customer's row: others may have said the name."""
    return page.locator("#list a[data-id]").filter(has=page.locator(f'.row-name:text-is("{name}")')).first


def open_tab(page: Any, tab: str) -> None:
    """The list with this name, in whichever language."""
    page.locator("a.tab", has_text=tab).first.click()
    expect(page.locator("a.tab[aria-current]")).to_contain_text(tab)


def open_chat(page: Any, name: str, tab: str = "") -> None:
    """This customer's chat is on the screen."""
    if tab:
        open_tab(page, tab)
    row(page, name).click()
    expect(page.locator("#thread h1")).to_have_text(name)


def take(page: Any) -> None:
    """The open chat is this person's, for the server too: what the customer says next comes after it."""
    page.locator("#claim").click()
    expect(page.locator("#composer[data-kind=mine]")).to_be_visible()


def reply(page: Any, text: str) -> None:
    """Said, and no longer a draft."""
    page.locator("#text").fill(text)
    page.locator("#send").click()
    expect(page.locator("#text")).to_have_value("")


def resolve(page: Any) -> None:
    """The open chat is closed: what the customer says next is the bot's."""
    page.locator("#resolve").click()
    expect(page.locator("#composer")).not_to_have_attribute("data-kind", "mine")


def press(page: Any, target: Any) -> None:
    """Something that brings another page, or the same one anew: done when that is there."""
    with page.expect_navigation():
        target.click()


def kept(page: Any, words: str = "Kept as a draft") -> None:
    """What was typed last is kept, by itself: first it is on its way, then it is said."""
    expect(page.locator("form#article:not([data-unkept])")).to_have_count(1)
    expect(page.locator("#kept")).to_contain_text(words)


def until(page: Any, holds: Callable[[], object], what: str) -> None:
    """Wait for what no locator can see."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        page.wait_for_timeout(_TICK_MS)


def publish_one(page: Any, button: str = "Publish 1", said: str = "Published. Customers get it") -> None:
    """The one draft that waits is live; customers get it when every process has heard."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(button)}")).click()
    expect(page.get_by_text(said)).to_be_visible()
