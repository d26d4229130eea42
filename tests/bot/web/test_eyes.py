"""Colleagues at a chat, as its row in everybody's list tells it: live, in words too, and in one question."""

import re

import pytest

from bot.store import feed, looking
from bot.web.live import _events
from tests.bot.web.desktop import Desktop
from tests.bot.web.test_lists import counted


@pytest.fixture
def waiting(desk: Desktop) -> int:
    return desk.customer("talk to a person", name="Mali")


def eyes(desk: Desktop, name: str, number: int) -> tuple[str, str] | None:
    """(beside the eye, in words) on the row in this person's list, and the same when asked for alone."""
    browser = desk.at(name)
    html = browser.get("/c/?view=all").text
    row = html.partition(f'data-id="{number}"')[2].partition("</a>")[0]
    hidden, short, said = re.search(
        r"data-eyes( hidden)?>.*?data-short>([^<]*)<.*?data-said>([^<]*)<", row, re.S
    ).groups()
    shown = None if hidden else (short, said)
    told = browser.get(f"/c/eyes?of={number},999,x").json
    assert shown == ((told[str(number)]["short"], told[str(number)]["said"]) if told else None)
    return shown


def kinds(desk: Desktop) -> list[tuple[int, str]]:
    with desk.database.reading() as db:
        return [(each.conversation_id, each.kind) for each in feed.after(db, 0, 1000)]


def test_a_row_names_who_else_is_there_and_never_oneself(desk: Desktop, waiting: int) -> None:
    for name in ("nok", "ben", "ada"):
        desk.at(name).post(f"/c/{waiting}/looking")

    assert eyes(desk, "sora", waiting) == ("A B +1", "Looking at it now: Ada, Ben, Nok")
    assert eyes(desk, "ben", waiting) == ("A N", "Looking at it now: Ada, Nok")


def test_it_is_gone_with_a_word_with_another_chat_and_by_itself(desk: Desktop, waiting: int) -> None:
    other, nok = desk.customer("talk to a person"), desk.at("nok")
    nok.post(f"/c/{waiting}/looking")
    nok.post(f"/c/{waiting}/looking", gone="1")
    assert eyes(desk, "ben", waiting) is None

    nok.post(f"/c/{waiting}/looking")
    nok.post(f"/c/{other}/looking")
    nok.post(f"/c/{waiting}/looking", gone="1")  # late: she is elsewhere already
    assert eyes(desk, "ben", waiting) is None
    assert eyes(desk, "ben", other) == ("N", "Looking at it now: Nok")

    desk.clock.advance(seconds=looking.LASTS_MS // 1000 + 1)
    assert eyes(desk, "ben", other) is None


def test_screens_hear_of_it_when_it_changes_and_not_each_time_it_is_said_again(
    desk: Desktop, waiting: int
) -> None:
    other, nok = desk.customer("talk to a person"), desk.at("nok")
    before = len(kinds(desk))

    for _ in range(3):
        nok.post(f"/c/{waiting}/looking")
    nok.post(f"/c/{other}/looking")
    nok.post(f"/c/{other}/looking", gone="1")
    nok.post(f"/c/{other}/looking", gone="1")

    told = [each for each in kinds(desk)[before:] if each[1] == feed.LOOKING]
    assert told == [(waiting, "looking"), (waiting, "looking"), (other, "looking"), (other, "looking")]


def test_an_eye_never_hides_a_turn_of_the_same_chat() -> None:
    text = _events(
        [feed.Entry(4, 7, feed.TURN), feed.Entry(5, 7, feed.LOOKING), feed.Entry(6, 7, "delivery")]
    )

    assert re.findall(r"id: (\d+)\nevent: (\w+)", text) == [("5", "looking"), ("6", "delivery")]
    only = _events([feed.Entry(4, 7, feed.TURN), feed.Entry(5, 7, feed.LOOKING)])
    assert re.findall(r"event: (\w+)", only) == ["turn", "looking"]


def test_many_eyes_cost_no_question_more_than_none(desk: Desktop, waiting: int) -> None:
    sora = desk.at("sora")
    numbers = [waiting, *(desk.customer("talk to a person") for _ in range(5))]
    sora.get("/c/?view=all")

    with counted(desk) as none:
        sora.get("/c/?view=all")
    for name, number in zip(("nok", "ben", "ada"), numbers, strict=False):
        desk.at(name).post(f"/c/{number}/looking")
    with counted(desk) as some:
        sora.get("/c/?view=all")

    assert len(some) == len(none)
