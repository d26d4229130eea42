"""What does a thread show of pictures, files, places, quotes and cards; and what may an agent send?"""

import io
import json
import re
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.courtesy import LOADING, READ
from bot.line.errors import Answer, Kind
from bot.store import conversations, media
from bot.store.jobs import Job
from bot.store.media import Found, Media
from tests.bot.web.desktop import Browser, Desktop
from tests.bot.web.test_lists import counted
from tests.rig import event, webhook

LINE_ID = f"U{1:032x}"


def jpeg(size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


def sends(desk: Desktop, **message: Any) -> None:
    """The first customer sends this."""
    body = event("message", LINE_ID, at=desk.clock.now(), message={"quoteToken": "q1", **message})
    desk.rig.receive(webhook(body))
    desk.rig.decide()


def settled(desk: Desktop, found: Found, content: bytes = b"") -> int:
    """The newest file, as fetching left it."""
    with desk.database.transaction() as db:
        row = db.execute(select(Media).order_by(Media.id.desc())).first()
        assert row is not None
        media.settle(db, row.id, found, desk.clock.now())
    if content:
        desk.shelf.put(row.path, content)
        desk.shelf.put(row.path + ".preview", content)
    return int(row.id)


def served(desk: Desktop) -> tuple[int, Browser]:
    """A customer whom Nok serves."""
    customer = desk.customer("talk to a person", name="Mali")
    nok = desk.at("nok")
    nok.post(f"/c/{customer}/claim")
    desk.rig.sender.deliver_all()
    return customer, nok


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (media.PENDING, "Being fetched from LINE"),
        (media.TOO_BIG, "Too big to keep here"),
        (media.GONE, "LINE no longer has it"),
        (media.REFUSED, "its content is not what it says"),
        (media.FAILED, "Could not be fetched"),
        (media.ERASED, "Deleted"),
    ],
)
def test_each_state_of_a_file_is_said(desk: Desktop, state: str, words: str) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="video", contentProvider={"type": "line"})
    settled(desk, Found(state))

    assert words in nok.get(f"/c/{customer}").text


def test_a_picture_is_a_thumbnail_that_opens_the_whole_one(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="image", contentProvider={"type": "line"})
    number = settled(desk, Found(media.KEPT, "", "image/jpeg", 99, 900, 1600, has_preview=True), jpeg())

    html = nok.get(f"/c/{customer}").text

    assert f'href="/media/{number}" data-zoom' in html
    assert f'<img src="/media/{number}/preview" width="900" height="1600" alt="Picture from Mali">' in html
    assert nok.get(f"/media/{number}/preview").status_code == 200


def test_a_file_is_named_with_its_size_and_saved(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="file", fileName="<b>ใบเสร็จ.pdf", fileSize=2_200_000)
    number = settled(desk, Found(media.KEPT, "", "application/pdf", 2_200_000))

    html = nok.get(f"/c/{customer}").text

    assert f'href="/media/{number}?save=1" download' in html
    assert "&lt;b&gt;ใบเสร็จ.pdf" in html
    assert "2.1 MB" in html


@pytest.mark.parametrize(("kind", "content_type"), [("video", "video/mp4"), ("audio", "audio/mp4")])
def test_video_and_voice_have_players(desk: Desktop, kind: str, content_type: str) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type=kind, contentProvider={"type": "line"}, duration=1000)
    number = settled(desk, Found(media.KEPT, "", content_type, 99))

    html = nok.get(f"/c/{customer}").text
    assert re.search(rf'<{kind} class="player" controls [^>]*src="/media/{number}"', html)


def test_a_place_has_a_link_and_no_map_of_somebody_else(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="location", title="Shop", latitude=13.75, longitude=100.5)

    html = nok.get(f"/c/{customer}").text

    assert "maps/search/?api=1&amp;query=13.75,100.5" in html
    assert "<iframe" not in html


def test_a_sticker_is_told_in_words(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="sticker", packageId="1", stickerId="2", keywords=["happy", "bye"])

    html = nok.get(f"/c/{customer}").text

    assert "happy, bye" in html
    assert "stickershop" not in html


