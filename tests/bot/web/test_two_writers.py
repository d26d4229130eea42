"""Two people at one article: nobody's words are replaced, thrown away or published unseen."""

import re

from bot.store import articles, drafts
from bot.store.drafts import Draft
from faq import Article
from tests.bot.web.desktop import Browser, Desktop

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "40 บาทค่ะ"})
FIELDS = {"topic": "delivery", "title_th": "ค่าส่ง", "questions_th": "ส่งเท่าไหร่"}


def begin(desk: Desktop, price: int = 40) -> None:
    fee = Article(FEE.slug, FEE.topic, FEE.title, FEE.questions, {"th": f"{price} บาทค่ะ"})
    with desk.database.transaction() as db:
        articles.publish(db, [fee], desk.clock.now())
    desk.clock.advance(seconds=1)


def draft(desk: Desktop, slug: str = "fee") -> Draft | None:
    with desk.database.reading() as db:
        return drafts.find(db, slug)


def read(browser: Browser, path: str = "/answers/fee") -> dict[str, str]:
    """What the page of the article says it was read as."""
    page = browser.get(path).text
    return dict(re.findall(r'name="(version|read_at)" value="(\d*)"', page)[:2])


def wrote(desk: Desktop, browser: Browser, seen: dict[str, str], price: str, slug: str = "fee") -> int:
    desk.clock.advance(seconds=1)
    code: int = browser.post(f"/answers/{slug}", **FIELDS, **seen, answer_th=price).status_code
    return code


def test_what_was_published_meanwhile_is_not_taken_back_unseen(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    seen = read(ada)
    begin(desk, price=50)

    assert ada.post("/answers/fee/keep", **FIELDS, **seen, answer_th="40 บาทนะคะ").status_code == 409
    assert wrote(desk, ada, seen, "40 บาทนะคะ") == 409
    assert draft(desk) is None
    assert wrote(desk, ada, read(ada), "50 บาทนะคะ") == 303


def test_a_draft_begun_anew_is_not_taken_for_the_one_before(desk: Desktop) -> None:
    begin(desk)
    ada, other = desk.at("ada"), desk.at("ada")
    assert wrote(desk, ada, read(ada), "41") == 303
    seen = read(ada)
    assert other.post("/answers/fee/drop", **read(other)).status_code == 303
    assert wrote(desk, other, read(other), "42") == 303
    assert seen["version"] == read(other)["version"]

    assert wrote(desk, ada, seen, "43") == 409
    ada.post("/answers/fee/drop", **seen)
    ada.post("/answers/fee/remove", **seen)
    published = ada.post("/answers/publish", slug="fee", seen="fee:1", read_at=f"fee:{seen['read_at']}")

    assert published.status_code == 409
    kept = draft(desk)
    assert kept is not None
    assert kept.values["answer"] == {"th": "42"}


def test_taking_an_article_away_replaces_no_draft_that_was_not_seen(desk: Desktop) -> None:
    begin(desk)
    ada, other = desk.at("ada"), desk.at("ada")
    seen = read(other)
    assert wrote(desk, ada, read(ada), "41") == 303

    other.post("/answers/fee/remove", **seen)

    kept = draft(desk)
    assert kept is not None
    assert not kept.is_removal
    other.post("/answers/fee/remove", **read(other))
    kept = draft(desk)
    assert kept is not None
    assert kept.is_removal


def test_words_typed_over_a_draft_that_was_thrown_away_are_not_lost(desk: Desktop) -> None:
    ada, other = desk.at("ada"), desk.at("ada")
    assert ada.post("/answers/new", **FIELDS, slug="gift", answer_th="ฟรีค่ะ").status_code == 303
    seen = read(ada, "/answers/gift")
    other.post("/answers/gift/drop", **read(other, "/answers/gift"))
    assert draft(desk, "gift") is None

    told = ada.post("/answers/gift/keep", **FIELDS, **seen, answer_th="ห่อฟรีค่ะ")
    shown = ada.post("/answers/gift", **FIELDS, **seen, answer_th="ห่อฟรีค่ะ")

    assert (told.status_code, shown.status_code) == (409, 409)
    assert "threw this draft away" in told.json["said"]
    assert "ห่อฟรีค่ะ" in shown.text
    assert 'value="gift"' in shown.text
    assert ada.post("/answers/new", **FIELDS, slug="gift", answer_th="ห่อฟรีค่ะ").status_code == 303


def test_nothing_is_published_when_one_of_those_ticked_is_gone(desk: Desktop) -> None:
    begin(desk)
    ada, other = desk.at("ada"), desk.at("ada")
    wrote(desk, ada, read(ada), "41")
    ada.post("/answers/new", **FIELDS, slug="gift", answer_th="ฟรีค่ะ")
    seen = re.findall(r'name="seen" value="([a-z]+:\d+)"', ada.get("/answers/publish").text)
    assert len(seen) == 2
    other.post("/answers/gift/drop", **read(other, "/answers/gift"))

    sent = {"slug": ["fee", "gift"], "seen": seen, "csrf_token": ada.token()}
    assert ada.client.post("/answers/publish", data=sent).status_code == 409
    assert draft(desk) is not None
