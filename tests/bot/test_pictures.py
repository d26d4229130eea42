"""Is a picture we send one that LINE takes, and is everything else refused with a reason?"""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.media import Shelf, TooBig, check_shelf, keep_picture, public_base
from bot.pictures import ORIGINAL_BYTES, PREVIEW_BYTES, UPLOAD_BYTES, Unusable, ready_for_line
from bot.settings import SettingsError
from bot.sniffing import content_type, fits
from bot.store import media as rows
from bot.store.database import Database
from tests.bot.web.desktop import settings
from tests.rig import HandClock


def picture(
    mode: str = "RGB", size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **more: object
) -> bytes:
    """A picture of this kind."""
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 3).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("RGB", "WEBP"), ("P", "GIF")]
)
def test_every_usual_kind_becomes_a_jpeg_line_takes(mode: str, kind: str) -> None:
    ready = ready_for_line(picture(mode, kind=kind))

    assert [opened(each).format for each in (ready.original, ready.preview)] == ["JPEG", "JPEG"]
    assert opened(ready.original).size == (ready.width, ready.height) == (1200, 800)
    assert max(opened(ready.preview).size) == 640
    assert len(ready.original) <= ORIGINAL_BYTES
    assert len(ready.preview) <= PREVIEW_BYTES


def test_where_it_was_taken_is_not_sent_along_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    sideways = picture(size=(400, 300), exif=exif)

    ready = ready_for_line(sideways)

    assert (ready.width, ready.height) == (300, 400)
    for each in (ready.original, ready.preview):
        assert not opened(each).getexif()
        assert b"Exif" not in each


def test_see_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")

    ready = ready_for_line(out.getvalue())

    assert all(each > 250 for each in opened(ready.original).getpixel((5, 5)))


def test_a_huge_picture_is_made_smaller() -> None:
    ready = ready_for_line(picture(size=(6000, 3000)))

    assert (ready.width, ready.height) == (4096, 2048)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (picture()[:900], "broken"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "heic"),
        (b"\xff\xd8\xff" + b"\0" * UPLOAD_BYTES, "too_big"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(Unusable) as refused:
        ready_for_line(raw)

    assert refused.value.why == why


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture(), "image/jpeg"),
        (picture(kind="PNG"), "image/png"),
        (picture("P", kind="GIF"), "image/gif"),
        (picture(kind="WEBP"), "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"  <!DOCTYPE html>", "text/html"),
        (b"\xef\xbb\xbf<svg>", "text/html"),
        (b"<?xml version='1.0'?>", "text/html"),
        ("สวัสดี".encode()[:-1], "text/plain"),
        (b"hello", "text/plain"),
        (b"a\0b", "application/octet-stream"),
        (b"\x80\x81\x82\x83\x84", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_content_is_told_by_its_bytes(head: bytes, kind: str) -> None:
    assert content_type(head) == kind


def test_a_word_of_line_and_the_bytes_must_agree() -> None:
    assert fits("image", "image/png")
    assert not fits("image", "text/html")
    assert not fits("video", "image/png")
    assert fits("audio", "video/mp4")
    assert fits("file", "text/html")


def test_a_sent_picture_is_known_before_it_is_on_the_disk(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path.as_uri())

    kept = keep_picture(shelf, database, clock, picture())

    with database.reading() as db:
        row = rows.by_token(db, kept.token)
        assert row is not None
        assert (row.id, row.content_type, row.width) == (kept.media_id, "image/jpeg", 1200)
    assert len(kept.token) >= 40
    assert kept.url("https://desk.example") == f"https://desk.example/m/{kept.token}"
    assert opened(shelf.read(row.path)).size == (1200, 800)
    assert kept.token not in row.path


def test_a_revoked_picture_is_opened_by_nothing(database: Database, clock: HandClock, tmp_path: Path) -> None:
    kept = keep_picture(Shelf(tmp_path.as_uri()), database, clock, picture())

    with database.transaction() as db:
        rows.revoke(db, kept.media_id)

    with database.reading() as db:
        assert rows.by_token(db, kept.token) is None


def test_an_endless_file_is_cut_off_and_erased(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path.as_uri())

    with pytest.raises(TooBig):
        shelf.write("in/x", iter([b"x" * 100] * 100), 1000)

    assert not (tmp_path / "in" / "x").exists()


@pytest.mark.parametrize(
    ("changes", "base"),
    [
        ({"public_url": "https://desk.example"}, "https://desk.example"),
        ({"public_url": "http://desk.example"}, None),
        ({}, None),
        ({"line_api_host": "http://127.0.0.1:8001", "port": 8000}, "http://127.0.0.1:8000"),
        ({"line_api_host": "http://sim.example:8001"}, None),
        ({"line_api_host": "http://127.0.0.1.evil.example"}, None),
    ],
)
def test_pictures_need_an_address_line_can_reach(changes: dict[str, str], base: str | None) -> None:
    assert public_base(settings(**changes)) == base


def test_a_folder_nobody_can_write_stops_the_start(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SettingsError, match="MEDIA_URL cannot keep files"):
        check_shelf(settings(media_url=f"file://{tmp_path}/file"), clock)


@pytest.mark.parametrize("address", ["nosuch://bucket", "s9://x"])
def test_an_address_that_means_nothing_stops_the_start(address: str, clock: HandClock) -> None:
    with pytest.raises(SettingsError, match="MEDIA_URL"):
        check_shelf(settings(media_url=address), clock)


def test_a_good_folder_is_left_as_it_was(tmp_path: Path, clock: HandClock) -> None:
    check_shelf(settings(data_dir=tmp_path), clock)

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