def test_a_quote_shows_what_it_answers(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="text", text="the red one")
    sends(desk, id="79", type="text", text="I mean this", quotedMessageId="78")
    sends(desk, id="80", type="text", text="or that", quotedMessageId="999")

    html = nok.get(f"/c/{customer}").text

    assert re.search(r'class="quoted"><a href="#m\d+">.*<span dir="auto">the red one</span>', html)
    assert "An earlier message" in html


def test_a_quote_of_our_own_bubble_shows_what_we_said(desk: Desktop) -> None:
    customer, nok = served(desk)
    desk.rig.line.answers = [Answer(Kind.ACCEPTED, line_ids="900")]  # type: ignore[union-attr]
    nok.part(f"/c/{customer}/reply", text="Which size?")
    desk.rig.sender.deliver_all()

    sends(desk, id="79", type="text", text="L please", quotedMessageId="900")

    html = nok.get(f"/c/{customer}").text
    assert re.search(r'class="quoted">.*<strong dir="auto">Team</strong> <span dir="auto">Which size\?', html)


def test_an_edited_message_shows_its_new_words_marked(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="text", text="red")
    edited = {"id": "78", "type": "text", "text": "blue", "quoteToken": "q2"}
    desk.rig.receive(webhook(event("messageEdited", LINE_ID, at=desk.clock.now(), message=edited)))
    desk.rig.decide()

    html = nok.get(f"/c/{customer}/thread").text

    assert '<p class="said" dir="auto">blue</p>' in html
    assert ">red<" not in html
    assert "edited" in html


def test_a_list_row_names_what_came(desk: Desktop) -> None:
    served(desk)
    sends(desk, id="78", type="image", contentProvider={"type": "line"})

    assert re.search(r"row-text.*?Picture", desk.at("ben").get("/c/?view=all").text, re.S)


def test_many_files_cost_no_more_questions_than_one(desk: Desktop) -> None:
    customer, nok = served(desk)
    counts = []
    for number in range(12):
        sends(desk, id=str(100 + number), type="image", contentProvider={"type": "line"}, quotedMessageId="1")
        if number in (0, 11):
            with counted(desk) as seen:
                nok.get(f"/c/{customer}/thread")
            counts.append(len(seen))

    assert counts[0] == counts[1]


