"""Whoever writes English, or whose LINE is set to it, is answered in it; who may be either, in Thai."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from simulator.customer import Phone
from tests.rig import HandClock
from tests.shop import Shop, opened


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def settles(shop: Shop, phone: Phone) -> str:
    """The last thing heard, and a second later LINE has been asked for the profile."""
    shop.settle()
    heard = phone.heard[-1].text
    shop.clock.advance(seconds=1)
    shop.settle()
    return heard


@pytest.mark.parametrize("words", ["Hi there", "wassup", "Do you ship to Phuket?", "refund?"])
def test_the_first_english_words_are_answered_in_english_before_anything_is_known(
    shop: Shop, words: str
) -> None:
    tom = shop.line.phone("Tom", "th")

    tom.says(words)
    settles(shop, tom)

    assert not any("ค่ะ" in each.text for each in tom.heard)


def test_one_who_says_nothing_that_tells_is_greeted_in_thai_and_then_spoken_to_as_their_line_is_set(
    shop: Shop,
) -> None:
    tom = shop.line.phone("Tom", "en")

    tom.sends_sticker()
    assert "ค่ะ" in settles(shop, tom)
    tom.sends_image()

    assert "ค่ะ" not in settles(shop, tom)


def test_who_writes_thai_stays_with_thai_whatever_their_line_is_set_to(shop: Shop) -> None:
    mali = shop.line.phone("Mali", "en")

    mali.says("สวัสดีค่ะ")
    settles(shop, mali)
    mali.sends_image()

    assert "ค่ะ" in settles(shop, mali)


def test_a_new_friend_is_told_that_english_is_fine_too(shop: Shop) -> None:
    tom = shop.line.phone("Tom", "en")

    tom.follows()

    assert "English is fine too" in settles(shop, tom)
    tom.says("hello")
    assert "ค่ะ" not in settles(shop, tom)


def test_a_new_friend_s_first_tap_is_answered_as_their_line_is_set(shop: Shop) -> None:
    tom = shop.line.phone("Tom", "en", status="stranger")
    tom.follows()
    settles(shop, tom)

    tom.sends_image()

    assert "ค่ะ" not in settles(shop, tom)
