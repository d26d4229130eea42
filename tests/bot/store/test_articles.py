"""Articles and their drafts: what is published when, who may overwrite whom, and the way back."""

import json
from dataclasses import replace

from bot.store import articles, drafts, pins
from bot.store.database import Database
from faq import Article
from faq.article import to_json

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "ส่ง 40 บาทค่ะ"})
HOURS = Article("hours", "shop", {"th": "เวลา"}, {"th": ("เปิดกี่โมง",)}, {"th": "9 โมงค่ะ"})


def test_each_publication_keeps_what_it_changed_and_why(database: Database) -> None:
    with database.transaction() as db:
        first = articles.publish(db, [FEE, HOURS], 1_000, reason="begin")
        cheaper = replace(FEE, answer={"th": "ส่งฟรีค่ะ"})
        second = articles.publish(db, [cheaper], 2_000, without=["hours"], reason="free from today")

    with database.reading() as db:
        assert articles.revision(db) == second > first
        assert articles.published(db) == [cheaper]
        told = [(row.at, row.reason, bool(row.content)) for row in articles.history(db, "hours", 10)]
        assert told == [(2_000, "free from today", False), (1_000, "begin", True)]
        oldest = articles.history(db, "fee", 10)[-1]
        kept = articles.version(db, "fee", oldest.id)
        assert kept is not None
        assert json.loads(kept.content) == to_json(FEE)
        assert articles.version(db, "hours", oldest.id) is None


def test_a_draft_changes_nothing_for_customers(database: Database) -> None:
    with database.transaction() as db:
        articles.publish(db, [FEE], 1_000)
        assert drafts.save(db, "fee", {"slug": "fee"}, 0, 2_000, None)

    with database.reading() as db:
        assert articles.published(db) == [FEE]
        assert drafts.every(db)["fee"].values == {"slug": "fee"}


def test_whoever_saves_second_over_the_same_version_is_told(database: Database) -> None:
    with database.transaction() as db:
        assert drafts.save(db, "fee", {"slug": "fee", "topic": "a"}, 0, 1, None)
        assert not drafts.save(db, "fee", {"slug": "fee", "topic": "b"}, 0, 2, None)
        assert drafts.save(db, "fee", {"slug": "fee", "topic": "c"}, 1, 3, None)
        assert not drafts.save(db, "fee", {"slug": "fee", "topic": "d"}, 1, 4, None)
        assert not drafts.drop(db, "fee", 1)

    with database.reading() as db:
        found = drafts.find(db, "fee")
    assert found is not None
    assert (found.version, found.values["topic"]) == (2, "c")


def test_a_phrasing_joins_the_draft_or_begins_one(database: Database) -> None:
    with database.transaction() as db:
        articles.publish(db, [FEE], 1_000)
        assert drafts.add_phrasing(db, "fee", "th", "ค่าส่งกี่บาท", 2_000, None)
        assert drafts.add_phrasing(db, "fee", "en", "how much is shipping", 3_000, None)
        assert drafts.add_phrasing(db, "fee", "th", "ค่าส่งกี่บาท", 4_000, None)
        assert not drafts.add_phrasing(db, "nothing", "th", "อะไร", 5_000, None)

    with database.reading() as db:
        found = drafts.find(db, "fee")
    assert found is not None
    assert found.values["questions"] == {
        "th": ["ส่งเท่าไหร่", "ค่าส่งกี่บาท"],
        "en": ["how much is shipping"],
    }
    assert found.values["answer"] == {"th": "ส่ง 40 บาทค่ะ"}


def test_a_question_is_pinned_to_one_article(database: Database) -> None:
    with database.transaction() as db:
        pins.pin(db, "ส่งเท่าไหร่", "fee", 1, None)
        pins.pin(db, "ส่งเท่าไหร่", "delivery", 2, None)

    with database.transaction() as db:
        (found,) = pins.every(db)
        assert (found.question, found.slug) == ("ส่งเท่าไหร่", "delivery")
        assert pins.unpin(db, found.id)
        assert not pins.unpin(db, found.id)