def picture_form(nok: Browser, customer: int, content: bytes, **fields: str) -> Any:
    """The composer sent with a picture in it, as bytes: the test client would leave a file open."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"csrf_token": nok.token(), "text": "", **fields}.items()
    ]
    head = b'--cut\r\nContent-Disposition: form-data; name="picture"; filename="slip.jpg"\r\n\r\n'
    return nok.client.post(
        f"/c/{customer}/reply",
        data=b"".join([*parts, head, content, b"\r\n--cut--\r\n"]),
        content_type="multipart/form-data; boundary=cut",
        headers={"X-Saphan-Part": "thread"},
    )


def on_loopback(desk: Desktop) -> Desktop:
    """The same desk with a simulator on this machine, where pictures can be fetched."""
    return desk.like(line_api_host="http://127.0.0.1:9", port=8123)


def test_a_picture_goes_out_with_its_text_as_one_delivery(desk: Desktop) -> None:
    customer, _ = served(desk)
    nok = on_loopback(desk).at("nok")

    answer = picture_form(nok, customer, jpeg(), text="Here it is")
    desk.rig.sender.deliver_all()

    assert answer.status_code == 200
    _, _, payload = desk.rig.line.said[-1]  # type: ignore[union-attr]
    shown, said = json.loads(payload)
    assert shown["type"] == "image"
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/m/[\w-]{43}", shown["originalContentUrl"])
    assert shown["previewImageUrl"] == shown["originalContentUrl"] + "/preview"
    assert (said["text"], said["sender"]) == ("Here it is", {"name": "Nok"})
    path = shown["originalContentUrl"].removeprefix("http://127.0.0.1:8123")
    assert desk.browser().get(path).content_type == "image/jpeg"
    html = nok.get(f"/c/{customer}/thread").text
    assert "data-zoom" in html
    assert html.count("push · counted 1") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg/>", "is not a picture"),
        (jpeg((1200, 800))[:900], "is damaged and cannot be opened"),
        (b"\0\0\0\x18ftypheic", "LINE does not take HEIC"),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024 + 1), "is too big. Choose a picture"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_composer_with_the_text_kept(
    desk: Desktop, content: bytes, words: str
) -> None:
    customer, _ = served(desk)
    nok = on_loopback(desk).at("nok")
    before = len(desk.rig.line.said)  # type: ignore[union-attr]

    answer = picture_form(nok, customer, content, text="my words")
    desk.rig.sender.deliver_all()

    assert answer.status_code == 422
    assert words in answer.text
    assert "my words</textarea>" in answer.text
    assert len(desk.rig.line.said) == before  # type: ignore[union-attr]


def test_without_an_https_address_the_composer_says_why_pictures_are_off(desk: Desktop) -> None:
    customer, nok = served(desk)

    assert "PUBLIC_URL is none" in nok.get(f"/c/{customer}").text
    answer = picture_form(nok, customer, jpeg())
    assert (answer.status_code, "Pictures are off" in answer.text) == (422, True)


def test_only_the_owner_sends_pictures_and_nothing_of_anothers_is_kept(desk: Desktop) -> None:
    customer, _ = served(desk)
    ben = on_loopback(desk).at("ben")

    answer = picture_form(ben, customer, jpeg())

    assert (answer.status_code, "Nok is serving this chat" in answer.text) == (409, True)
    with desk.database.reading() as db:
        assert db.execute(select(Media)).all() == []


def test_a_form_too_large_for_any_picture_is_cut_off(desk: Desktop) -> None:
    customer, _ = served(desk)
    nok = on_loopback(desk).at("nok")

    assert picture_form(nok, customer, b"x" * (22 * 1024 * 1024)).status_code == 413
    huge = {"csrf_token": nok.token(), "text": "x" * 3_000_000}
    assert nok.client.post(f"/c/{customer}/claim", data=huge).status_code == 413


def test_replying_to_one_message_quotes_it_at_line(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="text", text="the red one", quoteToken="quote-me")
    html = nok.get(f"/c/{customer}").text
    number = re.findall(r'data-quote="(\d+)"', html)[-1]

    nok.part(f"/c/{customer}/reply", text="this one?", quote=number)
    desk.rig.sender.deliver_all()

    (said,) = json.loads(desk.rig.line.said[-1][2])  # type: ignore[union-attr]
    assert (said["text"], said["quoteToken"]) == ("this one?", "quote-me")
    assert '<span dir="auto">the red one</span>' in nok.get(f"/c/{customer}/thread").text
    assert "the red one" in nok.get(f"/c/{customer}?quote={number}").text.partition('id="quoting"')[2][:400]


@pytest.mark.parametrize("wish", ["0", "999", "x", "-1", "9" * 30])
def test_a_quote_of_nothing_is_no_quote(desk: Desktop, wish: str) -> None:
    customer, nok = served(desk)

    nok.part(f"/c/{customer}/reply", text="hello", quote=wish)
    desk.rig.sender.deliver_all()

    (said,) = json.loads(desk.rig.line.said[-1][2])  # type: ignore[union-attr]
    assert "quoteToken" not in said


def errands(desk: Desktop) -> list[tuple[str, str]]:
    with desk.database.reading() as db:
        found = db.execute(select(Job.kind, Job.key).where(Job.kind.in_([LOADING, READ])))
        return sorted((kind, key) for kind, key in found)


def test_typing_and_reading_ask_one_small_errand_each_and_only_for_the_owner(desk: Desktop) -> None:
    customer, nok = served(desk)
    ben = desk.at("ben")

    for each in (nok, nok, ben):
        for what in ("typing", "read"):
            assert each.part(f"/c/{customer}/{what}").status_code == 204

    assert errands(desk) == [(LOADING, f"{customer}:{desk.clock.now() // 5000}"), (READ, str(customer))]
    assert nok.part("/c/999/typing").status_code == 404


def test_a_thread_says_what_is_unread_until_line_was_told(desk: Desktop) -> None:
    customer, nok = served(desk)
    sends(desk, id="78", type="text", text="hello?", markAsReadToken="r78")

    before = nok.get(f"/c/{customer}").text
    (number,) = re.findall(r'data-unread="(\d+)"', before)
    with desk.database.transaction() as db:
        conversations.note_read(db, customer, int(number))

    assert "data-unread" not in nok.get(f"/c/{customer}").text
    assert "data-unread" not in desk.at("ben").get(f"/c/{customer}").text
