"""The list of articles: what is in which view, what stands first, and what each was worth; of any length."""

import re
from dataclasses import replace

from sqlalchemy import update

from bot.store import articles, drafts
from bot.store.messages import Message
from bot.web.answers.lists import PAGE
from faq import Article
from faq.article import to_json
from tests.bot.web.desktop import Browser, Desktop, counted

FEE = Article("fee", "delivery", {"en": "Delivery fee"}, {"en": ("how much is delivery",)}, {"en": "40 baht"})
STALE = replace(FEE, slug="prices", title={"en": "Prices"}, review="2020-01-01")
BOTH = replace(FEE, slug="both", title={"en": "Both"}, answer={"en": "Yes", "th": "ค่ะ"})


def publish(desk: Desktop, *shop: Article, without: tuple[str, ...] = ()) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, shop, desk.clock.now(), without=without)


def slugs(browser: Browser, address: str = "") -> list[str]:
    return re.findall(
        r'<th scope="row"><a href="/answers/([a-z0-9-]+)"', browser.get(f"/answers/{address}").text
    )


def test_each_view_holds_its_own_and_the_tabs_count_them(desk: Desktop) -> None:
    publish(desk, FEE, STALE, BOTH, replace(FEE, slug="old", title={"en": "Old"}))
    publish(desk, without=("old",))
    with desk.database.transaction() as db:
        drafts.save(db, "both", to_json(replace(BOTH, topic="new")), 0, 1, desk.people["ada"])
        # Says what is published already: nobody is writing it.
        drafts.save(db, "fee", to_json(FEE), 0, 1, desk.people["ada"])
    ada = desk.at("ada")

    assert slugs(ada) == ["both", "prices", "fee"]
    assert slugs(ada, "?view=drafts") == ["both"]
    assert slugs(ada, "?view=stale") == ["prices"]
    assert slugs(ada, "?view=one_language") == ["prices", "fee"]
    assert slugs(ada, "?view=archived") == ["old"]
    page = ada.get("/answers/?view=nonsense&sort=nonsense&page=nonsense").text
    assert re.findall(r'tab-count">([^<]+)<', page) == ["3", "1", "1", "2", "1"]
    assert "review was due 2020-01-01" in page


def test_what_became_of_their_answers_is_shown_and_sorts_them(desk: Desktop) -> None:
    desk.crowd(12, "ค่าส่งเท่าไหร่คะ")
    desk.crowd(2, "เปิดกี่โมง")
    with desk.database.transaction() as db:
        asked = Message.slug == "delivery-fee"
        db.execute(update(Message).where(asked).values(outcome="handed_off"))
        db.execute(update(Message).where(Message.slug == "hours").values(outcome="done"))
    known = desk.rig.corpus.current.articles
    publish(desk, known["delivery-fee"], known["hours"], FEE)
    ada = desk.at("ada")

    page = ada.get("/answers/?q=delivery-fee").text
    assert re.search(r'data-label="Asked">12<', page)
    assert re.search(r'data-label="To people">12<', page)
    assert re.search(r'data-label="Solved">0 <small class="look-again">.*0 %', page)
    assert slugs(ada, "?sort=asked") == ["delivery-fee", "hours", "fee"]
    assert slugs(ada, "?sort=solved")[0] == "delivery-fee"
    assert slugs(ada, "?sort=handed")[0] == "delivery-fee"
    assert slugs(ada, "?sort=title") == ["delivery-fee", "fee", "hours"]


def test_a_thousand_are_paged_and_cost_no_more_questions_than_three(desk: Desktop) -> None:
    publish(desk, FEE, STALE, BOTH)
    ada = desk.at("ada")
    with counted(desk) as few:
        ada.get("/answers/")
    publish(desk, *(replace(FEE, slug=f"a{at:04}", title={"en": f"Title {at:04}"}) for at in range(997)))

    with counted(desk) as many:
        shown = slugs(ada, "?sort=title")

    assert len(many) == len(few) <= 12
    assert len(shown) == PAGE
    assert slugs(ada, "?sort=title&page=2")[0] == "a0047"
    assert (
        'rel="next" href="/answers/?page=2&amp;view=all&amp;sort=title"'
        in ada.get("/answers/?sort=title").text
    )
    assert "This page of the list is empty" in ada.get("/answers/?page=99").text


def test_one_that_was_taken_away_is_opened_and_written_anew(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, without=("fee",))
    ada = desk.at("ada")

    page = ada.get("/answers/fee").text
    assert "Taken away on" in page
    assert "how much is delivery" in page
    assert "was taken away" in ada.post("/answers/new", slug="fee").text
    ada.post(
        "/answers/fee", version="0", topic="delivery", title_en="Fee", questions_en="fee", answer_en="50"
    )

    assert slugs(ada, "?view=drafts") == ["fee"]
    assert slugs(ada, "?view=archived") == []
    assert ada.get("/answers/never-was").status_code == 404


def test_emoji_and_signs_are_looked_for_as_they_stand_and_do_not_find_everything(desk: Desktop) -> None:
    publish(desk, FEE, BOTH, replace(STALE, answer={"en": "Party 🎉 at 50%!"}))
    ada = desk.at("ada")

    assert slugs(ada, "?q=🎉") == ["prices"]
    assert slugs(ada, "?q=%25!") == ["prices"]
    assert slugs(ada, "?q=😀") == []
    assert slugs(ada, "?q=%00") == ["prices", "both", "fee"]
