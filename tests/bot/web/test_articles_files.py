"""Articles out to a file and in again: the same, as drafts, or refused by line with nothing taken."""

import io

from werkzeug.test import TestResponse

from bot.store import articles, drafts
from bot.store.drafts import Draft
from faq import Article
from faq.answer import Leaf, Press, Words
from faq.article import dump, parse
from faq.table import from_csv, to_csv
from tests.bot.web.desktop import Browser, Desktop

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "=40 บาทค่ะ"})
CARD = Leaf("จอดหน้าร้าน", (Press("โทร", link="tel:021234567"),))
PARKING = Article(
    "parking", "shop", {"th": "ที่จอดรถ"}, {"th": ("จอดที่ไหน",)}, {"th": (Words("คุณ{{name}}"), CARD)}
)


def begin(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, [FEE, PARKING], 0)


def written(desk: Desktop) -> dict[str, Draft]:
    with desk.database.reading() as db:
        return drafts.every(db)


def send(browser: Browser, name: str, content: str | bytes, **fields: str) -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    file = {"file": (io.BytesIO(raw), name)}
    return browser.client.post(
        "/answers/files", data=file | fields | {"csrf_token": browser.token()}, buffered=True
    )


def test_what_goes_out_comes_back_as_the_same(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")

    table, text = ada.get("/answers/articles.csv"), ada.get("/answers/articles.yaml")

    assert from_csv(table.text, "x") == parse(text.text, "x") == [FEE, PARKING]
    assert "'=40" in table.text
    for name, answer in (("articles.csv", table), ("articles.yaml", text)):
        assert send(ada, name, answer.data).status_code == 303
    assert written(desk) == {}
    assert "0 new, 0 changed, 2 the same" in ada.get("/answers/").text


def test_new_and_changed_ones_become_drafts_and_nothing_is_published(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    cheap = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "ฟรีค่ะ"})
    new = Article("hours", "shop", {"en": "Hours"}, {"en": ("when are you open",)}, {"en": "From 9."})

    assert send(ada, "all.csv", to_csv([cheap, new, PARKING])).status_code == 303

    assert sorted(written(desk)) == ["fee", "hours"]
    assert written(desk)["fee"].agent == "Ada"
    assert "1 new, 1 changed, 1 the same" in ada.get("/answers/").text
    with desk.database.reading() as db:
        assert articles.published(db) == [FEE, PARKING]


def test_a_bad_file_is_refused_by_line_and_field_and_nothing_is_taken(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    good = to_csv([FEE]).replace("40", "50")
    for name, content, said in (
        ("prices.csv", good + "hours,,x,y,z,\n", "prices.csv, line 3"),
        ("prices.csv", good.replace("slug", "name"), "prices.csv, line 1, name"),
        ("prices.csv", good.encode("cp874"), "prices.csv, line 2: not UTF-8"),
        ("a.yaml", dump([PARKING]).replace("tel:", "xxx:"), "answer.th[1].card.buttons[0].link"),
        ("a.yaml", "", "no article in it"),
    ):
        answer = send(ada, name, content)
        assert answer.status_code == 422, name
        assert said in answer.text
    assert ada.post("/answers/files").status_code == 422
    assert written(desk) == {}


def test_drafts_that_are_being_written_are_replaced_only_when_asked(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")
    with desk.database.transaction() as db:
        drafts.save(db, "fee", {"slug": "fee", "topic": "mine"}, 0, 1, desk.people["ada"])
    file = to_csv([FEE])

    refused = send(ada, "x.csv", file)

    assert refused.status_code == 409
    assert "would be replaced" in refused.text
    assert written(desk)["fee"].values["topic"] == "mine"
    assert send(ada, "x.csv", file, replace="1").status_code == 303
    assert (written(desk)["fee"].version, written(desk)["fee"].values["topic"]) == (2, "delivery")


def test_leads_may_take_articles_out_and_only_admins_in(desk: Desktop) -> None:
    begin(desk)
    sora = desk.at("sora")

    assert sora.get("/answers/articles.csv").status_code == 200
    assert "Import as drafts" not in sora.get("/answers/files").text
    assert send(sora, "x.csv", to_csv([FEE])).status_code == 403
    assert desk.at("nok").get("/answers/articles.csv").status_code == 403


def test_articles_of_bubbles_are_listed_found_and_opened(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")

    assert "ที่จอดรถ" in ada.get("/answers/?q=จอดหน้าร้าน").text
    assert ada.get("/answers/parking").status_code == 200


def test_what_is_wrong_with_a_file_is_said_in_the_readers_language(desk: Desktop) -> None:
    ada = desk.at("ada")
    ada.post("/language", language="th")
    good = to_csv([FEE])

    for name, content, said in (
        ("x.csv", good.replace("slug", "name"), "บรรทัด 1, name: ไม่รู้จักคอลัมน์นี้"),
        ("x.csv", good.replace("fee,", "new,"), "เป็นชื่อหน้าหนึ่งในระบบ"),
        ("x.yaml", dump([FEE]).replace("=40", "คุณ {{foo}}"), "answer.th: เติมให้ได้เฉพาะ {{name}}"),
        ("x.yaml", dump([FEE]).replace("=40 บาทค่ะ", '"\\ud800"'), "มีอักขระที่บันทึกไม่ได้: U+D800"),
        ("x.yaml", "slug: [", "ไม่ใช่ YAML ที่ถูกต้อง"),
    ):
        answer = send(ada, name, content)
        assert (answer.status_code, said in answer.text) == (422, True), (said, answer.text)
    assert written(desk) == {}
