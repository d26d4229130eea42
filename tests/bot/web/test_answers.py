"""Articles in the console: written as drafts, tried, published together, and brought back."""

import re

from sqlalchemy import select

from bot.store import articles, audit, drafts, pins
from bot.store.drafts import Draft
from faq import Article
from faq.article import from_json
from tests.bot.web.desktop import Browser, Desktop

FIELDS = {
    "topic": "delivery",
    "title_th": "ส่งด่วน",
    "title_en": "Express delivery",
    "questions_th": "ส่งด่วนได้ไหม\n  มีส่งด่วนมั้ย \n\nส่งด่วนได้ไหม",
    "questions_en": "do you have express delivery",
    "answer_th": "ส่งด่วนถึงใน 3 ชั่วโมงค่ะ",
    "answer_en": "Express takes three hours.",
}


def draft(desk: Desktop, slug: str) -> Draft | None:
    with desk.database.reading() as db:
        return drafts.find(db, slug)


def published(desk: Desktop, slug: str) -> Article | None:
    with desk.database.reading() as db:
        found = articles.one(db, slug)
    return from_json(found.values) if found else None


def begin(desk: Desktop, *slugs: str) -> None:
    """The shop publishes what it was started with, so that there is something to change."""
    with desk.database.transaction() as db:
        articles.publish(db, [desk.rig.corpus.current.articles[slug] for slug in slugs], 0)
    desk.rig.corpus.refresh(desk.database)


def publish(browser: Browser, slug: str, reason: str = "") -> int:
    """As the page would send it."""
    page = browser.get(f"/answers/publish?slug={slug}").text
    seen = re.search(rf'name="seen" value="({slug}:\d+)"', page)
    assert seen is not None
    return browser.post("/answers/publish", slug=slug, seen=seen[1], reason=reason).status_code


def test_a_new_article_is_a_draft_until_it_is_published(desk: Desktop) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")

    assert ada.post("/answers/new", **FIELDS).status_code == 303
    kept = draft(desk, "express-delivery")
    assert kept is not None
    assert kept.values["questions"] == {
        "th": ["ส่งด่วนได้ไหม", "มีส่งด่วนมั้ย"],
        "en": ["do you have express delivery"],
    }
    assert published(desk, "express-delivery") is None

    assert publish(ada, "express-delivery", "customers ask") == 303

    article = published(desk, "express-delivery")
    assert article is not None
    assert article.answer["th"] == "ส่งด่วนถึงใน 3 ชั่วโมงค่ะ"
    assert draft(desk, "express-delivery") is None
    assert desk.rig.corpus.refresh(desk.database)
    assert desk.rig.corpus.current.match("มีส่งด่วนมั้ย")[0].exact
    with desk.database.reading() as db:
        said = list(db.execute(select(audit.AuditEntry.action)).scalars())
        history = articles.history(db, "express-delivery", 5)
    assert {"article.written", "article.published"} <= set(said)
    assert [(row.agent, row.reason) for row in history] == [("Ada", "customers ask")]


def test_what_is_unfinished_is_kept_and_cannot_be_published(desk: Desktop) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")

    ada.post("/answers/new", **(FIELDS | {"title_th": "ก" * 21, "answer_en": "x" * 5001, "topic": ""}))

    page = ada.get("/answers/express-delivery").text
    assert "21 characters; a LINE button shows 20." in page
    assert "This is 5,001 characters long" in page
    assert "Give it a topic" in page
    assert "unfinished draft" in ada.get("/answers/").text
    assert "express-delivery:" not in ada.get("/answers/publish").text
    refused = ada.post("/answers/publish", slug="express-delivery", seen="express-delivery:1")
    assert refused.status_code == 303
    assert published(desk, "express-delivery") is None


def test_a_name_that_is_taken_or_malformed_is_refused_with_everything_kept(desk: Desktop) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")

    for fields, said in (
        ({"slug": "hours"}, "An article of this name is there already."),
        ({"slug": "No Spaces"}, "A short name of a–z"),
    ):
        answer = ada.post("/answers/new", **(FIELDS | fields))
        assert answer.status_code == 422
        assert said in answer.text
        assert "มีส่งด่วนมั้ย" in answer.text


