"""Waiting told whole, over the wire: place and wait from what others waited, the menu meanwhile, a person."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database
from tests.rig import HandClock
from tests.shop import Shop, opened

ASK = {"th": "ขอคุยกับเจ้าหน้าที่ค่ะ", "en": "talk to a person"}
TOLD = {
    "th": ("มีคิวก่อนหน้า 1 คิว", "รอประมาณ 5–10 นาที"),
    "en": ("Chats ahead of you: 1", "usually 5–10 minutes"),
}
MENU = {"th": "เมนู", "en": "menu"}
KEPT = {"th": "คิวคุยกับเจ้าหน้าที่ยังอยู่เหมือนเดิม", "en": "You've kept your place in line"}
QUESTION = {"th": "ส่งของกี่วันถึงคะ", "en": "how much is shipping?"}
UNKNOWN = {"th": "ฟหกด าสว ผปแอ", "en": "xyzzy plugh grault"}
FOR_TEAM = {"th": "เรื่องนี้ขอให้เจ้าหน้าที่เป็นคนตอบ", "en": "That one is for our team"}
HOW_LONG = {"th": "รออีกนานไหม", "en": "how long"}
LEAVE = {"th": "ฝากข้อความ", "en": "Leave a message"}
MENU_TAP = {"th": "เมนู", "en": "Menu"}


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def says(shop: Shop, phone: Any, words: str) -> list[str]:
    """What the phone heard in answer."""
    before = len(phone.heard)
    shop.clock.advance(seconds=2)
    phone.says(words)
    shop.settle()
    return [each.text for each in phone.heard[before:]]


def taps(shop: Shop, phone: Any, label: str) -> list[str]:
    before = len(phone.heard)
    shop.clock.advance(seconds=2)
    phone.taps(label)
    shop.settle()
    return [each.text for each in phone.heard[before:]]


def takes_first(shop: Shop) -> str:
    """Nok takes whoever is on top of the line, and answers; the page."""
    nok = shop.at("nok")
    page = re.search(r"/c/\d+", nok.get("/c/?view=waiting").text)[0]
    nok.post(f"{page}/claim")
    nok.post(f"{page}/reply", text="สวัสดีค่ะ / Hello")
    return page


def waited(shop: Shop) -> None:
    """Eight have waited this morning: four for four minutes, four for nine."""
    for number in range(8):
        phone = shop.line.phone(f"Early {number}", "th")
        phone.says(ASK["th"])
    shop.settle()
    for minutes in (4, 5):
        shop.clock.advance(seconds=60 * minutes)
        for _ in range(4):
            takes_first(shop)
    shop.settle()
    shop.clock.advance(seconds=120)


@pytest.mark.parametrize("language", ["th", "en"])
def test_who_waits_hears_place_and_wait_asks_the_bot_meanwhile_and_is_served(
    shop: Shop, language: str
) -> None:
    waited(shop)
    first, mali = shop.customer("First", language), shop.customer("Mali", language)
    assert TOLD[language][1] in says(shop, first, ASK[language])[0]

    told = says(shop, mali, ASK[language])[0]
    for words in TOLD[language]:
        assert words in told

    menu = taps(shop, mali, MENU_TAP[language])
    assert menu[0].startswith(KEPT[language])
    assert "1." in menu[1]
    (answer,) = says(shop, mali, QUESTION[language])
    assert "40" in answer or "วัน" in answer
    assert KEPT[language] not in answer
    assert KEPT[language] not in " ".join(says(shop, mali, MENU[language]))
    assert says(shop, mali, UNKNOWN[language])[0].startswith(FOR_TEAM[language])
    assert says(shop, mali, UNKNOWN[language]) == []
    assert TOLD[language][1] in says(shop, mali, HOW_LONG[language])[0]
    assert {each.via for each in mali.heard} == {"reply"}

    takes_first(shop)
    takes_first(shop)
    shop.settle()
    assert mali.heard[-1].text == "สวัสดีค่ะ / Hello"
    assert mali.heard[-1].sender == "Nok"


@pytest.mark.parametrize("language", ["th", "en"])
def test_who_began_to_write_a_message_and_goes_to_the_menu_has_lost_no_place(
    shop: Shop, language: str
) -> None:
    first, mali = shop.customer("First", language), shop.customer("Mali", language)
    says(shop, mali, ASK[language])
    says(shop, first, ASK[language])
    taps(shop, mali, LEAVE[language])

    assert says(shop, mali, MENU[language])[0].startswith(KEPT[language])

    takes_first(shop)
    shop.settle()
    assert mali.heard[-1].text == "สวัสดีค่ะ / Hello"
