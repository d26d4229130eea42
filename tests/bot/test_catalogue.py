"""What is found follows what happened: words, names, tags; and what was taken back is gone."""

import pytest
from sqlalchemy import event as sql_event

from bot.catalogue import Catalogue, Size
from bot.store import contacts, feed, search, searchable, tags
from bot.store.database import Database
from bot.store.search import CARD, MESSAGE
from tests.rig import MALI, TOM, HandClock, Mouth, Rig, event, text, webhook


@pytest.fixture
def rig(database: Database, clock: HandClock) -> Rig:
    return Rig(database, clock, Mouth())


@pytest.fixture
def catalogue(rig: Rig) -> Catalogue:
    return Catalogue(rig.database, rig.wake)


def says(rig: Rig, words: str, user: str = MALI, **fields: object) -> dict[str, object]:
    said = text(words, user, at=rig.clock.now(), **fields)
    rig.receive(webhook(said))
    rig.decide()
    return said


def catch_up(catalogue: Catalogue) -> None:
    while catalogue.round():
        pass


def found(rig: Rig, words: str, kind: int = MESSAGE) -> list[int]:
    with rig.database.reading() as db:
        return [each.conversation_id for each in search.find(db, words, kind, 50)]


def number(rig: Rig, user: str = MALI) -> int:
    with rig.database.transaction() as db:
        return contacts.add_missing(db, [user], rig.clock.now())[0]


def test_words_are_found_after_the_turn_that_brought_them(rig: Rig, catalogue: Catalogue) -> None:
    catch_up(catalogue)
    says(rig, "สนใจกระเป๋าสีแดงค่ะ")
    says(rig, "กระเป๋า", TOM)
    assert found(rig, "กระเป๋า") == []
    catch_up(catalogue)

    assert found(rig, "กระเป๋าสีแดง") == [number(rig)]
    assert {number(rig), number(rig, TOM)} <= set(found(rig, "กระเป๋า"))


def test_what_was_there_before_is_fetched_too_once(
    rig: Rig, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searchable, "SLICE", 2)
    for words in ("ขวดน้ำหนึ่ง", "ขวดน้ำสอง", "ขวดน้ำสาม"):
        says(rig, words)
    catch_up(catalogue)
    assert len(found(rig, "ขวดน้ำ")) == 3

    says(rig, "ขวดน้ำสี่")
    catch_up(catalogue)
    assert len(found(rig, "ขวดน้ำ")) == 4
    assert not catalogue.round()


def test_two_workers_index_nothing_twice_and_nothing_never(rig: Rig, catalogue: Catalogue) -> None:
    catch_up(catalogue)
    says(rig, "จดหมายลับ")
    with rig.database.reading() as db:
        now = searchable.mark(db)
        gathered = searchable.gather(db, now)
    catch_up(Catalogue(rig.database, rig.wake))

    with rig.database.transaction() as db:
        assert not searchable.write(db, now, gathered)
    assert len(found(rig, "จดหมายลับ")) == 1


def test_what_is_taken_back_is_found_no_more(rig: Rig, catalogue: Catalogue) -> None:
    said = says(rig, "ความลับสุดยอดสามสี่")
    catch_up(catalogue)
    assert found(rig, "สุดยอดสามสี่")

    rig.receive(webhook(event("unsend", at=rig.clock.now(), unsend={"messageId": said["message"]["id"]})))
    rig.decide()

    assert found(rig, "สุดยอดสามสี่") == []
    catch_up(catalogue)
    assert found(rig, "สุดยอดสามสี่") == []


def test_taken_back_between_looking_and_writing_stays_out(rig: Rig, catalogue: Catalogue) -> None:
    catch_up(catalogue)
    said = says(rig, "ความลับสุดยอดสามสี่")
    with rig.database.reading() as db:
        now = searchable.mark(db)
        gathered = searchable.gather(db, now)
    rig.receive(webhook(event("unsend", at=rig.clock.now(), unsend={"messageId": said["message"]["id"]})))
    rig.decide()
    with rig.database.transaction() as db:
        searchable.write(db, now, gathered)

    assert found(rig, "สุดยอดสามสี่") == []


def test_names_and_tags_are_found_as_they_are_now(rig: Rig, catalogue: Catalogue) -> None:
    says(rig, "สวัสดี")
    me = number(rig)
    with rig.database.transaction() as db:
        contacts.keep_profile(db, me, "คุณมะลิ ใจดี", "", rig.clock.now())
        tags.put(db, me, "vip", None, rig.clock.now())
        feed.append(db, [me], feed.TURN, rig.clock.now())
    catch_up(catalogue)
    assert found(rig, "มะลิใจ", CARD) == found(rig, "VIP", CARD) == [me]

    with rig.database.transaction() as db:
        tags.take_off(db, me, "vip")
        feed.append(db, [me], feed.TURN, rig.clock.now())
    catch_up(catalogue)
    assert found(rig, "vip", CARD) == []
    assert found(rig, "ใจดี", CARD) == [me]


def test_a_feed_that_was_shortened_meanwhile_loses_nothing(rig: Rig, catalogue: Catalogue) -> None:
    catch_up(catalogue)
    says(rig, "ระหว่างที่ไม่มีใครดู")
    says(rig, "อีกครั้ง")
    with rig.database.transaction() as db:
        feed.forget_before(db, rig.clock.now() + 1)
    says(rig, "หลังจากนั้น", TOM)
    catch_up(catalogue)

    assert found(rig, "ไม่มีใครดู") == [number(rig)]
    assert found(rig, "หลังจากนั้น")[0] == number(rig, TOM)


def test_a_turn_asks_the_database_nothing_more_because_of_it(rig: Rig, catalogue: Catalogue) -> None:
    says(rig, "สวัสดี")
    seen: list[str] = []
    note = lambda _c, _cu, sql, *_: seen.append(sql)  # noqa: E731
    for engine in {rig.database.read, rig.database.write}:
        sql_event.listen(engine, "before_cursor_execute", note)
    says(rig, "ค่าส่งเท่าไหร่")
    for engine in {rig.database.read, rig.database.write}:
        sql_event.remove(engine, "before_cursor_execute", note)

    assert not [each for each in seen if "search" in each]


def test_a_slow_machine_writes_less_at_once_and_soon_as_much_as_before_when_it_is_quick_again() -> None:
    size = Size(64)

    def after(times: int, seconds: float) -> int:
        for _ in range(times):
            size.learn(seconds)
        return size.now

    assert [after(1, 0.2) for _ in range(5)] == [32, 16, 8, 4, 4]
    assert after(3, 0.04) == 4
    assert after(2, 0.01) == 6
    assert after(20, 0.01) == 64


def test_everything_is_found_whatever_fits_into_a_slice(rig: Rig, catalogue: Catalogue) -> None:
    for word in ("กระเป๋า", "ร่มพับ", "หมวกไหม"):
        says(rig, word)
    catalogue._slice.now = 1

    catch_up(catalogue)

    assert [found(rig, word) for word in ("กระเป๋า", "ร่มพับ", "หมวกไหม")] == [[1], [1], [1]]
