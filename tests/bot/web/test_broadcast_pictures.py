"""A broadcast with a picture: chosen, tested, sent to phones that fetch it; or refused with a reason."""

import io
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.store import campaigns
from bot.store.database import Database
from bot.store.media import ERASED, Media
from tests.bot.web.desktop import Desktop
from tests.rig import HandClock
from tests.shop import Shop, opened

GOOD = {"name": "ลดปลายเดือน", "topic": "promotions", "text_th": "ลด 25% ค่ะ", "text_en": "25% off"}


def png(size: tuple[int, int] = (900, 600)) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "poster.png"


def fetched(address: str) -> Image.Image:
    """What LINE gets at this address."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        return Image.open(io.BytesIO(answer.read()))


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def heard(phone: Any, via: str) -> list[Any]:
    return [each for each in phone.heard if each.via == via]


def test_a_picture_is_uploaded_tested_on_a_phone_sent_and_fetched(shop: Shop) -> None:
    mali, tom = shop.customer("Mali", "th"), shop.customer("Tom", "en")
    number = shop.written(picture=png())
    ada = shop.at("ada")
    contact = re.search(r'<option value="(\d+)"[^>]*>Mali', ada.get(f"/broadcasts/{number}").text)[1]

    ada.post(f"/broadcasts/{number}/test", contact=contact)
    shop.settle()
    tested = heard(mali, "push")
    shop.sent_off(number)
    shop.broadcasts_go_out()

    assert [each.type for each in tested] == ["image", "text"]
    for phone, words in ((mali, "ลด 25% วันนี้ค่ะ"), (tom, "25% off today")):
        picture, text = heard(phone, "multicast")
        assert (picture.type, text.text) == ("image", words)
        assert len(text.quick_replies) == 1  # the way out stands below the last bubble
        assert fetched(picture.message["originalContentUrl"]).size == (900, 600)
        assert max(fetched(picture.message["previewImageUrl"]).size) <= 640
    assert shop.line.used == 3  # the test, and one for each: a picture and a text are one message


def test_a_picture_alone_carries_the_way_out_in_each_language(shop: Shop) -> None:
    mali, tom = shop.customer("Mali", "th"), shop.customer("Tom", "en")

    shop.sent_off(shop.written(text_th="", text_en="", picture=png()))
    shop.broadcasts_go_out()

    for phone, label in ((mali, "ไม่รับข่าวแบบนี้"), (tom, "Stop these messages")):
        (picture,) = heard(phone, "multicast")
        assert (picture.type, picture.quick_replies) == ("image", [label])


def drafted(desk: Desktop, number: int) -> Any:
    with desk.database.reading() as db:
        return campaigns.draft_of(campaigns.one(db, number)).picture


def files(desk: Desktop) -> list[Any]:
    with desk.database.reading() as db:
        return list(db.execute(select(Media.__table__).order_by(Media.id)).all())


def test_without_an_address_line_can_reach_pictures_are_refused_in_words(desk: Desktop) -> None:
    ada = desk.like(line_api_host="", public_url="http://shop.example").at("ada")

    page = ada.get("/broadcasts/new").text
    answer = ada.post("/broadcasts", **GOOD, picture=png())

    assert 'type="file"' not in page
    assert "Pictures need PUBLIC_URL to be an https address" in page
    assert answer.status_code == 422
    assert "Pictures need PUBLIC_URL to be an https address" in answer.text
    assert "ลดปลายเดือน" in answer.text
    assert files(desk) == []


def test_one_written_before_the_address_went_is_not_sent_without_its_picture(desk: Desktop) -> None:
    with_address = desk.like(public_url="https://shop.example").at("ada")
    with_address.post("/broadcasts", **GOOD, picture=png())

    without = desk.like(line_api_host="", public_url="").at("ada")
    without.post("/broadcasts/1/schedule", when="now", sure="1")

    assert "Pictures need PUBLIC_URL" in without.get("/broadcasts/1").text
    with desk.database.reading() as db:
        assert campaigns.one(db, 1).status == "draft"


def html() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "poster.png"


def heic() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"\0\0\0\x18ftypheic" + b"\0" * 40), "photo.jpg"


def broken() -> tuple[io.BytesIO, str]:
    return io.BytesIO(png()[0].getvalue()[:200]), "poster.png"


@pytest.mark.parametrize(
    ("upload", "said"),
    [(html, "poster.png” is not a picture"), (heic, "does not take HEIC"), (broken, "is damaged")],
)
def test_what_is_no_picture_is_refused_at_its_field_and_the_words_stay(
    desk: Desktop, upload: Any, said: str
) -> None:
    ada = desk.like(public_url="https://shop.example").at("ada")

    answer = ada.post("/broadcasts", **GOOD, picture=upload())

    assert answer.status_code == 422
    assert re.search(rf'id="wrong-picture">[^<]*{said}', answer.text)
    assert "ลด 25% ค่ะ" in answer.text
    assert files(desk) == []


def test_a_good_picture_beside_a_bad_field_is_asked_for_again_and_leaves_nothing_behind(
    desk: Desktop,
) -> None:
    ada = desk.like(public_url="https://shop.example").at("ada")

    answer = ada.post("/broadcasts", **(GOOD | {"name": ""}), picture=png())

    assert answer.status_code == 422
    assert re.search(r'id="wrong-picture">[^<]*Choose the picture again', answer.text)
    assert files(desk) == []


def test_a_picture_dropped_or_replaced_is_erased_and_its_address_closed(shop: Shop) -> None:
    ada, number = shop.at("ada"), shop.written(picture=png())
    first = drafted(shop.desk, number)
    address = f"http://127.0.0.1:{shop.port}/m/{first.token}"
    assert fetched(address).size == (900, 600)

    ada.post(f"/broadcasts/{number}", **GOOD, picture=png((500, 400)))
    second = drafted(shop.desk, number)
    shop.settle()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(address)
    ada.post(f"/broadcasts/{number}", **GOOD, drop_picture="1")
    shop.settle()

    assert second.media_id != first.media_id
    assert drafted(shop.desk, number) is None
    assert [each.state for each in files(shop.desk)] == [ERASED, ERASED]


def test_dropping_the_picture_beside_a_bad_field_is_still_ticked_when_the_form_comes_back(
    desk: Desktop,
) -> None:
    ada = desk.like(public_url="https://shop.example").at("ada")
    ada.post("/broadcasts", **GOOD, picture=png())

    answer = ada.post("/broadcasts/1", **(GOOD | {"name": ""}), drop_picture="1")

    assert answer.status_code == 422
    assert re.search(r'name="drop_picture" value="1" checked', answer.text)
    assert drafted(desk, 1) is not None
