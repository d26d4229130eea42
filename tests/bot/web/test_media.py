"""Who gets a file, and is anything a customer sent ever run by an agent's browser?"""

import io
from urllib.parse import unquote

import pytest
from PIL import Image

from bot.media import PREVIEW, keep_picture
from bot.store import media as rows
from bot.store.media import NewMedia
from tests.bot.web.desktop import Desktop


def kept(desk: Desktop, content: bytes = b"0123456789", **fields: object) -> int:
    """A received file, on the disk."""
    new = {
        "way": rows.IN,
        "kind": "file",
        "state": rows.KEPT,
        "path": f"in/{desk.clock.token()}",
        "content_type": "application/pdf",
        "file_name": 'ใบเสร็จ "มีนาคม".pdf',
        "size": len(content),
    } | fields
    desk.shelf.put(str(new["path"]), content)
    with desk.database.transaction() as db:
        return rows.add(db, None, NewMedia(**new), desk.clock.now())  # type: ignore[arg-type]


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
    return out.getvalue()


def test_a_stranger_gets_no_file(desk: Desktop) -> None:
    number = kept(desk)

    for path in (f"/media/{number}", f"/media/{number}/preview"):
        assert desk.browser().get(path).location.startswith("/signin")


def test_a_file_is_handed_over_to_be_saved_under_its_thai_name(desk: Desktop) -> None:
    answer = desk.at("nok").get(f"/media/{kept(desk)}")

    assert (answer.status_code, answer.data) == (200, b"0123456789")
    assert answer.content_type == "application/octet-stream"
    way, plain, true = answer.headers["Content-Disposition"].split("; ")
    assert way == "attachment"
    assert plain.isascii()
    assert plain.count('"') == 2
    assert unquote(true.removeprefix("filename*=UTF-8''")) == 'ใบเสร็จ "มีนาคม".pdf'


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"])
def test_nothing_a_browser_could_run_is_shown(desk: Desktop, content_type: str) -> None:
    number = kept(desk, b"<script>alert(1)</script>", content_type=content_type, file_name="a.html")

    answer = desk.at("nok").get(f"/media/{number}")

    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_picture_is_shown_and_kept_by_no_shared_cache(desk: Desktop) -> None:
    number = kept(desk, jpeg(), kind="image", content_type="image/jpeg", file_name="")
    nok = desk.at("nok")

    answer = nok.get(f"/media/{number}")
    again = nok.get(f"/media/{number}", **{"If-None-Match": answer.headers["ETag"]})

    assert answer.content_type == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="file.jpg"')
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert again.status_code == 304
    saved = nok.get(f"/media/{number}?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=2-5", 206, b"2345"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=20-30", 416, None),
        ("bytes=x", 416, None),
    ],
)
def test_a_player_may_jump(desk: Desktop, asked: str, status: int, got: bytes | None) -> None:
    number = kept(desk, kind="video", content_type="video/mp4")

    answer = desk.at("nok").get(f"/media/{number}", Range=asked)

    assert answer.status_code == status
    if got is not None:
        assert answer.data == got


@pytest.mark.parametrize("state", [rows.PENDING, rows.ERASING, rows.ERASED, rows.REFUSED, rows.EXTERNAL])
def test_only_what_is_kept_is_served(desk: Desktop, state: str) -> None:
    assert desk.at("nok").get(f"/media/{kept(desk, state=state)}").status_code == 410


def test_a_file_that_is_missing_on_the_disk_is_not_found(desk: Desktop) -> None:
    number = kept(desk, path="in/gone")
    desk.shelf.erase("in/gone")

    assert desk.at("nok").get(f"/media/{number}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/999",
        "/media/0/preview",
        "/media/-1",
        "/media/..%2f..%2fetc%2fpasswd",
        "/media/1/../../x",
        "/m/..%2fx",
    ],
)
def test_no_path_leads_out_of_the_shelf(desk: Desktop, path: str) -> None:
    assert desk.at("nok").get(path).status_code == 404


def test_a_sent_picture_opens_to_anyone_with_its_token_until_it_is_revoked(desk: Desktop) -> None:
    sent = keep_picture(desk.shelf, desk.database, desk.clock, jpeg())
    stranger = desk.browser()

    whole, small = stranger.get(f"/m/{sent.token}"), stranger.get(f"/m/{sent.token}/preview")
    with desk.database.transaction() as db:
        rows.revoke(db, sent.media_id)
    closed = stranger.get(f"/m/{sent.token}")

    assert [each.content_type for each in (whole, small)] == ["image/jpeg", "image/jpeg"]
    assert whole.headers["X-Robots-Tag"] == "noindex"
    assert closed.status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "ก" * 43, "%00" * 43, "a" * 5000])
def test_no_guess_opens_anything(desk: Desktop, token: str) -> None:
    keep_picture(desk.shelf, desk.database, desk.clock, jpeg())

    assert desk.browser().get(f"/m/{token}").status_code == 404


def test_what_customers_sent_has_no_public_address(desk: Desktop) -> None:
    number = kept(desk, jpeg(), kind="image", content_type="image/jpeg")
    with desk.database.reading() as db:
        row = rows.one(db, number)

    assert row is not None
    assert row.token is None
    assert PREVIEW not in row.path
