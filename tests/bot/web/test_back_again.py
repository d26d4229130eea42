"""Bringing back what is gone: an article taken away, one written anew under its name, lost pictures."""

import io
import re
from dataclasses import replace

from PIL import Image

from bot.store import articles, drafts, media, pins
from faq import Article
from faq.answer import Leaf, Photo, Press, Words, own_picture
from faq.article import dump, to_json
from tests.bot.web.desktop import Browser, Desktop
from tests.bot.web.test_publications import DEAR, FEE, live, publish, write

NOT_KEPT = "the picture is not kept any more"
FIELDS = {"topic": "delivery", "title_th": "ค่าส่ง", "questions_th": "ส่งเท่าไหร่", "answer_th": "ฟรีค่ะ"}


def versions(desk: Desktop) -> list[str]:
    """Of the article, the newest first."""
    with desk.database.reading() as db:
        return [str(row.id) for row in articles.history(db, "fee", 9)]


def back(browser: Browser, version: str, **fields: str) -> str:
    """What the page says after “Publish as it was”."""
    assert browser.post("/answers/fee/back", version=version, **fields).status_code == 303
    return browser.get("/answers/fee").text


def pictured(desk: Desktop, ada: Browser) -> tuple[Article, int]:
    """The article with a picture of the shop's own, as it is kept, and the picture's number."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    file.seek(0)
    sent = FIELDS | {"slug": "card", "kind_th_1": "picture", "csrf_token": ada.token()}
    assert ada.client.post("/answers/new", data=sent | {"file_th_1": (file, "a.png")}).status_code == 303
    with desk.database.transaction() as db:
        address = drafts.every(db)["card"].values["answer"]["th"][1]["picture"]
        drafts.drop(db, "card", 1)
    own = own_picture(address)
    assert own is not None
    return replace(FEE, answer={"th": (Words("ดูรูปค่ะ"), Photo(address))}), own[1]


def test_an_article_that_was_taken_away_comes_back_and_what_is_written_anew_stays(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, without=("fee",))
    ada = desk.at("ada")
    seen = dict(re.findall(r'name="(version|read_at)" value="(\d*)"', ada.get("/answers/fee").text)[:2])
    assert ada.post("/answers/fee", **FIELDS, **seen).status_code == 303

    assert "Published as it was" in back(ada, versions(desk)[-1])

    assert live(desk) == {"fee": FEE}
    with desk.database.reading() as db:
        assert drafts.every(db)["fee"].values["answer"] == {"th": "ฟรีค่ะ"}
    assert ada.post("/answers/publish", slug="fee", seen="fee:1").status_code == 303
    assert live(desk)["fee"].answer_in("th") == "ฟรีค่ะ"
    assert "Published as it was" in back(ada, versions(desk)[2])  # that it was taken away is a version, too
    assert live(desk) == {}


def test_a_second_click_publishes_nothing_more(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, DEAR)
    ada = desk.at("ada")
    newest, oldest = versions(desk)

    back(ada, oldest, seen=newest)
    page = back(ada, oldest, seen=newest)

    assert "It is published like that already." in page
    assert len(versions(desk)) == 3
    assert live(desk) == {"fee": FEE}


def test_what_a_colleague_published_meanwhile_is_not_replaced_unseen(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, DEAR)
    ada = desk.at("ada")
    oldest = versions(desk)[-1]
    found = re.search(
        rf'name="version" value="{oldest}"><input type="hidden" name="seen" value="(\d+)"',
        ada.get("/answers/fee").text,
    )
    assert found is not None
    theirs = replace(FEE, answer={"th": "ส่งฟรีวันนี้ค่ะ"})
    publish(desk, theirs)

    page = back(ada, oldest, seen=found[1])

    assert "Somebody published meanwhile" in page
    assert live(desk) == {"fee": theirs}


def test_a_version_whose_picture_is_gone_is_not_brought_back_to_customers(desk: Desktop) -> None:
    ada = desk.like(public_url="https://desk.example").at("ada")
    with_picture, number = pictured(desk, ada)
    publish(desk, with_picture)
    publish(desk, FEE)
    assert "Published as it was" in back(ada, versions(desk)[-1])
    publish(desk, FEE)
    with desk.database.transaction() as db:
        media.erase_outlived(db, [number], 1)

    page = back(ada, versions(desk)[-1])

    assert f"Not published: fee: ไทย, bubble 2: {NOT_KEPT}" in page
    assert live(desk) == {"fee": FEE}


def test_a_file_of_another_shop_is_taken_in_and_its_pictures_are_asked_for_before_publishing(
    desk: Desktop,
) -> None:
    ada = desk.at("ada")
    theirs = "/m/" + "x" * 43 + "#7"
    card = Leaf("ดู", (Press("เปิด", link="https://example.com"),), "ค่าส่ง", theirs)
    file = io.BytesIO(dump([replace(FEE, answer={"th": (Words("ค่ะ"), card)})]).encode())
    sent = {"csrf_token": ada.token(), "file": (file, "theirs.yaml")}
    assert ada.client.post("/answers/files", data=sent).status_code == 303

    assert f"bubble 2: {NOT_KEPT}" in ada.get("/answers/fee").text
    page = ada.get("/answers/publish").text
    assert "Cannot be published: these pictures are not kept any more." in page
    refused = ada.post("/answers/publish", slug="fee", seen="fee:1")
    assert refused.status_code == 409
    assert live(desk) == {}
    told = ada.post("/answers/check", of="fee", **(FIELDS | {"kind_th_1": "picture", "picture_th_1": theirs}))
    assert [each["field"] for each in told.json["warnings"]] == ["answer_th_1"]


def test_a_picture_elsewhere_is_nobodys_business(desk: Desktop) -> None:
    write(desk, replace(FEE, answer={"th": (Words("ค่ะ"), Photo("https://example.com/m/a.jpg"))}))

    assert NOT_KEPT not in desk.at("ada").get("/answers/publish").text
    assert to_json(FEE)["answer"] == {"th": "ส่ง 40 บาทค่ะ"}


def test_a_second_click_on_putting_everything_back_does_not_blame_a_colleague(desk: Desktop) -> None:
    publish(desk, FEE)
    publish(desk, DEAR)
    ada = desk.at("ada")
    seen = re.search(r'name="seen" value="(\d+)"', ada.get("/answers/publications").text)
    assert seen is not None

    ada.post("/answers/publications/back", seen=seen[1], reason="once")
    ada.post("/answers/publications/back", seen=seen[1], reason="once")

    page = ada.get("/answers/publications").text
    assert "Everything is as it was then already." in page
    assert "Somebody published meanwhile" not in page
    assert len(versions(desk)) == 3


def test_the_reason_stays_where_putting_back_is_refused(desk: Desktop) -> None:
    publish(desk, replace(FEE, slug="other", questions={"th": ("อย่างอื่น",)}))
    publish(desk, FEE)
    with desk.database.transaction() as db:
        pins.pin(db, "ส่งเท่าไหร่", "fee", 1, None)
    ada = desk.at("ada")
    seen = re.search(r'name="seen" value="(\d+)"', ada.get("/answers/publications").text)
    assert seen is not None

    refused = ada.post("/answers/publications/back", seen=seen[1], reason="ผิด & พลาด")

    page = ada.get(refused.location).text
    assert "would lose its answer" in page
    assert 'value="ผิด &amp; พลาด"' in page