def test_what_nobody_named_is_numbered(desk: Desktop) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")

    named = [ada.post("/answers/new", **(FIELDS | {"title_en": ""})).location for _ in range(2)]

    assert named == ["/answers/article", "/answers/article-2"]


def test_two_who_write_at_once_do_not_overwrite_each_other_unasked(desk: Desktop) -> None:
    begin(desk, "hours")
    ada, other = desk.at("ada"), desk.at("ada")
    ada.post("/answers/new", **FIELDS)

    assert (
        ada.post("/answers/express-delivery", **(FIELDS | {"version": "1", "topic": "a"})).status_code == 303
    )
    late = other.post("/answers/express-delivery", **(FIELDS | {"version": "1", "topic": "mine"}))

    assert late.status_code == 409
    assert "Ada changed this article while you were writing" in late.text
    assert 'value="mine"' in late.text
    assert "data-keep" not in late.text  # only a click may replace what Ada wrote
    moved = other.post(
        "/answers/express-delivery", move="th_0_up", overtaken="1", **(FIELDS | {"version": "2"})
    )
    assert "data-keep" not in moved.text
    assert "data-keep" in ada.get("/answers/express-delivery").text
    kept = draft(desk, "express-delivery")
    assert kept is not None
    assert kept.values["topic"] == "a"


def test_languages_the_form_does_not_show_stay(desk: Desktop) -> None:
    old = Article(
        "ja",
        "shop",
        {"ja": "送料"},
        {"ja": ("送料はいくら",), "th": ("ค่าส่ง",)},
        {"ja": "無料です", "th": "ฟรีค่ะ"},
    )
    with desk.database.transaction() as db:
        articles.publish(db, [old], 0)

    desk.at("ada").post(
        "/answers/ja", version="0", topic="shop", title_th="ค่าส่ง", questions_th="ค่าส่ง", answer_th="ฟรีนะคะ"
    )

    kept = draft(desk, "ja")
    assert kept is not None
    assert kept.values["answer"] == {"th": "ฟรีนะคะ", "ja": "無料です"}
    assert kept.values["questions"] == {"th": ["ค่าส่ง"], "ja": ["送料はいくら"]}


def test_a_pinned_question_refuses_what_would_take_its_answer(desk: Desktop) -> None:
    begin(desk, "hours", "cod")
    ada = desk.at("ada")
    ada.post("/answers/hours/pin", question="เปิดกี่โมง")
    ada.post("/answers/hours/remove")

    page = ada.get("/answers/publish?slug=hours").text
    assert "these pinned questions would lose their answer" in page
    version = draft(desk, "hours")
    assert version is not None
    refused = ada.post("/answers/publish", slug="hours", seen=f"hours:{version.version}")

    assert refused.status_code == 409
    assert published(desk, "hours") is not None
    with desk.database.reading() as db:
        (pin,) = pins.every(db)
    ada.post("/answers/hours/unpin", pin=str(pin.id))
    assert publish(ada, "hours") == 303
    assert published(desk, "hours") is None


def test_publishing_something_else_than_what_was_looked_at_is_refused(desk: Desktop) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")
    ada.post("/answers/new", **FIELDS)
    ada.get("/answers/publish?slug=express-delivery")
    ada.post("/answers/express-delivery", **(FIELDS | {"version": "1", "answer_th": "เปลี่ยนแล้วค่ะ"}))

    late = ada.post("/answers/publish", slug="express-delivery", seen="express-delivery:1")

    assert late.status_code == 409
    assert published(desk, "express-delivery") is None


def test_one_click_brings_an_older_version_back(desk: Desktop) -> None:
    begin(desk, "hours", "cod")
    was = published(desk, "hours")
    assert was is not None
    ada = desk.at("ada")
    fields = {"topic": "shop", "title_th": "เวลา", "questions_th": "เปิดกี่โมง", "answer_th": "ปิดร้านแล้วค่ะ"}
    ada.post("/answers/hours", version="0", **fields)
    publish(ada, "hours")
    with desk.database.reading() as db:
        oldest = articles.history(db, "hours", 9)[-1]

    assert ada.post("/answers/hours/back", version=str(oldest.id)).status_code == 303

    assert published(desk, "hours") == was
    assert ada.post("/answers/hours/back", version="999999").status_code == 404


