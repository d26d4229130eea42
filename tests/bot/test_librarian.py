"""Is an index built once, beside the work, and does every process answer from it soon after publishing?"""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot import librarian
from bot.corpus import CorpusHolder
from bot.jobs import Jobs
from bot.librarian import Librarian
from bot.store import articles, audit, inbox, indexes, jobs, sureness
from bot.store.database import Database
from bot.store.indexes import Part, StoredIndex
from bot.store.sureness import Sureness
from bot.wake import Wake
from faq import Article
from faq.corpus import fingerprint
from tests.rig import HandClock, Mouth, Rig, text, webhook
from tests.starter import ARTICLES

PARKING = Article("parking", "shop", {"th": "ที่จอดรถ"}, {"th": ("จอดรถตรงไหน",)}, {"th": "หลังร้านค่ะ"})

FEW = [article for article in ARTICLES if article.slug in ("delivery-fee", "hours", "price", "tracking")]


class Staff:
    """One process: its corpus, who looks after it, and who runs the errands where it has pumps."""

    def __init__(self, database: Database, clock: HandClock, *, builds: bool) -> None:
        wake = Wake(database)
        self.corpus = CorpusHolder()
        self.calls = 0
        self.librarian = Librarian(database, clock, wake, self.corpus, builds=builds, ready=self._called)
        errands = self.librarian.errands
        self.indexing = Jobs(
            database, clock, wake, errands, name="indexing", handful=1, lease_ms=librarian.LEASE_MS
        )

    def _called(self) -> None:
        self.calls += 1

    def knows(self, words: str) -> str | None:
        matches = self.corpus.current.match(words)
        return matches[0].article.slug if matches and matches[0].exact else None


def publish(database: Database, *changed: Article) -> None:
    with database.transaction() as db:
        articles.publish(db, list(changed), 1)


def built(database: Database) -> list[str]:
    with database.reading() as db:
        rows = select(StoredIndex.fingerprint).where(StoredIndex.parts > 0).order_by(StoredIndex.id)
        return list(db.execute(rows).scalars())


def waiting(database: Database) -> int:
    with database.reading() as db:
        return jobs.waiting(db)


