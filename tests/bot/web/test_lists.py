"""What the lists show: who is in which, what stands on top, and how many questions the database is asked."""

import re

import pytest

from bot.store import queue, surveys
from tests.bot.web.desktop import Browser, Desktop, counted
from tests.rig import MALI, event, text, webhook


def _ids(browser: Browser, path: str) -> list[int]:
    return [int(each) for each in re.findall(r'data-id="(\d+)"', browser.get(path).text)]


def _counts(browser: Browser) -> list[str]:
    return re.findall(r'tab-count">([^<]+)<', browser.get("/c/").text)


def test_the_desk_opens_on_who_is_waiting(desk: Desktop) -> None:
    assert desk.at("nok").get("/").location == "/c/"


def test_waiting_shows_unclaimed_first_then_complaints_then_the_longest_wait(desk: Desktop) -> None:
    nok = desk.at("nok")
    served = desk.customer("talk to a person")
    nok.post(f"/c/{served}/claim")
    desk.clock.advance(seconds=60)
    first = desk.customer("talk to a person")
    desk.clock.advance(seconds=60)
    second = desk.customer("talk to a person")
    desk.clock.advance(seconds=60)
    angry = desk.customer("this is terrible, I want to complain", "talk to a person")

    assert _ids(nok, "/c/?view=waiting") == [angry, first, second, served]


def test_each_view_holds_its_own_and_the_tabs_count_them(desk: Desktop) -> None:
    nok = desk.at("nok")
    waiting = desk.customer("talk to a person")
    mine = desk.customer("talk to a person")
    bens = desk.customer("talk to a person")
    with_bot = desk.customer("hello")
    nok.post(f"/c/{mine}/claim")
    nok.post(f"/c/{mine}/reply", text="Hello")
    desk.at("ben").post(f"/c/{bens}/claim")

    assert _ids(nok, "/c/?view=waiting") == [waiting, bens]
    assert _ids(nok, "/c/?view=mine") == [mine]
    assert _ids(nok, "/c/?view=bot") == [with_bot]
    stuck = desk.customer("xyzzy plugh")
    assert _ids(nok, "/c/?view=missed") == [stuck]
    assert _ids(nok, "/c/?view=bot") == [with_bot]
    assert set(_ids(nok, "/c/?view=all")) == {waiting, mine, bens, with_bot, stuck}
    assert _counts(nok) == ["2", "1", "1", "1", "0", "0", "5"]


def test_a_row_says_how_long_and_turns_red_after_ten_minutes(desk: Desktop) -> None:
    nok = desk.at("nok")
    desk.customer("talk to a person")

    desk.clock.advance(seconds=4 * 60)
    amber = nok.get("/c/").text
    desk.clock.advance(seconds=7 * 60)
    red = nok.get("/c/").text

    assert "waiting 4 min" in amber
    assert "pill-wait" in amber
    assert "waiting 11 min" in red
    assert "pill-risk" in red


def test_a_row_offers_the_free_reply_only_while_the_token_lives(desk: Desktop) -> None:
    nok = desk.at("nok")
    customer = desk.customer("talk to a person")
    nok.post(f"/c/{customer}/claim")
    desk.says(f"U{1:032x}", "are you there?")
    until = desk.clock.now() + 50_000

    assert f'data-until="{until}"' in nok.get("/c/").text

    desk.clock.advance(seconds=50)
    assert "data-until" not in nok.get("/c/").text


def test_who_said_the_last_line_is_named(desk: Desktop) -> None:
    nok = desk.at("nok")
    customer = desk.customer("talk to a person")
    nok.post(f"/c/{customer}/claim")
    nok.post(f"/c/{customer}/reply", text="How can I help?")

    assert re.search(r'row-speaker">You:</span>\s*How can I help\?', nok.get("/c/?view=mine").text)
    assert re.search(r'row-speaker">Nok:</span>\s*How can I help\?', desk.at("ben").get("/c/?view=all").text)


def test_long_lists_page_and_keep_their_view(desk: Desktop) -> None:
    nok = desk.at("nok")
    desk.crowd(queue.PAGE + 3, "hello")

    assert len(_ids(nok, "/c/?view=bot")) == queue.PAGE
    assert len(_ids(nok, "/c/?view=bot&page=2")) == 3
    assert 'rel="next" href="/c/?view=bot&amp;page=2"' in nok.get("/c/?view=bot").text
    assert 'rel="prev" href="/c/?view=bot&amp;page=1"' in nok.get("/c/?view=bot&page=2").text


