"""An answer of several bubbles in the editor: shown, written, previewed, and faults beside their bubble."""

import io
from dataclasses import replace

from PIL import Image

from bot.store import articles, drafts
from bot.web.answers.bubbles import read_answer, slots
from faq import Article
from faq.answer import Leaf, Photo, Press, Row, Words, own_picture
from faq.article import from_json, to_json
from tests.bot.web.desktop import Desktop

CARD = Leaf("จอดหน้าร้าน", (Press("โทร", link="tel:021234567"), Press("เวลา", article="hours")), "แผนที่")
BUBBLES = (
    Words("คุณ{{name}} คะ"),
    Photo("https://shop.example/map.jpg"),
    CARD,
    Row((Leaf("หนึ่ง", (Press("ก", says="หนึ่ง"),)), Leaf("สอง", (Press("ข", says="สอง"),))), "สองใบ"),
)
PARKING = Article("parking", "shop", {"th": "ที่จอดรถ"}, {"th": ("จอดที่ไหน",)}, {"th": BUBBLES})
EDGE = "----WebKitFormBoundaryABCDEFGHIJKLMNOP"
REST = {"topic": "shop", "title_th": "ที่จอดรถ", "questions_th": "จอดที่ไหน"}


def typed(code: str, answer: object) -> dict[str, str]:
    """What a browser would send of the form for this answer."""
    sent = {}
    for slot in slots(code, answer):
        sent |= {f"kind_{slot.at}": slot.kind, slot.text_field: slot.text}
        sent |= {f"picture_{slot.at}": slot.picture, f"alt_{slot.at}": slot.alt}
        for number, card in enumerate(slot.cards):
            at = f"{slot.at}_{number}"
            sent |= {f"title_{at}": card.get("title", ""), f"words_{at}": card.get("text", "")}
            sent[f"picture_{at}"] = card.get("picture", "")
            for place, button in enumerate(card["buttons"]):
                sent |= {f"{name}_{at}_{place}": button[name] for name in ("label", "does", "goal")}
    return sent


def in_parts(fields: dict[str, str]) -> bytes:
    """A form as browsers send one that may bring files: an empty field has two line ends, too."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return ("".join(head % each for each in fields.items()) + f"--{EDGE}--\r\n").encode()


def kept(desk: Desktop, slug: str = "parking") -> dict[str, object]:
    with desk.database.reading() as db:
        found = drafts.find(db, slug)
    assert found is not None
    return dict(found.values)


def test_what_the_form_shows_is_what_it_sends_back() -> None:
    for answer in (to_json(PARKING)["answer"]["th"], "ข้อความเดียวค่ะ", ""):
        assert read_answer("th", typed("th", answer), {}) == answer


def test_bubbles_are_shown_and_saving_them_unchanged_changes_nothing(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, [PARKING], 0)
    ada = desk.at("ada")

    page = ada.get("/answers/parking").text
    assert "tel:021234567" in page
    assert "คุณMali คะ" in page

    sent = REST | typed("th", to_json(PARKING)["answer"]["th"])
    assert ada.post("/answers/parking", **sent).status_code == 303
    with desk.database.reading() as db:
        assert drafts.every(db) == {}
    assert ada.post("/answers/parking", **(sent | {"topic": "place"})).status_code == 303
    assert from_json(kept(desk)) == replace(PARKING, topic="place")


def test_an_owner_and_a_day_to_look_again_are_kept(desk: Desktop) -> None:
    ada = desk.at("ada")

    ada.post("/answers/new", slug="parking", answer_th="ค่ะ", owner="Ada", review="2026-12-31", **REST)
    assert (kept(desk)["owner"], kept(desk)["review"]) == ("Ada", "2026-12-31")

    ada.post("/answers/parking", version="1", answer_th="ค่ะ", owner="", review="2026-02-31", **REST)
    assert "owner" not in kept(desk)
    assert "Choose a day." in ada.get("/answers/parking").text


def test_what_line_would_refuse_is_kept_and_said_beside_its_bubble(desk: Desktop) -> None:
    ada = desk.at("ada")
    button = {"label_th_1_0_0": "ก" * 21, "does_th_1_0_0": "link", "goal_th_1_0_0": "ftp://x"}

    ada.post(
        "/answers/new",
        slug="parking",
        answer_th="{{nmae}}",
        kind_th_0="text",
        kind_th_1="cards",
        words_th_1_0="ก" * 161,
        **REST,
        **button,
    )

    page = ada.get("/answers/parking").text
    assert "Only {{name}} is filled in." in page
    assert "card" in page
    assert "161 characters; LINE takes 160." in page
    assert "answers.preview" not in page
    assert 'href="/answers/publish?slug=parking" hidden' in page


def test_a_picture_is_kept_where_line_can_fetch_it(desk: Desktop) -> None:
    ada = desk.like(public_url="https://desk.example").at("ada")
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    file.seek(0)
    sent = REST | {"slug": "parking", "answer_th": "ดูรูปค่ะ", "kind_th_1": "picture"}

    sent |= {"csrf_token": ada.token()}
    assert ada.client.post("/answers/new", data=sent | {"file_th_1": (file, "map.png")}).status_code == 303

    picture = kept(desk)["answer"]["th"][1]["picture"]
    own = own_picture(picture)
    assert own is not None
    assert ada.client.get(own[0]).status_code == 200
    assert f"/media/{own[1]}/preview" in ada.get("/answers/parking").text


def test_what_is_typed_is_shown_as_the_customer_will_see_it(desk: Desktop) -> None:
    sent = typed("th", to_json(PARKING)["answer"]["th"])

    seen = desk.at("sora").post("/answers/shown", **sent).text

    assert "คุณMali คะ" in seen
    assert seen.index("แผนที่") < seen.index("หนึ่ง")
    assert "{{name}}" not in seen
    assert desk.at("nok").post("/answers/shown", **sent).status_code == 403
    with desk.database.reading() as db:
        assert drafts.every(db) == {}


def test_the_largest_answer_in_two_languages_is_kept(desk: Desktop) -> None:
    cards = [{"text": "w", "buttons": [{"label": "l", "says": "s"}] * 3}] * 10
    answer = [{"text": "t"}, *({"cards": cards} for _ in range(4))]
    ways = "\n".join(f"วิธีถามที่ {at:05} ของลูกค้าที่พิมพ์มายาวพอสมควร" for at in range(4_990))
    sent = REST | typed("th", answer) | typed("en", answer) | {"slug": "row", "questions_th": ways}
    ada = desk.at("ada")

    for path in ("/answers/new", "/answers/shown", "/answers/check", "/answers/row/keep"):
        seen = "1" if path.endswith("/keep") else "0"
        body = in_parts(sent | {"csrf_token": ada.token(), "version": seen})
        answered = ada.client.post(path, data=body, content_type=f"multipart/form-data; boundary={EDGE}")
        assert answered.status_code == (303 if path == "/answers/new" else 200), path
    assert kept(desk, "row")["answer"] == {"th": answer, "en": answer}
