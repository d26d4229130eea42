"""What customers send is fetched from LINE at once, examined, kept, and erased when taken back."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.fetching import GIVE_UP_MS, Fetching
from bot.jobs import Jobs
from bot.line.client import Line
from bot.media import LIMITS, Shelf
from bot.store import media as rows
from bot.store.database import AnyRow, Database
from bot.store.media import Media
from simulator import Line as PretendLine
from simulator.customer import Phone
from tests.rig import HandClock, Rig

SECRET = "s"


def jpeg(width: int = 900, height: int = 1600, orientation: int = 0) -> bytes:
    """A picture as a phone takes it."""
    out, exif = io.BytesIO(), Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    Image.effect_noise((width, height), 20).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = (header, b"IDAT" + zlib.compress(b"\0" * 1000), b"IEND")
    framed = (struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


@dataclass
class Post:
    """The spine, LINE on a real wire, and the pump that fetches files."""

    rig: Rig
    playing: PretendLine
    files: Jobs
    folder: Path
    received: list[bytes]

    def arrive(self) -> None:
        """Everything the phones sent reaches the transcript."""
        for body in self.received:
            self.rig.receive(body.decode())
        self.received.clear()
        self.rig.decide()

    def fetch(self) -> None:
        """The pump runs dry."""
        while self.files.round():
            pass

    def rows(self) -> list[AnyRow]:
        """Every file known."""
        with self.rig.database.reading() as db:
            return list(db.execute(select(Media).order_by(Media.id)).all())

    def row(self) -> AnyRow:
        """The only one."""
        (only,) = self.rows()
        return only

    def preview(self, kept: AnyRow) -> Image.Image:
        """The small picture beside it."""
        return Image.open(io.BytesIO((self.folder / f"{kept.path}.preview").read_bytes()))

    def on_disk(self) -> list[Path]:
        """Every file there is."""
        return [each for each in self.folder.rglob("*") if each.is_file()]


@pytest.fixture
def post(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Post]:
    folder = tmp_path / "media"
    with PretendLine("", channel_secret=SECRET, access_token="t", now=lambda: clock.now() / 1000) as playing:
        line = Line("t", playing.origin)
        rig = Rig(database, clock, line)
        fetching = Fetching(database, clock, line, Shelf(folder.as_uri()))
        files = Jobs(database, clock, rig.wake, fetching.errands, handful=1)
        received: list[bytes] = []
        playing.webhook.send = _into(received, playing)  # type: ignore[method-assign]
        yield Post(rig, playing, files, folder, received)
        line.close()


def _into(received: list[bytes], playing: PretendLine):  # type: ignore[no-untyped-def]
    """The webhook's road ends in a list: these tests say when events are read."""
    import json

    from simulator.customer import STILL

    def send(events, signature=None):  # type: ignore[no-untyped-def]
        for event in events:
            playing._leaves(event)
        received.append(json.dumps({"destination": "U", "events": list(events)}).encode())
        return STILL

    return send


@pytest.fixture
def mali(post: Post) -> Phone:
    return post.playing.phone("Mali")


def test_a_picture_is_kept_whole_with_a_small_one_beside_it(post: Post, mali: Phone) -> None:
    sent = jpeg()
    mali.sends_image(sent, "image/jpeg")

    post.arrive()
    waiting = post.row()
    post.fetch()

    assert waiting.state == rows.PENDING
    kept = post.row()
    assert (kept.state, kept.content_type, kept.size) == (rows.KEPT, "image/jpeg", len(sent))
    assert (kept.width, kept.height) == (900, 1600)
    assert (post.folder / kept.path).read_bytes() == sent
    small = post.preview(kept)
    assert max(small.size) == 640
    assert (post.folder / f"{kept.path}.preview").stat().st_size < 1_000_000


def test_a_picture_lying_on_its_side_gets_an_upright_preview(post: Post, mali: Phone) -> None:
    mali.sends_image(jpeg(400, 300, orientation=6), "image/jpeg")

    post.arrive()
    post.fetch()

    kept = post.row()
    assert (kept.width, kept.height) == (300, 400)
    small = post.preview(kept)
    assert small.size == (300, 400)
    assert not small.getexif()


def test_a_video_line_still_prepares_is_looked_for_again(post: Post, mali: Phone, clock: HandClock) -> None:
    mali.sends_video(preparing=2)
    post.arrive()

    states = []
    for seconds in (0, 6, 31):
        clock.advance(seconds=seconds)
        post.fetch()
        states.append(post.row().state)

    assert states == [rows.PENDING, rows.PENDING, rows.KEPT]
    assert post.row().content_type == "video/mp4"


