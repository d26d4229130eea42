"""Do the files of chats go when their days are over, and does everything that is still needed stay?"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.fetching import Fetching
from bot.jobs import Jobs
from bot.media import Shelf, keep_picture
from bot.retention import Kept, Retention
from bot.store import articles, cases, drafts, jobs, media
from bot.store.cases import Case
from bot.store.database import AnyRow, Database
from bot.store.media import Media
from bot.wake import Wake
from faq.answer import own_picture
from faq.article import from_json
from tests import audiences
from tests.audiences import Person
from tests.rig import HandClock
from tests.shop import Shop, opened

DAYS = 30


def png() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return io.BytesIO(out.getvalue())


class Attic:
    """A shelf of files, and the pump that looks after them where a worker would."""

    def __init__(self, database: Database, clock: HandClock, folder: Path, days: int = DAYS) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.shelf = Shelf((folder / "media").as_uri())
        self.restart(days)

    def restart(self, days: int) -> None:
        """A worker starts with this setting."""
        self.retention = Retention(self.database, self.clock, Kept(days))
        files = Fetching(self.database, self.clock, None, self.shelf).errands  # type: ignore[arg-type]
        errands = {**files, **self.retention.errands}
        self._pump = Jobs(self.database, self.clock, Wake(self.database), errands, name="files", handful=1)
        self.retention.begin()

    def keep(self, conversation: int | None) -> int:
        """A picture of this chat, or one that belongs to none; its number."""
        raw = png().getvalue()
        return keep_picture(self.shelf, self.database, self.clock, raw, conversation_id=conversation).media_id

    def pass_days(self, days: int) -> None:
        """The worker lives through them."""
        for _ in range(days):
            self.clock.advance(hours=24)
            self.work()

    def work(self) -> None:
        """Everything due, also what is put off for half a minute."""
        for _ in range(4):
            while self._pump.round():
                pass
            self.clock.advance(seconds=61)

    def state(self, number: int) -> str:
        """What became of the file; a kept one lies on the disk with its small one, and no other does."""
        with self.database.reading() as db:
            row = media.one(db, number)
        assert row is not None
        on_disk = sum(self.shelf.has(row.path + each) for each in ("", ".preview"))
        assert on_disk == (2 if row.state == media.KEPT else 0)
        return str(row.state)


@pytest.fixture
def attic(database: Database, clock: HandClock, tmp_path: Path) -> Attic:
    with database.transaction() as db:
        audiences.write(db, [Person(), Person()])
    return Attic(database, clock, tmp_path)


def test_a_chats_file_goes_when_its_days_are_over_and_no_day_earlier(attic: Attic) -> None:
    old = attic.keep(1)
    attic.pass_days(10)
    young = attic.keep(2)

    attic.pass_days(DAYS - 11)
    assert [attic.state(each) for each in (old, young)] == [media.KEPT, media.KEPT]
    attic.pass_days(2)

    assert [attic.state(each) for each in (old, young)] == [media.ERASED, media.KEPT]
    attic.pass_days(10)
    assert attic.state(young) == media.ERASED


def test_what_a_case_needs_stays_until_the_case_is_done(attic: Attic, database: Database) -> None:
    slip = attic.keep(1)
    with database.transaction() as db:
        audiences.open_case(db, 1)

    attic.pass_days(DAYS + 2)
    assert attic.state(slip) == media.KEPT
    with database.transaction() as db:
        number = db.execute(select(Case.id)).scalar_one()
        db.execute(Case.__table__.update().where(Case.id == number).values(status=cases.DONE))
    attic.pass_days(1)

    assert attic.state(slip) == media.ERASED


def test_nothing_goes_where_no_days_are_set(database: Database, clock: HandClock, tmp_path: Path) -> None:
    with database.transaction() as db:
        audiences.write(db, [Person()])
    attic = Attic(database, clock, tmp_path, days=0)
    kept = attic.keep(1)

    attic.pass_days(3)
    clock.advance(hours=24 * 4000)
    attic.work()

    assert attic.state(kept) == media.KEPT


def test_turned_off_it_ends_and_turned_on_it_begins_with_the_next_start(attic: Attic) -> None:
    kept = attic.keep(1)
    attic.restart(0)
    attic.pass_days(DAYS + 2)
    assert attic.state(kept) == media.KEPT
    with attic.database.reading() as db:
        assert not jobs.any_due(db, 2**62, [media.RETIRE])  # nobody asks any more

    attic.restart(DAYS)
    attic.work()

    assert attic.state(kept) == media.ERASED


def test_a_first_run_over_years_goes_slice_by_slice(attic: Attic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.retention._SLICE", 2)
    kept = [attic.keep(1) for _ in range(5)]
    attic.clock.advance(hours=24 * (DAYS + 1))

    left = []
    for _ in range(3):
        while attic._pump.round():
            pass
        left.append(sum(attic.state(each) == media.KEPT for each in kept))
        attic.clock.advance(seconds=31)

    assert left == [3, 1, 0]


@pytest.fixture
def shop(database: Database, clock: HandClock, tmp_path: Path) -> Iterator[Shop]:
    with opened(database, clock, tmp_path) as running:
        yield running


def test_the_pictures_of_articles_and_broadcasts_are_there_after_years(shop: Shop, tmp_path: Path) -> None:
    mali = shop.customer("Mali")
    mali.sends_image(png().getvalue(), "image/png")
    shop.settle()
    ada = shop.at("ada")
    article = {"slug": "parking", "topic": "shop", "title_th": "ที่จอดรถ", "questions_th": "จอดที่ไหน"}
    article |= {"answer_th": "ดูรูปค่ะ", "kind_th_1": "picture", "csrf_token": ada.token()}
    posted = ada.client.post("/answers/new", data=article | {"file_th_1": (png(), "map.png")})
    assert posted.status_code == 303
    shop.sent_off(shop.written(picture=(png(), "poster.png")))
    shop.broadcasts_go_out()
    (chat,) = [each for each in files(shop) if each.conversation_id]
    shown = [each for each in files(shop) if not each.conversation_id]
    assert (chat.state, [each.state for each in shown]) == (media.KEPT, [media.KEPT] * 2)

    shop.clock.advance(hours=24 * 800)
    attic = Attic(shop.database, shop.clock, tmp_path, DAYS)
    attic.work()

    assert attic.state(chat.id) == media.ERASED
    assert [ada.get(f"/m/{each.token}").status_code for each in shown] == [200, 200]
    assert own_picture(f"/m/{shown[0].token}#{shown[0].id}") is not None
    assert "Deleted" in shop.at("ada").get(f"/c/{chat.conversation_id}").text  # signed in anew


def files(shop: Shop) -> list[AnyRow]:
    with shop.database.reading() as db:
        return list(db.execute(select(Media).order_by(Media.id)).all())


def test_a_picture_goes_once_neither_draft_nor_version_nor_broadcast_nor_reply_has_it(
    shop: Shop, tmp_path: Path
) -> None:
    attic, ada, names = Attic(shop.database, shop.clock, tmp_path, 0), shop.at("ada"), iter("abcdef")
    fields = {"topic": "shop", "title_th": "ที่จอดรถ", "questions_th": "จอดที่ไหน", "answer_th": "ดูรูปค่ะ"}
    fields |= {"kind_th_1": "picture", "csrf_token": ada.token()}

    def keep(path: str, version: int) -> int:
        """The draft with another picture instead of the one it has; the new one's number."""
        sent = fields | {
            "slug": "parking",
            "version": str(version),
            "file_th_1": (png(), f"{next(names)}.png"),
        }
        assert ada.client.post(path, data=sent).status_code == 303
        return max(each.id for each in files(shop))

    first = keep("/answers/new", 0)
    with shop.database.transaction() as db:
        live = drafts.find(db, "parking")
        assert live is not None
        articles.publish(db, [from_json(live.values)], shop.clock.now())
    second = keep("/answers/parking", 1)
    third = keep("/answers/parking", 2)
    reply = {"name": "map", "text": "", "csrf_token": ada.token(), "picture": (png(), "reply.png")}
    assert ada.client.post("/canned/", data=reply).status_code == 303
    canned = max(each.id for each in files(shop))
    shop.written(picture=(png(), "poster.png"))
    poster = max(each.id for each in files(shop))

    attic.pass_days(6)
    assert {attic.state(each) for each in (first, second, third)} == {media.KEPT}  # it may be in an open form
    attic.pass_days(2)

    assert attic.state(second) == media.ERASED
    assert {attic.state(each) for each in (first, third, canned, poster)} == {media.KEPT}
    shop.at("ada").post("/answers/parking/drop", version="3")
    attic.pass_days(2)
    assert attic.state(third) == media.ERASED  # the draft was thrown away
    assert {attic.state(each) for each in (first, canned, poster)} == {media.KEPT}


def test_a_picture_that_comes_back_into_a_draft_in_the_last_moment_stays(attic: Attic) -> None:
    lone = attic.keep(None)
    attic.clock.advance(hours=24 * 8)
    write = attic.retention.erase_unused("daily")
    with attic.database.transaction() as db:
        row = media.one(db, lone)
        assert row is not None
        drafts.save(db, "parking", {"answer": {"th": [{"picture": f"/m/{row.token}#{lone}"}]}}, 0, 1, None)

    with attic.database.transaction() as db:
        write(db)

    assert attic.state(lone) == media.KEPT