def test_real_questions_are_replayed_before_anybody_gets_the_draft(desk: Desktop) -> None:
    begin(desk, "hours", "cod")
    desk.customer("มีส่งด่วนมั้ย", "เปิดกี่โมง")
    desk.customer("มีส่งด่วนมั้ย")
    ada = desk.at("ada")
    ada.post("/answers/new", **FIELDS)

    page = ada.get("/answers/publish?slug=express-delivery").text

    assert "Of the newest 3 questions" in page
    assert re.search(r"Now answered</dt><dd>2<", page)
    assert "“มีส่งด่วนมั้ย”</span> ×2" in page
    assert published(desk, "express-delivery") is None


def test_the_box_tells_what_would_be_answered_and_why(desk: Desktop) -> None:
    begin(desk, "hours", "cod")
    ada = desk.at("ada")
    ada.post("/answers/new", **FIELDS)

    page = ada.get("/answers/try?q=มีส่งด่วนมั้ย").text

    assert "What customers get now" in page
    assert "With the drafts published" in page
    assert "These are, word for word, a way to ask for it." in page
    assert desk.at("sora").get("/answers/try?q=เปิดกี่โมง").status_code == 200


def test_the_box_tells_that_words_of_the_answer_counted(desk: Desktop) -> None:
    begin(desk, "hours", "cod")
    ada = desk.at("ada")
    ada.post("/answers/new", **FIELDS)

    page = ada.get("/answers/try?q=3 ชั่วโมงถึงเลยหรอ").text

    assert page.count("Words of its answer counted too:") == 1
    assert "“ส่งด่วนถึงใน 3 ชั่วโมงค่ะ”" in page


def test_a_customers_words_come_along_as_one_more_way_to_ask(desk: Desktop) -> None:
    begin(desk, "hours")

    page = desk.at("ada").get("/answers/hours?words=ร้านเปิดยังอะ").text

    assert "ร้านเปิดยังอะ</textarea>" in page
    assert draft(desk, "hours") is None


def test_leads_look_and_only_admins_write(desk: Desktop) -> None:
    begin(desk, "hours")
    sora, nok = desk.at("sora"), desk.at("nok")

    assert sora.get("/answers/hours").status_code == 200
    assert "Keep as draft" not in sora.get("/answers/hours").text
    for path in ("/answers/new", "/answers/hours", "/answers/publish", "/answers/hours/back"):
        assert sora.post(path, **FIELDS).status_code == 403
        assert nok.post(path, **FIELDS).status_code == 403
    assert nok.get("/answers/").status_code == 403
    assert desk.at("ada").get("/answers/nothing-of-this-name").status_code == 404


def test_what_cannot_be_filled_in_is_said_beside_the_answer_and_keeps_it_from_being_tried(
    desk: Desktop,
) -> None:
    begin(desk, "hours")
    ada = desk.at("ada")

    ada.post("/answers/new", **FIELDS | {"answer_th": "สวัสดี {{phone}}"})

    assert "Only {{name}} is filled in." in ada.get("/answers/express-delivery").text
    assert ada.get("/answers/publish").status_code == 200
    assert 'name="seen" value="express-delivery' not in ada.get("/answers/publish").text


def test_a_fault_in_a_language_the_form_does_not_show_is_said(desk: Desktop) -> None:
    values = {
        "slug": "far",
        "topic": "shop",
        "title": {"ja": "x"},
        "questions": {"ja": ["あ" * 401]},
        "answer": {"ja": "y"},
    }
    with desk.database.transaction() as db:
        drafts.save(db, "far", values, 0, 0, desk.people["ada"])

    page = desk.at("ada").get("/answers/far").text

    assert "questions_ja: Line 1 is longer than 400 characters." in page


def test_more_ways_to_ask_than_anybody_could_try_are_kept_and_not_published(desk: Desktop) -> None:
    ada = desk.at("ada")

    ada.post("/answers/new", **FIELDS | {"questions_en": "\n".join(f"way {at}" for at in range(5_000))})

    kept = draft(desk, "express-delivery")
    assert kept is not None
    assert len(kept.values["questions"]["en"]) == 5_000
    assert "5002 ways to ask; an article has at most 5000." in ada.get("/answers/express-delivery").text
