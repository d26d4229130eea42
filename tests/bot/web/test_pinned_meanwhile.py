"""A question is pinned while somebody publishes: it keeps its answer, or whoever pinned it is told."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.store import articles, drafts, pins
from bot.store.database import Database
from faq import Article
from tests.bot.web.desktop import Browser, Desktop

ASKED = "ส่งเท่าไหร่"
FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": (ASKED,)}, {"th": "40 บาทค่ะ"})
HOURS = Article("hours", "shop", {"th": "เวลา"}, {"th": ("เปิดกี่โมง",)}, {"th": "9 โมงค่ะ"})


@contextmanager
def once_pins_are_read(database: Database, act: Callable[[], None]) -> Iterator[None]:
    """Once, right after they have been looked up."""
    done: list[bool] = []

    def note(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM pins" in statement and not done:
            done.append(True)
            act()

    event.listen(database.read, "after_cursor_execute", note)
    yield
    event.remove(database.read, "after_cursor_execute", note)
    assert done


def begin(desk: Desktop, *, is_known: bool = True) -> Browser:
    """Two articles, and a draft that takes one of them away."""
    with desk.database.transaction() as db:
        articles.publish(db, [FEE, HOURS], desk.clock.now())
        drafts.save(db, "fee", {}, 0, 1, desk.people["ada"])
    if is_known:
        desk.rig.corpus.refresh(desk.database)
    return desk.at("ada")


def test_a_question_pinned_after_it_was_looked_up_is_not_broken_unnoticed(desk: Desktop) -> None:
    ada = begin(desk)

    def pin() -> None:
        with desk.database.transaction() as db:
            pins.pin(db, ASKED, "fee", 1, None)

    with desk.database.reading() as db:
        before = articles.revision(db)
    page = ada.get("/answers/publish").text
    seen = re.search(r'name="seen" value="(fee:\d+)"', page)
    assert seen is not None
    with once_pins_are_read(desk.database, pin):
        answer = ada.post("/answers/publish", slug="fee", seen=seen[1], reason="closed <for> good")

    assert answer.status_code == 409
    assert "a pinned question would lose its answer" in answer.text
    assert 'value="closed &lt;for&gt; good"' in answer.text
    with desk.database.reading() as db:
        assert articles.revision(db) == before
        assert drafts.every(db)["fee"].is_removal


def test_one_that_breaks_nothing_holds_nobody_up(desk: Desktop) -> None:
    ada = begin(desk)

    def pin() -> None:
        with desk.database.transaction() as db:
            pins.pin(db, "เปิดกี่โมง", "hours", 1, None)

    ada.get("/answers/publish")
    with once_pins_are_read(desk.database, pin):
        answer = ada.post("/answers/publish", slug="fee", seen="fee:1")

    assert answer.status_code == 303
    with desk.database.reading() as db:
        assert list(articles.live(db)) == ["hours"]
        assert drafts.every(db) == {}


def test_whoever_pins_a_question_that_is_answered_otherwise_is_told_at_once(desk: Desktop) -> None:
    ada = begin(desk, is_known=False)  # published a moment ago: the bot's next look is still to come

    assert ada.post("/answers/hours/pin", question=ASKED).status_code == 303
    told = ada.get("/answers/hours").text
    assert ada.post("/answers/fee/pin", question=ASKED).status_code == 303
    quiet = ada.get("/answers/fee").text

    assert "the bot answers it otherwise" in told
    assert "the bot answers it otherwise" not in quiet


def test_what_no_article_could_ever_answer_is_not_pinned_to_block_every_publication(desk: Desktop) -> None:
    ada = begin(desk)

    for question in ("😀", "\u200b\u200d", "…?!"):
        ada.post("/answers/fee/pin", question=question)

    assert "alone cannot be pinned" in ada.get("/answers/fee").text
    with desk.database.reading() as db:
        assert pins.every(db) == []


def test_pins_of_a_draft_that_is_thrown_away_go_with_it(desk: Desktop) -> None:
    ada = begin(desk)
    wish = {"topic": "shop", "title_th": "ห่อ", "questions_th": "ห่อไหม", "answer_th": "ห่อค่ะ"}
    assert ada.post("/answers/new", slug="gift", **wish).status_code == 303
    ada.post("/answers/gift/pin", question="ห่อไหม")
    ada.post("/answers/hours/pin", question="เปิดกี่โมง")

    ada.post("/answers/gift/drop", version="1")

    with desk.database.reading() as db:
        assert [each.slug for each in pins.every(db)] == ["hours"]
    assert "gift: ห่อไหม" in ada.get("/audit/").text
    assert ada.post("/answers/publish", slug="fee", seen="fee:1").status_code == 303


def test_a_pin_whose_article_is_gone_altogether_can_be_taken_out_where_it_is_in_the_way(
    desk: Desktop,
) -> None:
    ada = begin(desk)
    with desk.database.transaction() as db:
        pins.pin(db, "ห่อไหม", "gift", 1, None)  # as drafts thrown away by earlier versions left them

    page = ada.get("/answers/publish").text
    found = re.search(r'action="(/answers/gift/unpin)".*?name="pin" value="(\d+)"', page, re.DOTALL)
    assert found is not None
    assert ada.post(found[1], pin=found[2]).location == "/answers/publish"

    assert ada.post("/answers/publish", slug="fee", seen="fee:1").status_code == 303
