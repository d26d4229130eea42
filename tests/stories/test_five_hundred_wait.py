"""Five hundred in line: in order, counted right, in pages, kept up to date, and worked off one by one."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from bot.clock import Clock
from bot.store import contacts
from bot.store.conversations import Conversation, state_to
from bot.store.database import CHANNEL, Database, sqlite_url
from handlers.state import Phase, State
from simulator import Line
from simulator.customer import Phone
from tests.processes import Desk
from tests.stories.acts import take

pytestmark = pytest.mark.browser
FILLED = 499


@pytest.fixture(scope="module")
def oldest(desk: Desk) -> Phone:
    """Everybody waits: the longest somebody with a phone, behind them those the store was filled with."""
    phone = desk.line.phone("Oldest", language="en")
    phone.says("talk to a person")
    phone.wait_for(lambda heard: len(heard) >= 2)
    url = desk.environment["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    database, since = Database(url or sqlite_url(desk.folder / "saphan.db")), Clock().now() + 1
    names = [f"U{number:032x}" for number in range(1, FILLED + 1)]
    with database.transaction() as db:
        numbers = contacts.add_missing(db, names, since)
        for place, number in enumerate(numbers):
            contacts.keep_profile(db, number, f"ลูกค้าคนที่ {place + 2:03}", "", since)
        rows = [_waiting(number, since + place) for place, number in enumerate(numbers)]
        db.execute(insert(Conversation), rows)
    database.dispose()
    desk.line.advance(5 * 60)
    return phone


def _waiting(number: int, since: int) -> dict[str, object]:
    state = State(phase=Phase.QUEUED, queued_at=since, waiting_since=since, language="th")
    return {
        "id": number,
        "channel_id": CHANNEL,
        "state": state_to(state),
        "reply_tokens": json.dumps([]),
        "phase": Phase.QUEUED.value,
        "language": "th",
        "queued_at": since,
        "waiting_since": since,
        "last_at": since,
        "last_author": "contact",
        "last_text": "ขอคุยกับเจ้าหน้าที่ค่ะ ของยังไม่ถึงเลย",
    }


def names_on(page: Page) -> list[str]:
    return page.locator("#list .row-name").all_inner_texts()


def waiting(page: Page) -> Any:
    return page.locator("a.tab[href*='view=waiting'] .tab-count")


def test_the_longest_wait_is_on_top_and_the_list_follows_without_jumping(
    desk: Desk, line: Line, oldest: Phone, console: Any
) -> None:
    nok = console("Nok").page
    nok.goto(f"{desk.origin}/c/?view=waiting")
    expect(waiting(nok)).to_have_text("500")
    # Their name comes from LINE a moment after them.
    expect(nok.locator("#list .row-name").first).to_have_text("Oldest")
    assert names_on(nok) == ["Oldest", *(f"ลูกค้าคนที่ {place:03}" for place in range(2, 51))]
    # In one step: the list is swapped for a newer one now and then.
    nok.evaluate("document.querySelector('#list .rows').scrollTop = 900")

    late = line.phone("Newcomer", language="en")
    late.says("talk to a person")

    expect(waiting(nok)).to_have_text("501")
    assert nok.evaluate("document.querySelector('#list .rows').scrollTop") == 900
    assert names_on(nok)[0] == "Oldest"
    nok.locator("a[rel=next]").click()
    expect(nok.locator("#list .row-name").first).to_have_text("ลูกค้าคนที่ 051")
    nok.goto(f"{desk.origin}/c/?view=waiting&page=11")
    expect(nok.locator("#list .row-name")).to_have_text(["Newcomer"])

    nok.goto(f"{desk.origin}/c/?view=waiting")
    nok.keyboard.press("Alt+KeyJ")
    expect(nok.locator("#thread h1")).to_have_text("Oldest")
    nok.keyboard.press("Alt+KeyA")
    expect(nok.locator("#composer[data-kind=mine]")).to_be_visible()
    nok.locator("#text").fill("Thank you for waiting")
    nok.keyboard.press("Control+Enter")
    oldest.wait_for(lambda heard: heard[-1].text == "Thank you for waiting")
    expect(waiting(nok)).to_have_text("500")
    assert names_on(nok)[0] == "ลูกค้าคนที่ 002"
    _works_on_a_phone(desk, console("Ben", width=390, height=844, language="th").page)


def _works_on_a_phone(desk: Desk, ben: Page) -> None:
    """The same list in Thai, in the same order."""
    ben.goto(f"{desk.origin}/c/?view=waiting")
    expect(waiting(ben)).to_have_text("500")
    assert names_on(ben)[0] == "ลูกค้าคนที่ 002"
    assert len(names_on(ben)) == 50
    assert ben.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ben.locator("a[rel=next]").scroll_into_view_if_needed()
    ben.locator("a[rel=next]").click()
    expect(ben.locator("a[rel=prev]")).to_be_visible()
    ben.goto(f"{desk.origin}/c/?view=waiting")
    ben.locator("#list a[data-id]").first.click()
    expect(ben.locator("#thread h1")).to_have_text("ลูกค้าคนที่ 002")
    take(ben)
    ben.goto(f"{desk.origin}/c/?view=waiting")
    # Whoever is taken and not yet answered still waits, below those nobody has taken.
    expect(ben.locator("#list .row-name").first).to_have_text("ลูกค้าคนที่ 003")
    expect(waiting(ben)).to_have_text("500")
