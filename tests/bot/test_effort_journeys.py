"""Effort told whole, over the wire: a need met, a score, its reason, a flag for the team, and the figures."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database
from handlers.limits import Limits
from tests.rig import HandClock
from tests.shop import Shop, figure, opened

WORDS = {
    "th": ("ขอคุยกับเจ้าหน้าที่ค่ะ", "ได้เลยค่ะ", "ง่ายแค่ไหน", "รอนานมากค่ะ", "ขอบคุณที่บอก"),
    "en": (
        "talk to a person",
        "thanks, got it",
        "How easy",
        "I waited for an hour",
        "Thank you for telling us",
    ),
}


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def served(shop: Shop, name: str, language: str, quiet_seconds: float = 5) -> tuple[Any, str]:
    """A customer whom Nok has helped, resolved so long after their last word; their phone and their page."""
    wish, words, *_ = WORDS[language]
    phone = shop.customer(name, language)
    shop.clock.advance(seconds=5)
    phone.says(wish)
    shop.settle()
    nok = shop.at("nok")
    page = re.search(r"/c/\d+", nok.get("/c/?view=waiting").text)[0]
    nok.post(f"{page}/claim")
    nok.post(f"{page}/reply", text="Done / เรียบร้อย")
    shop.settle()
    shop.clock.advance(seconds=5)
    phone.says(words)
    shop.settle()
    shop.clock.advance(seconds=quiet_seconds)
    nok.post(f"{page}/resolve")
    shop.settle()
    return phone, page


def asked(phone: Any) -> list[Any]:
    """The effort questions on this phone."""
    return [each for each in phone.heard if any(word in each.text for word in ("ง่ายแค่ไหน", "How easy"))]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_low_score_and_its_reason_are_flagged_looked_after_and_counted(shop: Shop, language: str) -> None:
    *_, reason, thanks = WORDS[language]
    phone, page = served(shop, "Mali", language)
    assert [each.via for each in asked(phone)] == ["reply"]
    used = shop.line.used

    phone.taps(asked(phone)[0].quick_replies[1])
    shop.settle()
    phone.says(reason)
    shop.settle()

    assert thanks in phone.heard[-1].text
    assert shop.line.used == used
    nok = shop.at("nok")
    assert page in nok.get("/c/?view=scores").text
    beside = nok.get(f"{page}?view=scores").text
    assert "scored 2 of 7" in beside
    assert reason in beside
    ada = shop.at("ada").get("/numbers").text
    assert figure(ada, "Resolved by a person") == figure(ada, "Answered") == 1
    assert "100 % of 1 asked" in ada
    nok.post(f"{page}/looked-after")
    assert page not in nok.get("/c/?view=scores").text
    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()
    assert [each for each in phone.heard if each.via == "multicast"] == []
    assert "Has just told us it was hard" in shop.page(number)


@pytest.mark.parametrize("language", ["th", "en"])
def test_without_a_free_reply_it_is_one_counted_push_in_decent_hours(shop: Shop, language: str) -> None:
    shop.clock.advance(hours=11)  # 22:13
    phone, _ = served(shop, "Mali", language, quiet_seconds=90)
    shop.clock.advance(hours=10)  # 08:15
    shop.settle()
    before, used = len(asked(phone)), shop.line.used

    shop.clock.advance(hours=1)
    shop.settle()

    assert before == 0
    assert [each.via for each in asked(phone)] == ["push"]
    assert shop.line.used == used + 1
    phone.says("7")
    shop.settle()
    assert figure(shop.at("ada").get("/numbers").text, "Answered") == 1


def test_a_broadcast_has_taken_the_days_place_so_nobody_is_asked_by_push(shop: Shop) -> None:
    shop.set_limits(Limits(per_day=1, gap_hours=0, quiet_from=0, quiet_to=0))
    phone, _ = served(shop, "Mali", "th", quiet_seconds=90)
    shop.clock.advance(seconds=60)
    pushed = [each for each in asked(phone) if each.via == "push"]
    assert len(pushed) == 1  # resolved at eleven, without a free reply: asked at once, by push

    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()

    assert [each for each in phone.heard if each.via == "multicast"] == []
    assert "Has had today&#39;s messages" in shop.page(number)


def test_nobody_is_asked_twice_within_seven_days(shop: Shop) -> None:
    phone, _ = served(shop, "Mali", "th")
    for hours in (30, 60, 70):
        shop.clock.advance(hours=hours)
        served(shop, "Mali", "th")

    assert len(asked(phone)) == 1
    shop.clock.advance(hours=10)
    served(shop, "Mali", "th")
    assert len(asked(phone)) == 2
