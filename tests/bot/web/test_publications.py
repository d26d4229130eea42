"""Going back, with one article or all; what changed between versions; and buttons that lead nowhere."""

import re
from dataclasses import replace

from bot.store import articles, drafts, pins
from faq import Article
from faq.answer import Leaf, Press
from faq.article import to_json
from tests.bot.web.desktop import Browser, Desktop

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "ส่ง 40 บาทค่ะ"})
HOURS = Article("hours", "shop", {"th": "เวลา"}, {"th": ("เปิดกี่โมง",)}, {"th": "9 โมงค่ะ"})
DEAR = replace(FEE, answer={"th": "ส่ง 90 บาทค่ะ"})
LEADING = replace(FEE, answer={"th": (Leaf("ดูเพิ่ม", (Press("เวลาเปิด", article="hours"),)),)})


def publish(desk: Desktop, *shop: Article, without: tuple[str, ...] = (), reason: str = "") -> int:
    with desk.database.transaction() as db:
        return articles.publish(db, shop, desk.clock.now(), without=without, reason=reason)


def live(desk: Desktop) -> dict[str, Article]:
    with desk.database.reading() as db:
        return {each.slug: each for each in articles.published(db)}


def write(desk: Desktop, *shop: Article, removals: tuple[str, ...] = ()) -> dict[str, str]:
    """Drafts of these; what the form of the publish page would send."""
    with desk.database.transaction() as db:
        for each in shop:
            drafts.save(db, each.slug, to_json(each), 0, 1, desk.people["ada"])
        for slug in removals:
            drafts.save(db, slug, {}, 0, 1, desk.people["ada"])
    return {}


def put_back(browser: Browser, **fields: str) -> str:
    page = browser.get("/answers/publications").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    answer = browser.post("/answers/publications/back", **({"seen": seen[1]} | fields))
    assert answer.status_code == 303
    return browser.get("/answers/publications").text


def test_everything_is_put_back_as_a_publication_of_its_own(desk: Desktop) -> None:
    publish(desk, FEE, HOURS, reason="begin")
    publish(desk, DEAR, replace(FEE, slug="new"), without=("hours",), reason="dear")
    write(desk, replace(FEE, topic="mine"))
    ada = desk.at("ada")

    page = put_back(ada, reason="customers complained")

    assert live(desk) == {"fee": FEE, "hours": HOURS}
    assert "Put back: 3 articles are as they were" in page
    with desk.database.reading() as db:
        newest = articles.history(db, "fee", 9)[0]
        assert drafts.find(db, "fee") is not None
    assert (newest.agent, newest.reason) == ("Ada", "customers complained")
    assert re.findall(r'<p dir="auto">([^<]+)</p>', page) == ["customers complained", "dear", "begin"]

    put_back(ada)
    assert set(live(desk)) == {"fee", "new"}
    with desk.database.reading() as db:
        assert articles.history(db, "fee", 9)[0].reason.startswith("as it was on ")


def test_any_publication_can_be_gone_back_to_and_the_current_one_needs_nothing(desk: Desktop) -> None:
    first = publish(desk, FEE)
    publish(desk, DEAR)
    current = publish(desk, HOURS)
    ada = desk.at("ada")

    assert "is as it was then already" in put_back(ada, publication=str(current))
    put_back(ada, publication=str(first))

    assert live(desk) == {"fee": FEE}
    assert "Nothing is kept" in put_back(ada, publication="999")


def test_a_second_click_and_a_pinned_question_change_nothing(desk: Desktop) -> None:
    first = publish(desk, FEE)
    publish(desk, HOURS)
    ada = desk.at("ada")
    assert "Somebody published meanwhile" in put_back(ada, seen=str(first))
    with desk.database.transaction() as db:
        pins.pin(db, "เปิดกี่โมง", "hours", 1, None)

    assert "“เปิดกี่โมง” would lose its answer" in put_back(ada)

    assert set(live(desk)) == {"fee", "hours"}
    assert desk.at("sora").post("/answers/publications/back", seen="2").status_code == 403
    assert "Put back" not in desk.at("sora").get("/answers/publications").text