def test_the_first_look_builds_what_nobody_has_built_and_keeps_it(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    worker = Staff(database, clock, builds=True)

    worker.librarian.round()
    worker.librarian.round()

    assert worker.calls == 1
    assert worker.knows("ค่าส่งเท่าไรคะ") == "delivery-fee"
    assert built(database) == [fingerprint(FEW)]
    assert waiting(database) == 0


def test_a_shop_without_articles_is_ready_too(database: Database, clock: HandClock) -> None:
    worker, web = Staff(database, clock, builds=True), Staff(database, clock, builds=False)

    worker.librarian.round()
    web.librarian.round()

    assert (worker.calls, web.calls) == (1, 1)
    assert built(database) == []


def test_what_is_published_is_built_once_and_the_old_serves_meanwhile(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    staff = [Staff(database, clock, builds=True), Staff(database, clock, builds=True)]
    web = Staff(database, clock, builds=False)
    everybody = [*staff, web]
    for each in everybody:
        each.librarian.round()

    publish(database, PARKING)
    for each in everybody:
        each.librarian.round()

    assert [each.knows("จอดรถตรงไหน") for each in everybody] == [None, None, None]
    assert [each.knows("ค่าส่งเท่าไรคะ") for each in everybody] == ["delivery-fee"] * 3
    assert waiting(database) == 1

    staff[1].indexing.round()
    staff[0].indexing.round()
    for each in everybody:
        each.librarian.round()

    assert [each.knows("จอดรถตรงไหน") for each in everybody] == ["parking"] * 3
    assert built(database) == [fingerprint(FEW), fingerprint([*FEW, PARKING])]
    assert waiting(database) == 0


def test_a_second_publication_before_the_first_is_built_is_the_one_that_counts(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    worker = Staff(database, clock, builds=True)
    worker.librarian.round()
    publish(database, PARKING)
    worker.librarian.round()
    other = replace(PARKING, questions={"th": ("มีที่จอดไหม",)})
    publish(database, other)

    for _ in range(2):
        worker.librarian.round()
        while worker.indexing.round():
            pass

    assert worker.knows("มีที่จอดไหม") == "parking"
    assert worker.knows("จอดรถตรงไหน") is None


def test_a_restart_and_going_back_need_no_building(database: Database, clock: HandClock) -> None:
    publish(database, *FEW)
    Staff(database, clock, builds=True).librarian.round()
    web = Staff(database, clock, builds=False)

    web.librarian.round()

    assert web.knows("ค่าส่งเท่าไรคะ") == "delivery-fee"
    assert waiting(database) == 0


@pytest.mark.parametrize("change", [b"", b"cut", b"saphan-index 0\n", b"\x80\x04K\x01."])
def test_a_damaged_or_old_index_is_never_believed_and_built_again(
    database: Database, clock: HandClock, change: bytes
) -> None:
    publish(database, *FEW)
    Staff(database, clock, builds=True).librarian.round()
    with database.transaction() as db:
        db.execute(update(Part).where(Part.number == 0).values(content=change))
    web, worker = Staff(database, clock, builds=False), Staff(database, clock, builds=True)

    web.librarian.round()
    assert web.knows("ค่าส่งเท่าไรคะ") is None
    assert waiting(database) == 1

    worker.indexing.round()
    web.librarian.round()
    assert web.knows("ค่าส่งเท่าไรคะ") == "delivery-fee"
    assert len(built(database)) == 1


@pytest.mark.parametrize("change", [b"", b"cut", b"saphan-index 0\n"])
def test_a_worker_that_starts_over_a_damaged_index_learns_its_own_and_is_ready(
    database: Database, clock: HandClock, change: bytes
) -> None:
    publish(database, *FEW)
    Staff(database, clock, builds=True).librarian.round()
    with database.transaction() as db:
        db.execute(update(Part).values(content=change))
    worker, web = Staff(database, clock, builds=True), Staff(database, clock, builds=False)

    worker.librarian.round()
    web.librarian.round()

    assert worker.calls == web.calls == 1
    assert [each.knows("ค่าส่งเท่าไรคะ") for each in (worker, web)] == ["delivery-fee"] * 2
    assert waiting(database) == 0


def test_an_index_damaged_behind_those_who_serve_troubles_nobody_and_is_mended_when_it_is_needed(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    worker, web = Staff(database, clock, builds=True), Staff(database, clock, builds=False)
    for each in (worker, web):
        each.librarian.round()
    publish(database, PARKING)
    with database.transaction() as db:
        db.execute(update(Part).values(content=b"bit rot"))

    for each in (web, worker, web):
        each.librarian.round()
    assert [each.knows("ค่าส่งเท่าไรคะ") for each in (worker, web)] == ["delivery-fee"] * 2
    publish(database, *FEW)  # parking stays, so its index is what is wanted
    while worker.indexing.round():
        pass
    for each in (worker, web):
        each.librarian.round()

    assert [each.knows("จอดรถตรงไหน") for each in (worker, web)] == ["parking"] * 2


def test_whoever_dies_while_building_is_followed_by_another_and_the_old_serves_meanwhile(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    staff = [Staff(database, clock, builds=True), Staff(database, clock, builds=True)]
    for each in staff:
        each.librarian.round()
    publish(database, PARKING)
    staff[1].librarian.round()
    with database.transaction() as db:  # the first takes it in hand, and is killed before it is done
        assert jobs.claim(db, clock.now(), librarian.LEASE_MS, 1, (librarian.INDEX,))

    staff[1].indexing.round()
    staff[1].librarian.round()
    assert staff[1].knows("ค่าส่งเท่าไรคะ") == "delivery-fee"
    again = Staff(database, clock, builds=True)  # the first, started anew: it waits for nobody
    again.librarian.round()
    staff[1].librarian.round()

    assert [each.knows("จอดรถตรงไหน") for each in (again, staff[1])] == ["parking"] * 2


def test_an_errand_in_a_dead_hand_falls_due_again(database: Database, clock: HandClock) -> None:
    publish(database, *FEW)
    worker = Staff(database, clock, builds=True)
    worker.librarian.round()
    publish(database, PARKING)
    worker.librarian.round()
    with database.transaction() as db:
        assert jobs.claim(db, clock.now(), librarian.LEASE_MS, 1, (librarian.INDEX,))

    clock.advance(seconds=librarian.LEASE_MS / 1000 + 1)
    worker.indexing.round()
    worker.librarian.round()

    assert worker.knows("จอดรถตรงไหน") == "parking"


def test_a_clock_set_back_does_not_keep_what_was_published_waiting(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    web, worker = Staff(database, clock, builds=False), Staff(database, clock, builds=True)
    for each in (worker, web):
        each.librarian.round()
    publish(database, PARKING)
    clock.advance(hours=1)
    web.librarian.round()  # asks, by a clock that is an hour ahead
    clock.advance(hours=-1)

    worker.librarian.round()
    worker.indexing.round()
    worker.librarian.round()

    assert worker.knows("จอดรถตรงไหน") == "parking"


def test_a_large_index_is_kept_in_parts_and_old_publications_are_let_go(database: Database) -> None:
    large = bytes(range(256)) * (3 * indexes.PART_BYTES // 256) + b"rest"
    for name in ("a", "b", "c", "d"):
        indexes.keep(database, name, large, 1)
    indexes.keep(database, "d", b"newer", 1)

    with database.reading() as db:
        found = {name: indexes.find(db, name) for name in "abcd"}
        parts = db.execute(select(func.count()).select_from(Part)).scalar_one()
    assert found["a"] is None
    assert [found[name] and len(found[name].content) for name in "bcd"] == [len(large), len(large), 5]
    assert parts == 4 + 4 + 1


def test_an_index_that_is_only_half_written_is_not_found(database: Database) -> None:
    indexes.keep(database, "a", b"x" * (indexes.PART_BYTES + 1), 1)
    with database.transaction() as db:
        db.execute(update(StoredIndex).values(parts=0))

    with database.reading() as db:
        assert indexes.find(db, "a") is None

    indexes.keep(database, "b", b"y", 700_000)
    with database.reading() as db:
        assert db.execute(select(func.count()).select_from(StoredIndex)).scalar_one() == 1


def test_another_tolerable_share_holds_after_the_next_look_and_is_written_down(
    database: Database, clock: HandClock
) -> None:
    publish(database, *FEW)
    worker = Staff(database, clock, builds=True)
    worker.librarian.round()
    before = worker.corpus.current

    with database.transaction() as db:
        assert sureness.change(db, Sureness(200), 5, agent_id=1)
        assert not sureness.change(db, Sureness(200), 6, agent_id=1)
    worker.librarian.round()

    assert worker.corpus.current.cut.answer < before.cut.answer
    assert worker.corpus.current.index is before.index
    with database.reading() as db:
        entry = db.execute(select(audit.AuditEntry.action, audit.AuditEntry.subject)).all()
    assert ("sureness.changed", "50 → 200 ‰") in [tuple(each) for each in entry]


def test_publishing_during_traffic_loses_no_message(database: Database, clock: HandClock) -> None:
    publish(database, *FEW)
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    worker = Staff(database, clock, builds=True)
    rig.turns._corpus = worker.corpus
    worker.librarian.round()
    stopping = threading.Event()

    def look_after_the_index() -> None:
        while not stopping.is_set():
            worker.librarian.round()
            worker.indexing.round()
            stopping.wait(0.01)

    beside = threading.Thread(target=look_after_the_index)
    beside.start()
    try:
        for at in range(30):
            if at % 10 == 5:
                publish(database, replace(PARKING, questions={"th": (f"จอดรถตรงไหน {at}",)}))
            rig.receive(webhook(text("ค่าส่งเท่าไรคะ", user=f"U{at:032x}")))
            rig.settle()
    finally:
        stopping.set()
        beside.join()

    assert len(mouth.said) == 30
    assert len({token for _, token, _ in mouth.said}) == 30
    with database.reading() as db:
        assert inbox.oldest_waiting(db) is None
    for _ in range(2):
        worker.librarian.round()
        worker.indexing.round()
    assert worker.knows("จอดรถตรงไหน 25") == "parking"