@pytest.mark.parametrize(
    ("body", "content_type", "state"),
    [
        (b"<html><script>alert(1)</script>", "image/jpeg", rows.REFUSED),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/png", rows.REFUSED),
        (b"\xff\xd8\xff" + b"broken" * 30, "image/jpeg", rows.REFUSED),
        (b"%PDF-1.4 no picture", "image/png", rows.REFUSED),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(
    post: Post, mali: Phone, body: bytes, content_type: str, state: str
) -> None:
    mali.sends_image(body, content_type)

    post.arrive()
    post.fetch()

    assert post.row().state == state
    assert post.row().reason
    assert post.on_disk() == []


def test_a_file_is_told_by_its_bytes_and_its_name_is_only_shown(post: Post, mali: Phone) -> None:
    mali.sends_file("../../etc/passwd.jpg", body=b"<html>hello</html>")

    post.arrive()
    post.fetch()

    kept = post.row()
    assert (kept.state, kept.content_type) == (rows.KEPT, "text/html")
    assert kept.file_name == "../../etc/passwd.jpg"
    assert [each.relative_to(post.folder).as_posix() for each in post.on_disk()] == [kept.path]
    assert ".." not in kept.path


def test_one_file_too_big_is_said_so_and_not_kept(
    post: Post, mali: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "file", 1000)
    mali.sends_file("big.zip", body=b"PK\x03\x04" + b"x" * 2000)

    post.arrive()
    post.fetch()

    assert post.row().state == rows.TOO_BIG
    assert post.on_disk() == []


def test_a_picture_that_would_unfold_into_gigabytes_is_refused(post: Post, mali: Phone) -> None:
    mali.sends_image(bomb(), "image/png")

    post.arrive()
    post.fetch()

    assert (post.row().state, post.row().reason) == (rows.REFUSED, "too_many_pixels")
    assert post.on_disk() == []


def test_a_picture_on_another_server_is_never_fetched(post: Post, mali: Phone) -> None:
    provider = {"type": "external", "originalContentUrl": "http://169.254.169.254/latest/meta-data"}
    mali._sends({"type": "image", "contentProvider": provider})

    post.arrive()
    post.fetch()

    assert post.row().state == rows.EXTERNAL
    assert [each for each in post.playing.wire if "content" in each.path] == []


def test_what_line_no_longer_has_is_gone(post: Post, mali: Phone) -> None:
    mali.sends_image()
    post.playing.account.files._files.clear()
    mali.unsend(mali.transcript[-1].id)  # at LINE only: our unsend event is still on its way

    post.arrive()
    post.fetch()

    assert (post.row().state, post.row().reason) == (rows.GONE, "LINE answered 410")


def test_a_line_that_is_away_is_asked_again_and_given_up_after_a_day(
    post: Post, mali: Phone, clock: HandClock
) -> None:
    mali.sends_image()
    post.arrive()
    post.playing.faults.next("500_before_accept", times=None)

    post.fetch()
    waiting = post.row().state
    clock.advance(seconds=GIVE_UP_MS / 1000 + 4000)
    post.fetch()

    assert waiting == rows.PENDING
    assert (post.row().state, post.row().reason) == (rows.FAILED, "LINE answered 500")


def test_taking_a_picture_back_takes_it_off_the_disk(post: Post, mali: Phone) -> None:
    mali.sends_image(jpeg(), "image/jpeg")
    post.arrive()
    post.fetch()
    there = post.on_disk()

    mali.unsends(mali.transcript[-1].id)
    post.arrive()
    at_once = post.row().state
    post.fetch()

    assert len(there) == 2
    assert at_once == rows.ERASING
    assert post.row().state == rows.ERASED
    assert post.on_disk() == []


def test_one_taken_back_while_it_is_being_fetched_leaves_nothing(post: Post, mali: Phone) -> None:
    mali.sends_image(jpeg(), "image/jpeg")
    post.arrive()
    (errand,) = [post.files._errands[rows.FETCH]]
    write = errand(str(post.row().id))
    message_id = mali.transcript[-1].id
    post.received.clear()
    mali.unsends(message_id)
    post.arrive()
    post.fetch()  # the erasing runs before the fetching is written down

    with post.rig.database.transaction() as db:
        assert write is not None
        write(db)
    post.fetch()

    assert post.row().state == rows.ERASED
    assert post.on_disk() == []


def test_a_crash_after_the_file_was_written_leaves_no_second_copy(post: Post, mali: Phone) -> None:
    mali.sends_image(jpeg(), "image/jpeg")
    post.arrive()
    post.files._errands[rows.FETCH](str(post.row().id))  # written to the disk, never to the database

    post.fetch()

    assert post.row().state == rows.KEPT
    assert len(post.on_disk()) == 2


def test_a_forgotten_person_leaves_no_file(
    post: Post, mali: Phone, clock: HandClock, database: Database
) -> None:
    tom = post.playing.phone("Tom")
    mali.sends_file("one.pdf")
    mali.sends_file("two.pdf")
    tom.sends_image()
    post.arrive()
    post.fetch()
    whose = next(each.conversation_id for each in post.rows() if each.kind == "file")

    with database.transaction() as db:
        assert rows.erase_of(db, whose, clock.now()) == 2
    post.fetch()

    states = {(each.conversation_id == whose, each.state) for each in post.rows()}
    assert states == {(True, rows.ERASED), (False, rows.KEPT)}


def test_an_ordinary_text_asks_for_no_file(post: Post, mali: Phone) -> None:
    mali.says("hello")

    post.arrive()

    assert post.rows() == []