def test_two_versions_are_compared_with_signs_and_words_not_by_colour_alone(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, replace(DEAR, questions={"th": ("ส่งเท่าไหร่", "ค่าส่งกี่บาท")}))
    ada = desk.at("ada")
    with desk.database.reading() as db:
        new, old = (str(row.id) for row in articles.history(db, "fee", 2))

    page = ada.get(f"/answers/fee/compare?old={old}&new={new}").text
    back = ada.get(f"/answers/fee/compare?old={new}&new={old}").text

    assert re.search(r'removed: </span><del dir="auto">ส่ง <mark>4</mark>0 บาทค่ะ</del>', page)
    assert re.search(r'added: </span><ins dir="auto">ส่ง <mark>9</mark>0 บาทค่ะ</ins>', page)
    assert (
        '>+</span><span class="visually-hidden" lang="en">added: </span><ins dir="auto">ค่าส่งกี่บาท</ins>'
        in page
    )
    assert (
        '>−</span><span class="visually-hidden" lang="en">removed: </span><del dir="auto">ค่าส่งกี่บาท</del>'
        in back
    )
    assert "Both are the same" in ada.get(f"/answers/fee/compare?old={old}&new={old}").text
    assert ada.get("/answers/nothing/compare").status_code == 404


def test_a_draft_is_compared_with_what_customers_get_unless_asked_otherwise(desk: Desktop) -> None:
    publish(desk, FEE)
    write(desk, DEAR)
    ada = desk.at("ada")

    assert "<mark>9</mark>" in ada.get("/answers/fee/compare").text
    link = re.search(r'href="(/answers/fee/compare\?[^"]*draft[^"]*)"', ada.get("/answers/fee").text)
    assert link is not None
    assert "<mark>9</mark>" in ada.get(link[1].replace("&amp;", "&")).text
    assert "<ins" in ada.get("/answers/fee/compare?old=nothing&new=%00").text


def test_a_button_that_would_lead_nowhere_refuses_publishing_and_is_named(desk: Desktop) -> None:
    publish(desk, FEE)
    write(desk, LEADING)
    ada = desk.at("ada")

    page = ada.get("/answers/publish?slug=fee").text
    refused = ada.post("/answers/publish", slug="fee", seen="fee:1")

    assert "ไทย, bubble 1, button 1 “เวลาเปิด”: there is no article “hours”" in page
    assert refused.status_code == 409
    assert "a button would lead to an article that is not there" in refused.text
    assert live(desk) == {"fee": FEE}
    write(desk, HOURS)
    together = {"slug": ["fee", "hours"], "seen": ["fee:1", "hours:1"], "csrf_token": ada.token()}
    assert "is only a draft: publish both together" in ada.get("/answers/publish?slug=fee").text
    assert ada.client.post("/answers/publish", data=together).status_code == 303
    assert set(live(desk)) == {"fee", "hours"}


def test_an_article_that_buttons_lead_to_cannot_be_taken_away_unnoticed(desk: Desktop) -> None:
    publish(desk, LEADING, HOURS)
    write(desk, removals=("hours",))
    ada = desk.at("ada")

    page = ada.get("/answers/publish?slug=hours").text

    assert "button 1 “เวลาเปิด”: “hours” is to be taken away" in page
    assert ada.post("/answers/publish", slug="hours", seen="hours:1").status_code == 409
    assert set(live(desk)) == {"fee", "hours"}
    assert "“hours” is to be taken away" in ada.get("/answers/fee").text


def test_an_older_version_whose_button_leads_nowhere_now_is_not_brought_back(desk: Desktop) -> None:
    publish(desk, LEADING, HOURS)
    publish(desk, FEE, without=("hours",))
    ada = desk.at("ada")
    with desk.database.reading() as db:
        oldest = articles.history(db, "fee", 9)[-1]

    ada.post("/answers/fee/back", version=str(oldest.id))

    assert live(desk) == {"fee": FEE}
    assert "“hours” was taken away" in ada.get("/answers/fee").text
