"""A wrong answer is marked where it happened: by whom, what was right, and what the bot learns of it."""

import re

import pytest
from sqlalchemy import select

from bot.store import articles, audit, drafts, questions
from bot.store.database import AnyRow
from bot.store.messages import BOT, CONTACT, Message
from faq.article import starter
from tests.bot.web.desktop import Browser, Desktop
from tests.rig import event, webhook

WORDS = "ค่าส่งเท่าไหร่"


def bubble(desk: Desktop) -> int:
    """The bot's answer."""
    with desk.database.reading() as db:
        of_bot = select(Message.id).where(Message.author == BOT, Message.trail != "")
        return db.execute(of_bot.order_by(Message.id.desc())).scalars().first() or 0


def asked(desk: Desktop) -> AnyRow:
    with desk.database.reading() as db:
        return db.execute(select(Message).where(Message.author == CONTACT)).one()


@pytest.fixture
def nok(desk: Desktop) -> Browser:
    with desk.database.transaction() as db:
        articles.publish(db, starter(), desk.clock.now())
    desk.customer(WORDS)
    return desk.at("nok")


def test_from_the_thread_to_the_right_answer_and_the_draft(desk: Desktop, nok: Browser) -> None:
    path = f"/c/1/wrong/{bubble(desk)}"
    assert path in nok.get("/c/1").text
    page = nok.get(path).text
    assert WORDS in page
    assert page.count('name="right"') > 3
    assert 'value="delivery-time"' in nok.get(f"{path}?q=ส่งกี่วันถึง").text
    assert 'name="right" value="delivery-fee"' not in page  # it was that which was wrong

    answer = nok.post(path, right="delivery-time", teach="1", words=" ส่งถึง  วันไหน ")

    assert answer.status_code == 303
    marked = asked(desk)
    assert (marked.outcome, marked.right_slug, marked.judged_by) == (
        "wrong",
        "delivery-time",
        desk.people["nok"],
    )
    with desk.database.reading() as db:
        draft = drafts.find(db, "delivery-time")
        (noted,) = audit.page(db, audit.Wish(area="articles"), 0, 9)
        (judged,) = questions.judged(db)
    assert draft is not None
    assert draft.values["questions"]["th"][-1] == "ส่งถึง วันไหน"
    assert (noted.action, noted.subject) == ("articles.phrasing_added", "delivery-time")
    assert not judged.is_right
    assert "Nok: wrong, right is" in nok.get("/c/1").text
    assert "Marked as wrong by Nok" in nok.get(path).text


def test_none_of_them_is_an_answer_too_and_adds_no_words(desk: Desktop, nok: Browser) -> None:
    nok.post(f"/c/1/wrong/{bubble(desk)}", right="-", teach="1", words=WORDS)

    assert (asked(desk).outcome, asked(desk).right_slug) == ("wrong", "")
    with desk.database.reading() as db:
        assert drafts.every(db) == {}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Choose an article"),
        ({"right": "gone"}, "Choose an article"),
        ({"right": "delivery-fee"}, "That is the article it answered with"),
        ({"right": "hours", "teach": "1", "words": "  "}, "Write the words to add"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    desk: Desktop, nok: Browser, fields: dict[str, str], told: str
) -> None:
    answer = nok.post(f"/c/1/wrong/{bubble(desk)}", **fields)

    assert answer.status_code == 422
    assert told in answer.text
    assert asked(desk).outcome == ""


@pytest.mark.parametrize("name", ["sora", "ada"])
def test_whoever_leads_sees_the_same_page(desk: Desktop, nok: Browser, name: str) -> None:
    assert WORDS in desk.at(name).get(f"/c/1/wrong/{bubble(desk)}").text


def test_an_admin_goes_on_to_publishing_and_from_there_back_to_the_chat(desk: Desktop, nok: Browser) -> None:
    path, ada = f"/c/1/wrong/{bubble(desk)}", desk.at("ada")

    tried = ada.post(path, right="hours", teach="1", words="เปิดวันไหน")
    page = ada.get(tried.location).text
    seen = re.search(r'name="seen" value="(hours:\d+)"', page)
    chat = re.search(r'name="chat" value="([^"]+)"', page)
    assert seen is not None
    assert chat is not None
    done = ada.post("/answers/publish", slug="hours", seen=seen[1], chat=chat[1])

    assert (done.status_code, done.location) == (303, path)
    assert "Published. Customers get it" in ada.get(path).text
    assert ada.get("/answers/publish?chat=1-x").status_code == 200


def test_articles_are_found_by_their_title_and_by_what_they_answer(desk: Desktop, nok: Browser) -> None:
    path = f"/c/1/wrong/{bubble(desk)}"

    assert 'value="hours"' in nok.get(f"{path}?q=เปิดกี่โมง").text
    assert "Nothing like that" not in nok.get(path).text


def test_what_answers_no_question_has_no_such_page(desk: Desktop, nok: Browser) -> None:
    desk.customer("สวัสดีค่ะ")
    with desk.database.reading() as db:
        greeting = db.execute(select(Message.id).where(Message.author == BOT).order_by(Message.id.desc()))
        number = greeting.scalars().first()

    assert nok.get(f"/c/2/wrong/{number}").status_code == 404
    assert nok.get(f"/c/1/wrong/{number}").status_code == 404
    assert nok.get("/c/1/wrong/999").status_code == 404


def test_a_question_taken_back_takes_the_mark_with_it(desk: Desktop, nok: Browser) -> None:
    path = f"/c/1/wrong/{bubble(desk)}"
    nok.post(path, right="-")
    line_id, user = asked(desk).line_message_id, f"U{1:032x}"
    desk.rig.receive(webhook(event("unsend", user, unsend={"messageId": line_id}, token=None)))
    desk.rig.decide()

    gone = asked(desk)
    assert (gone.text, gone.outcome, gone.right_slug, gone.judged_by) == ("", "", "", None)
    assert nok.get(path).status_code == 404
    assert nok.post(path, right="-").status_code == 404
