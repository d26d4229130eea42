"""While an article is typed: kept by itself and over nobody's words; bubbles moved; doubts said at once."""

from bot.store import articles, audit, drafts
from bot.store.drafts import Draft
from faq import Article
from faq.answer import Leaf, Press, Words
from tests.bot.web.desktop import Desktop
from tests.bot.web.test_article_bubbles import typed

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "40 บาทค่ะ"})
HOURS = Article("hours", "shop", {"th": "เวลา"}, {"th": ("เปิดกี่โมง",)}, {"th": "9 โมงค่ะ"})
FIELDS = {"topic": "delivery", "title_th": "ค่าส่ง", "questions_th": "ส่งเท่าไหร่", "answer_th": "40 บาทค่ะ"}


def begin(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, [FEE, HOURS], 0)


def draft(desk: Desktop, slug: str = "fee") -> Draft | None:
    with desk.database.reading() as db:
        return drafts.find(db, slug)


def noted(desk: Desktop) -> list[str]:
    with desk.database.reading() as db:
        return [row.action for row in audit.page(db, audit.Wish(area="article"), 0, 50)]


def test_what_is_typed_is_kept_with_its_time_and_noted_once(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")

    first = ada.post("/answers/fee/keep", version="0", **(FIELDS | {"answer_th": "50"}))
    again = ada.post("/answers/fee/keep", version="1", **(FIELDS | {"answer_th": "60"}))
    same = ada.post("/answers/fee/keep", version="2", **(FIELDS | {"answer_th": "60"}))

    assert [each.json["version"] for each in (first, again, same)] == [1, 2, 2]
    assert first.json["publish"] == "/answers/publish?slug=fee"
    assert first.json["said"].startswith("Kept as a draft, ")
    kept = draft(desk)
    assert kept is not None
    assert (kept.version, kept.values["answer"]) == (2, {"th": "60"})
    assert noted(desk) == ["article.written"]


def test_nothing_typed_begins_no_draft(desk: Desktop) -> None:
    begin(desk)

    answer = desk.at("ada").post("/answers/fee/keep", version="0", **FIELDS)

    assert (answer.status_code, answer.json["version"]) == (200, 0)
    assert draft(desk) is None


def test_the_second_of_two_is_told_and_nothing_is_replaced(desk: Desktop) -> None:
    begin(desk)
    ada, other = desk.at("ada"), desk.at("ada")
    ada.post("/answers/fee/keep", version="0", **(FIELDS | {"answer_th": "first"}))

    for version in ("0", "7"):
        late = other.post("/answers/fee/keep", version=version, **(FIELDS | {"answer_th": "second"}))
        assert late.status_code == 409
        assert "Ada changed this article at" in late.json["said"]

    kept = draft(desk)
    assert kept is not None
    assert kept.values["answer"] == {"th": "first"}


def test_a_new_article_is_kept_once_it_has_a_name_of_its_own(desk: Desktop) -> None:
    begin(desk)
    ada = desk.at("ada")

    for name, said in (
        ("", "A short name"),
        ("fee", "is there already"),
        ("publish", "A page of the console"),
    ):
        refused = ada.post("/answers/new/keep", slug=name, **FIELDS)
        assert refused.status_code == 422
        assert said in refused.json["said"]
    kept = ada.post("/answers/new/keep", title_en="Gift wrap", **FIELDS)

    assert (kept.json["slug"], kept.json["address"], kept.json["version"]) == (
        "gift-wrap",
        "/answers/gift-wrap",
        1,
    )
    assert draft(desk, "gift-wrap") is not None


def test_keeping_is_for_admins_and_signed_out_is_said_plainly(desk: Desktop) -> None:
    begin(desk)

    assert desk.at("sora").post("/answers/fee/keep", version="0", **FIELDS).status_code == 403
    assert desk.at("sora").post("/answers/check", of="fee", **FIELDS).status_code == 200
    assert desk.browser().post("/answers/fee/keep", version="0", **FIELDS).status_code == 401


def test_doubts_are_told_while_typing_and_nothing_is_kept(desk: Desktop) -> None:
    begin(desk)
    card = Leaf("ดูต่อ", (Press("เวลา", article="hours"), Press("เก่า", article="hour")))
    sent = FIELDS | typed(
        "th",
        [
            {"text": "ค่ะ"},
            {
                "card": {
                    "text": card.text,
                    "buttons": [{"label": each.label, "article": each.article} for each in card.buttons],
                }
            },
        ],
    )

    answer = desk.at("ada").post("/answers/check", of="fee", **(sent | {"questions_th": "เปิดกี่โมงคะ"})).json

    clash, button = answer["warnings"]
    assert (clash["field"], clash["link"]) == ("", "/answers/hours")
    assert "“เปิดกี่โมงคะ” asks for “เวลา” too" in clash["said"]
    assert button["field"] == "answer_th_1"
    assert "bubble 2, button 2 “เก่า”: there is no article “hour”" in button["said"]
    assert answer["problems"] == {}
    assert draft(desk) is None


def test_bubbles_change_places_without_a_script_and_are_not_kept_by_that(desk: Desktop) -> None:
    begin(desk)
    bubbles = (Words("one"), Words("two"), Words("three"))
    sent = FIELDS | typed("th", [{"text": each.text} for each in bubbles])
    ada = desk.at("ada")

    for move, order in (
        ("th_2_up", ["one", "three", "two"]),
        ("th_0_down", ["two", "one", "three"]),
        ("th_0_up", ["one", "two", "three"]),
        ("th_2_down", ["one", "two", "three"]),
        ("xx_9_up", ["one", "two", "three"]),
    ):
        page = ada.post("/answers/fee", version="0", move=move, **sent)
        shown = [page.text.index(f">{each}</textarea>") for each in order]
        assert page.status_code == 200
        assert shown == sorted(shown)
    assert draft(desk) is None
    new = ada.post("/answers/new", move="th_1_up", **(sent | {"slug": "mine"})).text
    assert new.index(">two</textarea>") < new.index(">one</textarea>")
    assert 'value="mine"' in new


def test_an_empty_bubble_between_is_passed_over(desk: Desktop) -> None:
    begin(desk)
    sent = FIELDS | {"answer_th": "one", "kind_th_1": "", "kind_th_2": "text", "answer_th_2": "three"}

    page = desk.at("ada").post("/answers/fee", version="0", move="th_2_up", **sent).text

    assert page.index(">three</textarea>") < page.index(">one</textarea>")
