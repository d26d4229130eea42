"""One more way to ask, with one click: what could never be published is refused before anything is kept."""

import pytest
from sqlalchemy import select

from bot.store import articles, drafts, unanswered
from bot.store.messages import BOT, CONTACT, Message
from bot.web.answers.begun import begun
from faq.article import WAYS, starter, to_json
from tests.bot.web.desktop import Browser, Desktop
from tests.starter import CORPUS

HEART = "❤️😀"
DECIDE = "/answers/unanswered/decide"


@pytest.fixture
def ada(desk: Desktop) -> Browser:
    with desk.database.transaction() as db:
        articles.publish(db, starter(), desk.clock.now())
    desk.customer("qwxz vbnm ppkk")
    return desk.at("ada")


def asked(desk: Desktop) -> str:
    """The number of what the customer wrote."""
    with desk.database.reading() as db:
        return str(db.execute(select(Message.id).where(Message.author == CONTACT)).scalar_one())


def decide(desk: Desktop, ada: Browser, words: str, **fields: str) -> str:
    """What the page says afterwards."""
    sent = {"kind": "phrasing", "slug": "claims", "ids": asked(desk), "volume": "1", "words": words}
    ada.post(DECIDE, **(sent | fields))
    return ada.get("/answers/unanswered").text


def kept(desk: Desktop) -> tuple[list[str], int]:
    """The articles with a draft, and how many decisions there are."""
    with desk.database.reading() as db:
        return list(drafts.every(db)), len(unanswered.decisions(db))


@pytest.mark.parametrize("words", [HEART, "???", "\u200b\u200d", "\0", "٪ ؟"])
def test_signs_alone_are_refused_at_once_and_nothing_is_half_kept(
    desk: Desktop, ada: Browser, words: str
) -> None:
    page = decide(desk, ada, words)

    assert "Write" in page
    assert kept(desk) == ([], 0)


def test_signs_alone_are_refused_where_an_answer_is_mended_and_nothing_is_marked(
    desk: Desktop, ada: Browser
) -> None:
    with desk.database.reading() as db:
        bubble = db.execute(select(Message.id).where(Message.author == BOT, Message.trail != "")).scalar_one()

    answer = ada.post(f"/c/1/wrong/{bubble}", right="claims", teach="1", words=HEART)

    assert answer.status_code == 422
    assert "alone are no way to ask" in answer.text
    assert f'value="{HEART}"' in answer.text
    assert kept(desk) == ([], 0)
    assert ada.post(f"/c/1/wrong/{bubble}", right="claims", teach="1", words="หุ่น\0ยนต์").status_code == 303
    with desk.database.reading() as db:
        assert drafts.every(db)["claims"].values["questions"]["th"][-1] == "หุ่นยนต์"


def test_one_click_does_not_call_off_that_an_article_is_taken_away(desk: Desktop, ada: Browser) -> None:
    with desk.database.transaction() as db:
        drafts.save(db, "claims", {}, 0, 1, desk.people["ada"])

    page = decide(desk, ada, "หุ่นยนต์")

    assert "to be taken away" in page
    with desk.database.reading() as db:
        assert drafts.every(db)["claims"].is_removal


def test_an_article_that_is_full_of_ways_to_ask_takes_no_more(desk: Desktop, ada: Browser) -> None:
    (claims,) = (each for each in starter() if each.slug == "claims")
    full = to_json(claims) | {"questions": {"th": [f"หุ่นยนต์ {n}" for n in range(WAYS)]}}
    with desk.database.transaction() as db:
        drafts.save(db, "claims", full, 0, 1, desk.people["ada"])

    page = decide(desk, ada, "หุ่นยนต์")

    assert "5,000 ways to ask already" in page
    with desk.database.reading() as db:
        assert drafts.every(db)["claims"].version == 1


def test_an_article_begun_with_signs_has_neither_title_nor_ways_to_ask() -> None:
    """Left open, its editor says so at once; filled with signs it would look whole."""
    new = begun(HEART, [], ["ยินดีค่ะ"], CORPUS, set())

    assert (new["title"], new["questions"], new["answer"]) == ({}, {}, {"th": "ยินดีค่ะ"})
