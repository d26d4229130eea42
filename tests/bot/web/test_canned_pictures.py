"""Canned replies with pictures: kept, chosen, sent with the text, for whom they are, and gone one day."""

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

from bot import erasing
from bot.store import canned, media, teams
from bot.store.database import Database
from bot.store.media import ERASED, KEPT, Media
from bot.store.milestones import Milestone
from tests.bot.web.desktop import Desktop
from tests.rig import HandClock
from tests.shop import Shop, opened


def png(size: tuple[int, int] = (900, 600), name: str = "map.png") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return io.BytesIO(out.getvalue()), name


def fetched(address: str) -> Image.Image:
    """What LINE gets at this address."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        return Image.open(io.BytesIO(answer.read()))


def files(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.execute(select(Media.state).order_by(Media.id)).scalars())


def offered(shop: Desktop | Shop, name: str, page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.at(name).get(f"{page}/helps").json["canned"]
    return found


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def served(shop: Shop, name: str = "Mali") -> tuple[Any, str]:
    """A customer Nok serves; their phone and their page."""
    phone = shop.customer(name)
    phone.says("ขอคุยกับเจ้าหน้าที่ค่ะ")
    shop.settle()
    page = re.search(r"/c/\d+", shop.at("nok").get("/c/?view=waiting").text)[0]
    shop.at("nok").post(f"{page}/claim")
    return phone, page


def test_a_picture_and_its_text_go_out_in_one_free_reply_counted_as_one_answer(shop: Shop) -> None:
    phone, page = served(shop)
    nok = shop.at("nok")
    assert nok.post("/canned/", name="แผนที่", text="ทางมาร้านค่ะ {{name}}", picture=png()).status_code == 303
    (reply,) = offered(shop, "nok", page)
    assert reply["text"] == "ทางมาร้านค่ะ Mali"
    assert nok.get(reply["picture"]).content_type == "image/jpeg"
    phone.says("ไปร้านยังไงคะ")
    shop.settle()
    before = len(phone.heard)

    answer = nok.part(f"{page}/reply", text=reply["text"], canned=str(reply["id"]))
    shop.settle()

    assert answer.status_code == 200
    picture, words = phone.heard[before:]
    assert (picture.type, words.text) == ("image", "ทางมาร้านค่ะ Mali")
    assert {picture.sender, words.sender} == {"Nok"}
    assert {picture.via, words.via} == {"reply"}
    assert shop.line.used == 0
    assert fetched(picture.message["originalContentUrl"]).size == (900, 600)
    assert max(fetched(picture.message["previewImageUrl"]).size) <= 640
    with shop.database.reading() as db:
        marks = db.execute(select(Milestone.name).where(Milestone.name == "agent_replied")).scalars().all()
    assert len(marks) == 1


def test_a_picture_alone_is_a_reply_and_a_push_counts_one(shop: Shop) -> None:
    phone, page = served(shop)
    nok = shop.at("nok")
    nok.post("/canned/", name="แผนที่", text="", picture=png())
    shop.clock.advance(seconds=120)

    nok.part(f"{page}/reply", text="", canned="1")
    shop.settle()

    assert (phone.heard[-1].type, phone.heard[-1].via) == ("image", "push")
    assert shop.line.used == 1


def test_what_was_sent_outlives_the_canned_reply_and_is_forgotten_with_the_customer(shop: Shop) -> None:
    phone, page = served(shop)
    nok = shop.at("nok")
    nok.post("/canned/", name="แผนที่", text="ทางมาร้านค่ะ", picture=png())
    nok.part(f"{page}/reply", text="ทางมาร้านค่ะ", canned="1")
    shop.settle()
    address = phone.heard[-2].message["originalContentUrl"]

    nok.post("/canned/1/remove")
    shop.settle()
    assert files(shop.database) == [ERASED, KEPT]
    assert fetched(address).size == (900, 600)
    number = int(page.rpartition("/")[2])
    erasing.erase(shop.database, shop.clock, shop.rig.wake, number, None)
    shop.settle()

    assert files(shop.database) == [ERASED, ERASED]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(address)


def test_a_customer_who_is_forgotten_takes_no_canned_picture_along(shop: Shop) -> None:
    _, page = served(shop)
    nok = shop.at("nok")
    nok.post("/canned/", name="แผนที่", text="ทางมาร้านค่ะ", picture=png())
    nok.part(f"{page}/reply", text="ทางมาร้านค่ะ", canned="1")

    erasing.erase(shop.database, shop.clock, shop.rig.wake, int(page.rpartition("/")[2]), None)
    shop.settle()

    assert files(shop.database) == [KEPT, ERASED]


@pytest.mark.parametrize("way", ["erased", "missing"])
def test_a_picture_that_is_gone_is_said_and_nothing_is_sent_half(shop: Shop, way: str) -> None:
    phone, page = served(shop)
    nok = shop.at("nok")
    nok.post("/canned/", name="แผนที่", text="ทางมาร้านค่ะ", picture=png())
    before = len(phone.heard)
    if way == "erased":
        with shop.database.transaction() as db:
            media.discard(db, 1, shop.clock.now())
        shop.settle()
        assert "picture" not in offered(shop, "nok", page)[0]
        assert "Its picture has been erased" in nok.get("/canned/").text
    else:
        for each in (shop.desk.folder / "media").rglob("*"):
            if each.is_file():
                each.unlink()

    answer = nok.part(f"{page}/reply", text="ทางมาร้านค่ะ", canned="1")
    shop.settle()

    assert answer.status_code == 422
    assert "The picture of this canned reply is gone" in answer.text
    assert "ทางมาร้านค่ะ</textarea>" in answer.text
    assert len(phone.heard) == before


def test_a_file_chosen_after_the_canned_reply_is_the_one_that_goes(shop: Shop) -> None:
    phone, page = served(shop)
    nok = shop.at("nok")
    nok.post("/canned/", name="แผนที่", text="x", picture=png())

    nok.client.post(
        f"{page}/reply",
        data={"csrf_token": nok.token(), "text": "", "canned": "1", "picture": png((300, 200))},
    )
    shop.settle()

    assert fetched(phone.heard[-1].message["originalContentUrl"]).size == (300, 200)


@pytest.fixture
def loopback(desk: Desktop) -> Desktop:
    """The same desk with a simulator on this machine, where pictures can be fetched."""
    return desk.like(line_api_host="http://127.0.0.1:9", port=8123)


def test_a_picture_is_seen_and_sent_by_those_alone_its_reply_is_for(loopback: Desktop) -> None:
    nok, ben, sora = (loopback.at(name) for name in ("nok", "ben", "sora"))
    with loopback.database.transaction() as db:
        team = teams.add(db, {"en": "Claims"}, [], [], loopback.clock.now())
        teams.set_members(db, team, [loopback.people["nok"]])
    nok.post("/canned/", name="mine", text="", scope="private", picture=png())
    sora.post("/canned/", name="team", text="", scope=f"team:{team}", picture=png())
    sora.post("/canned/", name="all", text="", scope="everybody", picture=png())

    def seen(browser: Any) -> list[int]:
        return [browser.get(f"/media/{each}/preview").status_code for each in (1, 2, 3)]

    assert (seen(nok), seen(ben), seen(sora)) == ([200] * 3, [404, 404, 200], [404, 200, 200])
    number = loopback.customer("talk to a person")
    ben.post(f"/c/{number}/claim")
    for reply, code in ((1, 422), (2, 422), (3, 200)):
        answer = ben.part(f"/c/{number}/reply", text="x", canned=str(reply))
        assert (answer.status_code, "is gone" in answer.text) == (code, code == 422), reply


def test_a_picture_is_replaced_dropped_and_kept_as_the_form_says(loopback: Desktop) -> None:
    nok = loopback.at("nok")
    nok.post("/canned/", name="map", text="here", picture=png())

    nok.post("/canned/1", name="map", text="there", scope="private")
    with loopback.database.reading() as db:
        (kept,) = canned.for_agent(db, loopback.people["nok"])
    assert (kept.media_id, kept.text) == (1, "there")
    nok.post("/canned/1", name="map", text="there", scope="private", picture=png((200, 100)))
    nok.post("/canned/1", name="map", text="there", scope="private", drop_picture="1")

    with loopback.database.reading() as db:
        (kept,) = canned.for_agent(db, loopback.people["nok"])
    assert (kept.media_id, kept.has_picture) == (None, False)
    assert KEPT not in files(loopback.database)


PAGE = b"<!doctype html><script>alert(1)</script>"
DRAWN = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (PAGE, "promo.html", "“promo.html” is named like a web page"),
        (DRAWN, "logo.svg", "“logo.svg” is named like a web page"),
        (png()[0].getvalue(), "logo.SVG ", "is named like a web page"),
        (png()[0].getvalue(), "map.png.html", "“map.png.html” is named like a web page"),
        (PAGE, "promo.png", "“promo.png” is not a picture"),
        (DRAWN, "logo.jpg", "“logo.jpg” is not a picture"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.heic", "“IMG_1.heic” as JPEG or PNG"),
    ],
)
def test_what_runs_in_a_browser_is_refused_by_its_bytes_and_by_its_name(
    loopback: Desktop, content: bytes, name: str, said: str
) -> None:
    nok = loopback.at("nok")
    number = loopback.customer("talk to a person")
    nok.post(f"/c/{number}/claim")

    sent = nok.part(f"/c/{number}/reply", text="my words", picture=(io.BytesIO(content), name))
    kept = nok.post("/canned/", name="map", text="typed words", picture=(io.BytesIO(content), name))

    for answer, typed in ((sent, "my words"), (kept, "typed words")):
        assert answer.status_code == 422
        assert said in answer.text
        assert f"{typed}</textarea>" in answer.text
    assert files(loopback.database) == []


@pytest.mark.parametrize("fields", [{"name": "", "text": "w"}, {"name": "x", "text": "w" * 4001}])
def test_beside_a_bad_field_a_picture_is_asked_for_again_and_leaves_nothing(
    loopback: Desktop, fields: dict[str, str]
) -> None:
    answer = loopback.at("nok").post("/canned/", **fields, picture=png())

    assert answer.status_code == 422
    assert "Choose the picture again" in answer.text
    assert files(loopback.database) == []


def test_where_line_could_not_fetch_it_no_picture_is_taken_or_offered(
    desk: Desktop, loopback: Desktop
) -> None:
    loopback.at("nok").post("/canned/", name="map", text="here", picture=png())
    nok = desk.at("nok")
    number = desk.customer("talk to a person")
    nok.post(f"/c/{number}/claim")

    refused = nok.post("/canned/", name="other", text="kept words", picture=png())

    assert (refused.status_code, "Pictures are off" in refused.text) == (422, True)
    assert [each for each in offered(desk, "nok", f"/c/{number}") if "picture" in each] == []
    assert nok.part(f"/c/{number}/reply", text="here", canned="1").status_code == 422
