"""Unanswered questions stand in groups, the costliest first, until somebody decides about them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.store import articles, audit, drafts, unanswered
from bot.store.messages import CONTACT, Message
from bot.store.unanswered import DecidedQuestion
from bot.web.answers.form import problems
from faq.article import from_json, starter
from handlers.acts import AgentClaimed, AgentReplied, Resolved
from tests.bot.web.desktop import Browser, Desktop
from tests.rig import event, webhook

PAGE = "/answers/unanswered"
ROBOT, MOON = "ให้เช่าหุ่นยนต์ดูดฝุ่นไหมคะ", "qwxz vbnm ppkk"


def heard(desk: Desktop, words: str) -> list[int]:
    with desk.database.reading() as db:
        found = select(Message.id).where(Message.author == CONTACT, Message.text == words)
        return list(db.execute(found.order_by(Message.id)).scalars())


def numbers(desk: Desktop, words: str) -> str:
    return ",".join(map(str, heard(desk, words)))


@pytest.fixture
def ada(desk: Desktop) -> Browser:
    """One asked twice for nothing; one asked once, which cost a person six minutes."""
    with desk.database.transaction() as db:
        articles.publish(db, starter(), desk.clock.now())
    desk.customer(MOON)
    desk.customer(MOON)
    customer, nok = desk.customer(ROBOT), desk.people["nok"]
    desk.rig.turns.take(customer, AgentClaimed(nok, "Nok"))
    desk.rig.turns.take(customer, AgentReplied(nok, "Nok", "ร้านเราไม่มีให้เช่าค่ะ"))
    desk.clock.advance(seconds=360)
    desk.rig.turns.take(customer, Resolved(nok, is_surveyed=False))
    return desk.at("ada")


def test_groups_stand_by_what_they_cost_with_what_people_answered(desk: Desktop, ada: Browser) -> None:
    html = ada.get(PAGE).text

    assert html.index(ROBOT) < html.index(MOON)
    assert "1 time with people, 6 min" in html
    assert "ร้านเราไม่มีให้เช่าค่ะ" in html
    assert "Asked 2 times" in html


def test_filters_are_in_the_address_and_nothing_is_an_answer(desk: Desktop, ada: Browser) -> None:
    assert MOON not in ada.get(f"{PAGE}?language=th").text
    assert ROBOT not in ada.get(f"{PAGE}?least=2").text
    assert "Nothing open" in ada.get(f"{PAGE}?least=10").text
    assert ada.get(f"{PAGE}?days=x&page=-1&language=xx").status_code == 200
    desk.clock.advance(hours=24 * 8)
    assert "Nothing open" in desk.at("ada").get(f"{PAGE}?days=7").text


def test_what_was_decided_stays_away_until_it_is_asked_much_more(desk: Desktop, ada: Browser) -> None:
    ids = numbers(desk, MOON)
    ada.post(f"{PAGE}/decide", kind="not_for_bot", ids=ids, volume="2")
    desk.clock.advance(seconds=1)
    desk.customer(MOON)

    assert MOON not in ada.get(PAGE).text
    decided = ada.get(f"{PAGE}?decided=1").text
    assert MOON in decided
    assert "asked 1 time since" in decided
    for _ in range(9):
        desk.customer(MOON)
    assert MOON in ada.get(PAGE).text

    with desk.database.reading() as db:
        (old,) = unanswered.decisions(db)
        (noted,) = audit.page(db, audit.Wish(area="articles"), 0, 9)
    assert noted.subject == "not_for_bot ×2"
    ada.post(f"{PAGE}/decide", kind="not_for_bot", ids=ids, volume="12", replaces=str(old.id))
    assert MOON not in ada.get(PAGE).text
    with desk.database.reading() as db:
        assert [each.volume for each in unanswered.decisions(db)] == [12]


def test_a_decision_can_be_taken_back(desk: Desktop, ada: Browser) -> None:
    ada.post(f"{PAGE}/decide", kind="not_for_bot", ids=numbers(desk, ROBOT), volume="1")
    with desk.database.reading() as db:
        (kept,) = unanswered.decisions(db)

    ada.post(f"{PAGE}/undo", decision=str(kept.id))

    assert ROBOT in ada.get(PAGE).text
    with desk.database.reading() as db:
        assert unanswered.decisions(db) == []
        assert db.execute(select(DecidedQuestion)).all() == []


def test_one_click_drafts_an_article_of_what_was_asked_and_what_people_answered(
    desk: Desktop, ada: Browser
) -> None:
    desk.customer("ให้เช่าหุ่นยนต์ดูดฝุ่นมั้ย ออเดอร์ 112233")
    ids = f"{numbers(desk, ROBOT)},{numbers(desk, 'ให้เช่าหุ่นยนต์ดูดฝุ่นมั้ย ออเดอร์ 112233')}"
    answer = ada.post(f"{PAGE}/decide", kind="draft", ids=ids, volume="2")

    assert (answer.status_code, answer.location) == (303, "/answers/article")
    with desk.database.reading() as db:
        draft = drafts.find(db, "article")
    assert draft is not None
    assert draft.values["questions"] == {"th": [ROBOT]}  # what is about one customer alone stays out
    assert draft.values["answer"] == {"th": "ร้านเราไม่มีให้เช่าค่ะ"}
    assert ROBOT.startswith(draft.values["title"]["th"])
    assert problems(draft.values) == {}
    assert "ร้านเราไม่มีให้เช่าค่ะ" in ada.get(answer.location).text
    assert ROBOT not in ada.get(PAGE).text
    assert 'href="/answers/article"' in ada.get(f"{PAGE}?decided=1").text


def test_a_draft_thrown_away_opens_its_questions_again(desk: Desktop, ada: Browser) -> None:
    ada.post(f"{PAGE}/decide", kind="draft", ids=numbers(desk, ROBOT), volume="1")
    ada.post("/answers/article/drop", version="1")

    assert ROBOT in ada.get(PAGE).text


def test_words_that_went_with_a_draft_are_asked_about_again(desk: Desktop, ada: Browser) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, [desk.rig.corpus.current.articles["claims"]], desk.clock.now())
    wish = {"kind": "phrasing", "slug": "claims", "volume": "1"}
    for words, question in (("เช่าหุ่นยนต์", ROBOT), ("ไปดวงจันทร์", MOON)):
        desk.clock.advance(seconds=1)
        ada.post(f"{PAGE}/decide", **wish, ids=numbers(desk, question), words=words)
        assert question not in ada.get(PAGE).text
        if question == ROBOT:  # that is published, and what comes after is not
            with desk.database.transaction() as db:
                articles.publish(db, [from_json(drafts.every(db)["claims"].values)], desk.clock.now())

    with desk.database.reading() as db:
        version = drafts.every(db)["claims"].version
    ada.post("/answers/claims/drop", version=str(version))

    page = ada.get(PAGE).text
    assert (MOON in page, ROBOT in page) == (True, False)


def test_a_second_click_and_a_colleagues_late_one_decide_nothing_anew(desk: Desktop, ada: Browser) -> None:
    ids = numbers(desk, ROBOT)
    assert ada.post(f"{PAGE}/decide", kind="draft", ids=ids, volume="1").location == "/answers/article"

    late = desk.at("ada")
    assert "/unanswered" in late.post(f"{PAGE}/decide", kind="draft", ids=ids, volume="1").location
    assert "Somebody has decided this meanwhile" in late.get(PAGE).text

    with desk.database.reading() as db:
        assert list(drafts.every(db)) == ["article"]
        assert len(unanswered.decisions(db)) == 1


def test_what_an_article_has_come_to_answer_is_said_until_it_is_decided(desk: Desktop, ada: Browser) -> None:
    assert "The bot has an answer by now" not in ada.get(PAGE).text
    claims = desk.rig.corpus.current.articles["claims"]
    taught = replace(claims, questions={"th": (*claims.questions["th"], ROBOT)})
    with desk.database.transaction() as db:
        articles.publish(db, [taught], desk.clock.now())
    desk.rig.corpus.refresh(desk.database)

    html = ada.get(PAGE).text
    assert "The bot has an answer by now" in html
    assert '<option value="claims" selected>' in html


def test_words_go_into_the_draft_of_an_article(desk: Desktop, ada: Browser) -> None:
    ids = numbers(desk, ROBOT)
    ada.post(f"{PAGE}/decide", kind="phrasing", ids=ids, volume="1", slug="claims", words=ROBOT)

    with desk.database.reading() as db:
        draft = drafts.find(db, "claims")
    assert draft is not None
    assert ROBOT in draft.values["questions"]["th"]
    assert ROBOT not in ada.get(PAGE).text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "phrasing", "slug": "gone", "words": "x"}, "Choose the article"),
        ({"kind": "phrasing", "slug": "claims", "words": " "}, "Write the words"),
        ({"kind": "other"}, "Nothing was decided"),
        ({"kind": "draft", "ids": "abc,,-1"}, "Nothing was decided"),
        ({"kind": "draft", "ids": "999999"}, "not there any more"),
    ],
)
def test_what_makes_no_sense_decides_nothing(
    desk: Desktop, ada: Browser, fields: dict[str, str], told: str
) -> None:
    ada.post(f"{PAGE}/decide", **({"ids": numbers(desk, ROBOT)} | fields))

    assert told in ada.get(PAGE).text
    with desk.database.reading() as db:
        assert unanswered.decisions(db) == []


def test_what_is_taken_back_is_gone_from_the_page_and_from_what_was_decided(
    desk: Desktop, ada: Browser
) -> None:
    ada.post(f"{PAGE}/decide", kind="not_for_bot", ids=numbers(desk, ROBOT), volume="1")
    with desk.database.reading() as db:
        line_id = db.execute(select(Message.line_message_id).where(Message.text == ROBOT)).scalar_one()
    desk.rig.receive(webhook(event("unsend", f"U{3:032x}", unsend={"messageId": line_id}, token=None)))
    desk.rig.decide()

    with desk.database.reading() as db:
        (kept,) = unanswered.decisions(db)
    assert kept.words == ()
    assert ROBOT not in ada.get(f"{PAGE}?decided=1").text
    assert ROBOT not in ada.get(PAGE).text
