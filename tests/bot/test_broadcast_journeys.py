"""Broadcasts told whole, over the wire: customers with phones, an admin at the console, LINE's rules."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database
from handlers.limits import Limits
from tests.rig import HandClock, Killed
from tests.shop import Shop, figure, opened

OFFER = {"th": "ลด 25% วันนี้ค่ะ", "en": "25% off today"}


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def offers(phone: Any) -> list[str]:
    """The broadcasts on this phone."""
    return [each.text for each in phone.heard if each.via == "multicast"]


def excluded(page: str) -> dict[str, int]:
    """{why: how many} as the page of a broadcast tells."""
    found = re.findall(r'<tr class="is-out"><th scope="row">(.*?)</th>.*?−([\d,]+)<', page)
    return {why.replace("&#39;", "'"): int(number) for why, number in found}


@pytest.mark.parametrize(
    ("language", "stop", "again"),
    [("th", "หยุดรับข่าวค่ะ", "รับข่าว"), ("en", "unsubscribe", "subscribe")],
)
def test_who_said_no_hears_nothing_until_they_say_yes_again(
    shop: Shop, language: str, stop: str, again: str
) -> None:
    phone, other = shop.customer("Mali", language), shop.customer("Tom", language)
    phone.says(stop)
    shop.settle()
    confirmed = phone.heard[-1]

    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()

    assert confirmed.via == "reply"
    assert (offers(phone), offers(other)) == ([], [OFFER[language]])
    assert excluded(shop.page(number)) == {"Has said no to this topic": 1}
    phone.says(again)
    shop.settle()
    shop.clock.advance(hours=24)
    shop.sent_off(shop.written("next"))
    shop.broadcasts_go_out()
    assert offers(phone) == [OFFER[language]]


@pytest.mark.parametrize(("language", "label"), [("th", "ไม่รับข่าวแบบนี้"), ("en", "Stop these messages")])
def test_the_button_below_a_broadcast_stops_its_topic_and_the_page_counts_it(
    shop: Shop, language: str, label: str
) -> None:
    phone = shop.customer("Mali", language)
    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()
    used = shop.line.used

    shop.clock.advance(seconds=60)
    phone.taps(label)
    shop.settle()

    assert phone.heard[-1].via == "reply"
    assert shop.line.used == used == 1
    assert figure(shop.page(number), "Said no to the topic since") == 1


def test_two_broadcasts_race_for_everybodys_last_place_and_one_gets_each(shop: Shop) -> None:
    phones = [shop.customer(f"Racer {n}", "th" if n % 2 else "en") for n in range(7)]
    numbers = [
        shop.sent_off(shop.written(name, topic=topic)) for name, topic in (("a", "promotions"), ("b", "news"))
    ]
    rivals = [shop.batch(2), shop.batch(3)]

    for _ in range(5):
        for each in rivals:
            each.carry_out()

    assert [len(offers(each)) for each in phones] == [1] * 7
    assert shop.line.used == 7
    pages = [shop.page(each) for each in numbers]
    assert sum(figure(each, "Sent") for each in pages) == 7
    assert sum(excluded(each).get("Has had today's messages", 0) for each in pages) == 7


def test_in_quiet_hours_it_waits_says_so_and_goes_on_by_itself(shop: Shop) -> None:
    shop.set_limits(Limits(quiet_from=11 * 60, quiet_to=13 * 60))  # it is 11:13
    phone = shop.customer("Mali")

    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()

    assert offers(phone) == []
    assert "Quiet hours: it goes on by itself at 13:00" in shop.page(number)
    phone.says("ค่าส่งเท่าไหร่คะ")
    shop.settle()
    assert phone.heard[-1].via == "reply"  # answers know no quiet hours
    shop.clock.advance(hours=2)
    shop.broadcasts_go_out()
    assert offers(phone) == [OFFER["th"]]


def test_at_the_monthly_limit_it_is_held_answers_go_on_and_nobody_hears_it_twice(shop: Shop) -> None:
    phones = [shop.customer(f"Many {n}") for n in range(7)]
    shop.line.quota = 5

    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out(size=2)
    page = shop.page(number)

    assert sum(len(offers(each)) for each in phones) == 5  # the last chunk of two was cut to one
    assert "monthly message limit is reached" in page
    assert (figure(page, "Sent"), figure(page, "Left"), figure(page, "Used")) == (5, 0, 5)
    phones[6].says("ค่าส่งเท่าไหร่คะ")
    shop.settle()
    assert phones[6].heard[-1].via == "reply"
    shop.line.quota = 100
    shop.move(number, "resume")
    shop.broadcasts_go_out(size=2)
    assert [len(offers(each)) for each in phones] == [1] * 7
    assert figure(shop.page(number), "Sent") == 7
    assert figure(shop.page(number), "Left") == 93


def test_who_blocks_on_the_way_is_left_out_and_who_blocks_afterwards_is_counted(shop: Shop) -> None:
    phones = [shop.customer(f"Row {n}") for n in range(6)]
    number = shop.sent_off(shop.written())
    pump = shop.plan(number, size=2)
    assert pump.send_some() == 1

    phones[0].blocks()  # has got it
    phones[5].blocks()  # would have been next
    shop.settle()
    shop.broadcasts_go_out()

    assert [len(offers(each)) for each in phones] == [1, 1, 1, 1, 1, 0]
    page = shop.page(number)
    assert excluded(page) == {"Has blocked the account": 1}
    assert (figure(page, "Sent"), figure(page, "Blocked us since")) == (5, 1)
    assert shop.line.used == 5
    phones[5].follows()  # came back: welcomed, and not caught up with the offer
    shop.settle()
    shop.broadcasts_go_out()
    assert offers(phones[5]) == []


@pytest.mark.parametrize("dies", ["claim_committed", "sending", "answered", "recorded"])
def test_paused_killed_and_resumed_everybody_hears_it_once(shop: Shop, dies: str) -> None:
    phones = [shop.customer(f"Row {n}", "th" if n % 2 else "en") for n in range(8)]
    number = shop.sent_off(shop.written())
    pump = shop.plan(number, size=2)
    pump.send_some()

    def die(step: str) -> None:
        if step == f"batch.{dies}":
            raise Killed(step)

    with pytest.raises(Killed):
        shop.batch(2, die).carry_out()
    shop.move(number, "pause")
    shop.restart()
    heard = [len(offers(each)) for each in phones]
    shop.broadcasts_go_out(size=2)
    assert "Paused" in shop.page(number)
    assert [len(offers(each)) for each in phones] == heard
    shop.move(number, "resume")
    shop.clock.advance(seconds=10)
    shop.broadcasts_go_out(size=2)

    assert [offers(each) for each in phones] == [[OFFER["th" if n % 2 else "en"]] for n in range(8)]
    assert figure(shop.page(number), "Sent") == shop.line.used == 8


def test_cancelled_on_the_way_the_rest_hear_nothing_and_may_hear_the_next_one(shop: Shop) -> None:
    phones = [shop.customer(f"Row {n}") for n in range(4)]
    number = shop.sent_off(shop.written())
    shop.plan(number, size=2).send_some()

    shop.move(number, "cancel")
    shop.broadcasts_go_out(size=2)
    page = shop.page(number)
    shop.sent_off(shop.written("next", topic="news"))
    shop.broadcasts_go_out()

    assert (figure(page, "Sent"), figure(page, "Cancelled")) == (2, 2)
    assert [len(offers(each)) for each in phones] == [1, 1, 1, 1]


def test_whoever_talks_to_a_person_is_left_in_peace(shop: Shop) -> None:
    busy, free = shop.customer("Busy"), shop.customer("Free")
    busy.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    shop.settle()

    number = shop.sent_off(shop.written())
    shop.broadcasts_go_out()

    assert (offers(busy), offers(free)) == ([], [OFFER["th"]])
    assert excluded(shop.page(number)) == {"Is waiting for, or talking to, our team": 1}


def test_too_many_calls_a_second_only_slow_it_down(shop: Shop) -> None:
    phones = [shop.customer(f"Row {n}") for n in range(3)]
    shop.line.faults.next("429_rate", "multicast", times=2)
    number = shop.sent_off(shop.written())

    for _ in range(4):
        shop.broadcasts_go_out()
        shop.clock.advance(seconds=30)

    assert [len(offers(each)) for each in phones] == [1, 1, 1]
    assert "Done" in shop.page(number)
