"""A wrong answer is marked where it happened: by whom, what was right, and what the bot learns of it."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.store import articles, audit, drafts, questions, unanswered
from bot.store.database import AnyRow
from bot.store.messages import BOT, CONTACT, Message
from faq.article import starter
from handlers.acts import AgentClaimed, AgentReplied
from tests.bot.web.desktop import Browser, Desktop
from tests.rig import event, webhook

WORDS, MATCHED = "ค่าส่งเท่าไหร่", "ค่าส่งเท่าไหร่คะ"


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


def drafted(desk: Desktop, slug: str) -> dict[str, list[str]]:
    """The ways to ask in this article's draft."""
    with desk.database.reading() as db:
        draft = drafts.find(db, slug)
    assert draft is not None
    return dict(draft.values["questions"])


def test_the_wrong_article_is_offered_nothing_and_may_lose_the_words_that_misled(
    desk: Desktop, nok: Browser
) -> None:
    path, ada = f"/c/1/wrong/{bubble(desk)}", desk.at("ada")
    assert f"Matched “{MATCHED}”" in nok.get(path).text
    assert f"Take “{MATCHED}” out of" in nok.get(path).text
    assert "?asked=" not in ada.get("/c/1").text  # the customer's words go to no article unasked

    done = ada.post(path, right="hours", teach="1", words=WORDS, unteach="1")

    assert done.location == f"/answers/publish?slug=hours&slug=delivery-fee&chat=1-{bubble(desk)}"
    assert WORDS in drafted(desk, "hours")["th"]
    assert MATCHED not in drafted(desk, "delivery-fee")["th"]
    with desk.database.reading() as db:
        noted = [(each.action, each.subject) for each in audit.page(db, audit.Wish(area="articles"), 0, 9)]
    assert ("articles.phrasing_removed", "delivery-fee") in noted
    assert "Take “" not in nok.get(path).text  # it is out already


def test_nobody_loses_words_unless_it_was_asked_for_and_never_the_last_ones(
    desk: Desktop, nok: Browser
) -> None:
    path = f"/c/1/wrong/{bubble(desk)}"
    nok.post(path, right="hours", teach="1", words=WORDS)
    with desk.database.transaction() as db:
        assert drafts.find(db, "delivery-fee") is None
        only = next(each for each in starter() if each.slug == "delivery-fee")
        articles.publish(db, [replace(only, questions={"th": (MATCHED,)})], desk.clock.now())

    assert "Take “" not in nok.get(path).text
    nok.post(path, right="hours", unteach="1")
    with desk.database.transaction() as db:
        assert drafts.drop_phrasing(db, "delivery-fee", MATCHED, 1, None)
        assert drafts.find(db, "delivery-fee") is None


def test_a_new_article_is_begun_with_the_question_and_what_a_person_answered(
    desk: Desktop, nok: Browser
) -> None:
    person = desk.people["nok"]
    path, ada = f"/c/1/wrong/{bubble(desk)}", desk.at("ada")
    desk.rig.turns.take(1, AgentClaimed(person, "Nok"))
    desk.rig.turns.take(1, AgentReplied(person, "Nok", "ส่งด่วน 90 บาทค่ะ"))
    assert "A new article" not in nok.get(path).text
    assert nok.post(path, right="+").status_code == 422

    begun = ada.post(path, right="+")

    assert begun.location == f"/answers/article?chat=1-{bubble(desk)}"
    page = ada.get(begun.location).text
    assert "ส่งด่วน 90 บาทค่ะ" in page
    assert f'href="/c/1#m{bubble(desk)}"' in page
    assert f'<input type="hidden" name="chat" value="1-{bubble(desk)}">' in page
    assert drafted(desk, "article") == {"th": [WORDS]}
    with desk.database.reading() as db:
        assert [each.slug for each in unanswered.decisions(db)] == ["article"]
    ada.post("/answers/article/drop", version="1")
    with desk.database.reading() as db:
        assert unanswered.decisions(db) == []


def test_an_answer_that_is_right_but_badly_said_is_edited_and_leads_back_to_the_chat(
    desk: Desktop, nok: Browser
) -> None:
    number, ada = bubble(desk), desk.at("ada")
    link = f"/answers/delivery-fee?chat=1-{number}"
    assert link not in nok.get(f"/c/1/wrong/{number}").text
    assert link in ada.get(f"/c/1/wrong/{number}").text
    page = ada.get(link).text
    assert WORDS in page
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("title_th", "topic")}
    fields |= {"questions_th": WORDS, "chat": f"1-{number}", "answer_th": "ส่งฟรีค่ะ"}

    kept = ada.post("/answers/delivery-fee/keep", version="0", **fields)

    assert kept.json["publish"] == f"/answers/publish?slug=delivery-fee&chat=1-{number}"
    assert asked(desk).outcome == ""
    assert ada.post("/answers/delivery-fee", version="1", **fields).location == link
    assert ada.get("/answers/delivery-fee?chat=1-99999").status_code == 200


def test_that_no_article_answers_it_can_be_chosen_on_the_page(desk: Desktop, nok: Browser) -> None:
    path = f"/c/1/wrong/{bubble(desk)}"
    choice = re.findall(r'name="right" value="([^"]*)"', nok.get(path).text)[-1]

    nok.post(path, right=choice)

    assert (asked(desk).outcome, asked(desk).right_slug) == ("wrong", "")
    assert f'value="{choice}" checked' in nok.get(path).text


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


def test_a_second_click_leads_to_the_article_that_the_first_began(desk: Desktop, nok: Browser) -> None:
    ada, path = desk.at("ada"), f"/c/1/wrong/{bubble(desk)}"

    first = ada.post(path, right="+")
    second = ada.post(path, right="+")

    assert first.location == second.location
    assert "An article was begun with these words before" in ada.get(second.location).text
    with desk.database.reading() as db:
        assert list(drafts.every(db)) == ["article"]
        assert len(unanswered.decisions(db)) == 1
    ada.post("/answers/article/drop", version="1")
    assert ada.post(path, right="+").location == first.location
