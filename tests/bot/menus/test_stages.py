"""Does the menu follow the case: into the line, to a person, and back, whatever LINE does meanwhile?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from bot.apply import MENU_LINK, STAGE_DELAY_MS
from bot.jobs import Jobs
from bot.line.client import Line as Client
from bot.menus.linking import Linker
from bot.menus.publishing import LEASE_MS, Publisher
from bot.menus.wanted import wanted_menus
from bot.store import jobs
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.wake import Wake
from handlers.acts import AgentClaimed, Resolved
from handlers.events import Event
from simulator import Line
from simulator.customer import Phone
from tests.bot.menus.conftest import own_picture
from tests.bot.menus.shop import speaker, standing
from tests.rig import HandClock, KillAt, Killed, Mouth, Rig, event, text, webhook

MAIN, WAITING, SERVED = "เมนู", "ระหว่างรอ", "คุยกับทีมงาน"
Publishers = Callable[..., Publisher]


class Chat:
    """Mali's conversation, and what is done to it."""

    def __init__(self, database: Database, clock: HandClock, phone: Phone, pump: Jobs) -> None:
        self.mouth = Mouth()
        self.rig, self.clock, self.phone, self.pump = Rig(database, clock, self.mouth), clock, phone, pump

    def says(self, words: str) -> None:
        self.clock.advance(seconds=1)
        self.rig.receive(webhook(text(words, self.phone.user_id, at=self.clock.now())))
        self.rig.settle()

    def happens(self, event: Event) -> None:
        self.clock.advance(seconds=1)
        self.rig.turns.take(1, event)
        self.rig.settle()

    def settles(self) -> str:
        """What stands on the bar of her menu once errands have run."""
        self.clock.advance(seconds=STAGE_DELAY_MS / 1000)
        self.pump.round()
        return bar(self.phone)


def bar(phone: Phone) -> str:
    assert phone.menu is not None
    return str(phone.menu["chatBarText"])


def calls(line: Line) -> list[str]:
    """The changes of one contact's menu LINE was asked for."""
    return [each.method for each in line.wire if each.user_id and "/richmenu" in each.path]


@pytest.fixture
def linker(database: Database, clock: HandClock, client: Client) -> Linker:
    return Linker(database, clock, client.rich_menus)


@pytest.fixture
def chat(database: Database, clock: HandClock, line: Line, linker: Linker, publisher: Publishers) -> Chat:
    publisher(follows_case=True).publish()
    pump = Jobs(database, clock, Wake(database), {MENU_LINK: linker.link, "profile": lambda key: None})
    return Chat(database, clock, line.phone("Mali"), pump)


def test_the_menu_follows_the_case_into_the_line_to_a_person_and_back(chat: Chat, line: Line) -> None:
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    assert chat.settles() == WAITING

    chat.happens(AgentClaimed(7, "Som"))
    assert chat.settles() == SERVED
    assert next(each["label"] for each in chat.phone.menu_actions()) == "ส่งรูปหรือสลิป"

    chat.happens(Resolved(7))
    assert chat.settles() == MAIN
    assert calls(line) == ["POST", "POST", "DELETE"]


def test_who_writes_english_waits_with_the_english_menu_and_comes_back_to_it(chat: Chat) -> None:
    chat.says("can I talk to a person please")
    chat.clock.advance(seconds=5)
    assert chat.settles() == "While you wait"

    chat.says("cancel")
    assert chat.settles() == "Menu"


def test_only_the_newest_wish_counts_and_line_is_told_once(chat: Chat, line: Line) -> None:
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    chat.happens(AgentClaimed(7, "Som"))
    chat.happens(Resolved(7))

    assert chat.settles() == MAIN
    assert calls(line) == []


def test_line_being_away_is_caught_up_with(chat: Chat, line: Line) -> None:
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    line.faults.next("500_before_accept", "richmenu_link")
    assert chat.settles() == MAIN

    chat.happens(AgentClaimed(7, "Som"))
    chat.clock.advance(seconds=5)
    assert chat.settles() == SERVED


def test_two_who_tell_line_at_once_end_with_the_newest(
    chat: Chat, line: Line, linker: Linker, database: Database
) -> None:
    """Two workers: the older wish reaches LINE last, and is written first."""
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    older = linker.link("1:th:waiting")
    chat.happens(AgentClaimed(7, "Som"))
    newer = linker.link("1:th:served")
    menus = line.account.rich_menus
    waiting = next(key for key, menu in menus.menus.items() if menu["chatBarText"] == WAITING)
    menus.linked[chat.phone.user_id] = waiting
    assert older is not None
    assert newer is not None
    for write in (older, newer):
        with database.transaction() as db:
            write(db)

    assert chat.settles() == SERVED


def test_an_ordinary_turn_asks_for_nothing(chat: Chat, database: Database) -> None:
    chat.says("ร้านเปิดกี่โมงคะ")
    chat.says("ค่าส่งเท่าไหร่คะ")

    with database.reading() as db:
        assert jobs.waiting(db) == 1  # the profile, once


def test_a_tap_on_the_menu_of_a_served_one_says_its_words_and_the_bot_nothing(chat: Chat) -> None:
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    chat.happens(AgentClaimed(7, "Som"))
    chat.settles()
    said = len(chat.mouth.said)

    for action in chat.phone.menu_actions()[1:]:
        chat.rig.receive(webhook(tap(action["data"], chat)))
        chat.rig.settle()

    assert len(chat.mouth.said) == said


def tap(data: str, chat: Chat) -> dict[str, Any]:
    chat.clock.advance(seconds=1)
    return event("postback", chat.phone.user_id, at=chat.clock.now(), postback={"data": data})


def test_a_new_picture_takes_along_who_waits_and_turning_it_off_gives_all_the_main_menu(
    chat: Chat, publisher: Publishers, folder: Any
) -> None:
    chat.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    chat.settles()
    (folder / "waiting-th.png").write_bytes(own_picture(70, high=844))

    publisher(follows_case=True).publish()
    assert chat.settles() == WAITING
    assert publisher(follows_case=True).publish() == []

    publisher().publish()
    assert chat.settles() == MAIN


def test_dying_after_any_step_is_made_good_by_the_next_run(
    database: Database, line: Line, publisher: Publishers, folder: Any, clock: HandClock, linker: Linker
) -> None:
    """Tom writes English and waits, Mali writes Thai and does not."""
    tom = speaker(database, line, "Tom", "en")
    speaker(database, line, "Mali", "th")
    with database.transaction() as db:
        db.execute(insert(Conversation).values(id=1, phase="queued"))
    pump = Jobs(database, clock, Wake(database), {MENU_LINK: linker.link})
    died, at = True, 0
    while died and at < 40:
        at += 3  # every third step, each time another: the main menu's own tests take each one
        (folder / "waiting-en.png").write_bytes(own_picture(90 + at, high=844))
        died = dies(publisher(KillAt(at), follows_case=True))
        clock.advance(seconds=LEASE_MS / 1000 + 1)
        publisher(follows_case=True).publish()
        pump.round()

        names = {(each.stage, each.language): each.name for each in wanted_menus(folder, follows_case=True)}
        assert standing(line).menus == tuple(sorted(names.values()))
        assert standing(line).linked == {tom: names["waiting", "en"]}
        assert standing(line).default == names["main", "th"]
        assert standing(line).without_picture == ()
    assert not died


def dies(publisher: Publisher) -> bool:
    try:
        publisher.publish()
    except Killed:
        return True
    return False