@pytest.mark.parametrize("view", queue.VIEWS)
def test_an_empty_list_says_what_to_do(desk: Desktop, view: str) -> None:
    assert 'class="nothing"' in desk.at("nok").get(f"/c/?view={view}").text


@pytest.mark.parametrize(
    "nonsense", ["page=0", "page=-1", "page=x", "page=" + "9" * 40, "view=drop", "view="]
)
def test_an_address_that_makes_no_sense_is_put_right(desk: Desktop, nonsense: str) -> None:
    desk.customer("talk to a person")

    assert _ids(desk.at("nok"), f"/c/?{nonsense}") == [1]


def test_a_page_asks_the_database_as_often_for_sixty_conversations_as_for_one(desk: Desktop) -> None:
    nok = desk.at("nok")
    first = desk.customer("talk to a person")
    nok.post(f"/c/{first}/claim")
    nok.post(f"/c/{first}/reply", text="Hello")
    pages = ("/c/?view=all", f"/c/{first}?view=all", f"/c/{first}/thread", "/c/list?view=all")

    before = []
    for page in pages:
        with counted(desk) as asked:
            nok.get(page)
        before.append(len(asked))
    desk.crowd(59, "talk to a person")
    for _ in range(5):
        desk.says(f"U{1:032x}", "still there?")
        nok.post(f"/c/{first}/reply", text="Still here")

    for page, few in zip(pages, before, strict=True):
        with counted(desk) as asked:
            nok.get(page)
        assert len(asked) == few, page
        assert few <= 26


def test_a_low_score_stands_in_a_list_of_its_own_until_somebody_has_looked_after_it(desk: Desktop) -> None:
    nok = desk.at("nok")
    upset = desk.customer("hello")
    desk.customer("hello")
    with desk.database.transaction() as db:
        surveys.plan(db, surveys.NewSurvey("k", upset, None, "fee", "bot", None), desk.clock.now())
        surveys.mark_asked(db, "k", desk.clock.now(), is_counted=False)
        surveys.record_score(db, "k", upset, 2, desk.clock.now())
        surveys.record_reason(db, "k", upset, "Nobody answered <me>", None)

    assert _ids(nok, "/c/?view=scores") == [upset]
    assert "scored 2 of 7" in nok.get("/c/?view=all").text
    assert "Nobody answered &lt;me&gt;" in nok.get(f"/c/{upset}").text

    nok.post(f"/c/{upset}/looked-after")

    assert _ids(nok, "/c/?view=scores") == []
    assert "scored 2 of 7" not in nok.get("/c/?view=all").text


def test_a_row_says_what_the_customer_needs_and_not_what_the_bot_said_to_all_who_wait(desk: Desktop) -> None:
    waiting = desk.customer("my zip broke after two days, what now", "talk to a person")
    asking = desk.customer("how much is delivery")
    nok = desk.at("nok")

    assert _row(nok, waiting) == "my zip broke after two days, what now · talk to a person"
    assert _row(nok, asking) == "how much is delivery"

    nok.post(f"/c/{waiting}/claim")
    nok.post(f"/c/{waiting}/reply", text="Sorry! Please send a picture.")
    assert _row(nok, waiting) == "You: Sorry! Please send a picture."


def test_words_that_were_taken_back_are_gone_from_the_row_too_though_the_bot_answered_them(
    desk: Desktop,
) -> None:
    said = text("my card is 1234", MALI, at=desk.clock.now())
    desk.rig.receive(webhook(said))
    desk.rig.settle()
    taken_back = {"messageId": said["message"]["id"]}  # type: ignore[index]
    desk.rig.receive(webhook(event("unsend", MALI, at=desk.clock.now(), token=None, unsend=taken_back)))
    desk.rig.settle()

    assert _row(desk.at("nok"), 1) == "The customer unsent this message"


def test_an_admin_of_a_new_shop_is_told_what_to_do_first_until_a_customer_writes(desk: Desktop) -> None:
    ada, nok = desk.at("ada"), desk.at("nok")

    assert "First steps" in ada.get("/c/").text
    assert "First steps" not in nok.get("/c/").text

    desk.customer("hello")

    assert "First steps" not in ada.get("/c/").text


def _row(browser: Browser, number: int) -> str:
    """What stands below the name in the list of all."""
    page = browser.get("/c/?view=all").text
    found = re.search(
        rf'data-id="{number}".*?class="row-text"[^>]*>(.*?)</span>\n<span class="pills"', page, re.S
    )
    assert found is not None
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()
