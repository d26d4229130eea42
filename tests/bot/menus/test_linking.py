"""Does who changes the language see that language's menu, and LINE hear no more of it than needed?"""

from collections.abc import Callable

import pytest

from bot.apply import MENU_DELAY_MS, MENU_LINK
from bot.jobs import Jobs
from bot.line.client import Line as Client
from bot.menus.linking import Linker
from bot.menus.publishing import Publisher
from bot.store import jobs
from bot.store.database import Database
from bot.wake import Wake
from simulator import Line
from simulator.customer import Phone
from tests.rig import HandClock, Mouth, Rig, event, text, webhook

Hears = Callable[..., None]


@pytest.fixture
def rig(database: Database, clock: HandClock, publisher: Callable[..., Publisher]) -> Rig:
    """The spine, with the menus published."""
    publisher().publish()
    return Rig(database, clock, Mouth())


@pytest.fixture
def mali(line: Line) -> Phone:
    return line.phone("Mali")


@pytest.fixture
def pump(database: Database, clock: HandClock, client: Client) -> Jobs:
    """Errands, with those of other kinds left undone."""
    linker = Linker(database, clock, client.rich_menus)
    return Jobs(database, clock, Wake(database), {MENU_LINK: linker.link, "profile": lambda key: None})


@pytest.fixture
def hears(rig: Rig, clock: HandClock) -> Hears:
    def hears(phone: Phone, *words: str) -> None:
        for each in words:
            clock.advance(seconds=1)
            rig.receive(webhook(text(each, phone.user_id, at=clock.now())))
            rig.settle()

    return hears


def run(pump: Jobs, clock: HandClock) -> None:
    clock.advance(seconds=MENU_DELAY_MS / 1000)
    pump.round()


def calls(line: Line) -> list[str]:
    """The changes of one contact's menu LINE was asked for."""
    return [each.method for each in line.wire if each.user_id and "/richmenu" in each.path]


def bar(phone: Phone) -> str:
    assert phone.menu is not None
    return str(phone.menu["chatBarText"])


def test_who_writes_english_sees_the_english_menu_and_back_again_the_default(
    line: Line, hears: Hears, pump: Jobs, clock: HandClock, mali: Phone
) -> None:
    hears(mali, "ร้านเปิดกี่โมงคะ")
    run(pump, clock)
    assert (bar(mali), calls(line)) == ("เมนู", [])

    hears(mali, "how much is shipping?")
    run(pump, clock)
    assert (bar(mali), calls(line)) == ("Menu", ["POST"])

    hears(mali, "ค่าส่งเท่าไหร่คะ")
    run(pump, clock)
    assert (bar(mali), calls(line)) == ("เมนู", ["POST", "DELETE"])


def test_changing_to_and_fro_within_moments_asks_line_nothing(
    line: Line, hears: Hears, pump: Jobs, clock: HandClock, mali: Phone
) -> None:
    hears(mali, "how much is shipping?", "ค่าส่งเท่าไหร่คะ")
    run(pump, clock)

    assert calls(line) == []


def test_a_change_made_while_the_last_one_is_carried_out_is_not_lost(
    database: Database, line: Line, client: Client, hears: Hears, pump: Jobs, clock: HandClock, mali: Phone
) -> None:
    hears(mali, "how much is shipping?")
    linker = Linker(database, clock, client.rich_menus)
    write = linker.link("1:en")
    assert write is not None
    hears(mali, "ค่าส่งเท่าไหร่คะ")
    with database.transaction() as db:
        write(db)
    run(pump, clock)

    assert bar(mali) == "เมนู"


def test_an_ordinary_message_asks_for_no_errand(database: Database, hears: Hears, mali: Phone) -> None:
    hears(mali, "ร้านเปิดกี่โมงคะ", "ค่าส่งเท่าไหร่คะ", "ขอบคุณค่ะ")

    with database.reading() as db:
        assert jobs.waiting(db) == 1  # the profile, once


def test_who_blocked_us_is_linked_anew_on_coming_back(
    line: Line, rig: Rig, hears: Hears, pump: Jobs, clock: HandClock, mali: Phone
) -> None:
    hears(mali, "how much is shipping?")
    run(pump, clock)
    mali.blocks()
    rig.receive(webhook(event("unfollow", mali.user_id, at=clock.now())))
    rig.settle()
    run(pump, clock)
    assert calls(line) == ["POST"]

    clock.advance(seconds=1)
    mali.follows()
    follow = event("follow", mali.user_id, at=clock.now(), follow={"isUnblocked": True})
    rig.receive(webhook(follow))
    rig.settle()
    run(pump, clock)

    assert (bar(mali), calls(line)) == ("Menu", ["POST", "POST"])


def test_a_stranger_who_becomes_a_friend_is_linked_then(
    line: Line, rig: Rig, hears: Hears, pump: Jobs, clock: HandClock
) -> None:
    tom = line.phone("Tom", "en", status="stranger")
    hears(tom, "how much is shipping?")
    run(pump, clock)
    assert bar(tom) == "เมนู"  # LINE says yes and links friends only

    tom.follows()
    rig.receive(webhook(event("follow", tom.user_id, at=clock.now(), follow={"isUnblocked": False})))
    rig.settle()
    run(pump, clock)

    assert bar(tom) == "Menu"


def test_line_being_away_puts_the_link_off(
    line: Line, hears: Hears, pump: Jobs, clock: HandClock, mali: Phone
) -> None:
    hears(mali, "how much is shipping?")
    line.faults.next("500_before_accept", "richmenu_link")
    run(pump, clock)
    assert bar(mali) == "เมนู"

    run(pump, clock)

    assert bar(mali) == "Menu"


def test_a_change_before_anything_is_published_waits_for_the_publishing(
    database: Database,
    line: Line,
    client: Client,
    clock: HandClock,
    pump: Jobs,
    publisher: Callable[..., Publisher],
    mali: Phone,
) -> None:
    rig = Rig(database, clock, Mouth())
    rig.receive(webhook(text("how much is shipping?", mali.user_id, at=clock.now())))
    rig.settle()
    run(pump, clock)
    assert calls(line) == []

    publisher().publish()

    assert bar(mali) == "Menu"


def test_in_an_english_shop_a_first_word_in_thai_brings_the_thai_menu(
    database: Database,
    line: Line,
    clock: HandClock,
    pump: Jobs,
    publisher: Callable[..., Publisher],
    mali: Phone,
) -> None:
    publisher(language="en").publish()
    rig = Rig(database, clock, Mouth(), language="en")
    rig.receive(webhook(text("ร้านเปิดกี่โมงคะ", mali.user_id, at=clock.now())))
    rig.settle()
    run(pump, clock)

    assert bar(mali) == "เมนู"
