"""What is published reaches every process: swapped whole, and only when something changed."""

import pytest

from bot.clock import Clock
from bot.corpus import CorpusHolder
from bot.seed import seed
from bot.store import articles, outbox
from bot.store.database import Database
from faq import corpus as matching
from faq import mending
from faq.article import starter


def test_seeding_is_repeatable_publishes_the_starter_and_owes_no_message(database: Database) -> None:
    first, second = seed(database, Clock()), seed(database, Clock())

    with database.reading() as db:
        assert {each.slug for each in articles.published(db)} == {each.slug for each in starter()}
        assert outbox.totals(db) == {}
    assert (first, second) == (len(starter()), 0)


def test_a_publication_is_answered_from_after_the_next_look(database: Database) -> None:
    holder = CorpusHolder()
    holder.refresh(database)
    assert holder.current.match("ค่าส่งเท่าไหร่คะ") == ()

    seed(database, Clock())

    assert holder.refresh(database)
    assert holder.current.match("ค่าส่งเท่าไหร่คะ")[0].article.slug == "delivery-fee"
    assert not holder.refresh(database)


def test_no_customer_waits_for_what_a_doubtful_question_needs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = CorpusHolder()
    seed(database, Clock())
    holder.refresh(database)
    for module, name in ((mending, "Letters"), (mending, "Nearest"), (matching, "Tones")):
        monkeypatch.setattr(module, name, _learnt_late)

    assert holder.current.match("คาสงเทาไหรคะวันนี")[0].article.slug == "delivery-fee"
    assert holder.current.match("delivrey fea")[0].article.slug == "delivery-fee"


def _learnt_late(*_: object) -> None:
    raise AssertionError("a customer waits while this is learnt")


def test_an_article_edited_in_the_shop_is_not_overwritten_by_seeding(database: Database) -> None:
    seed(database, Clock())
    from dataclasses import replace

    mine = replace(starter()[0], answer={"th": "คำตอบของร้านเองค่ะ"})
    with database.transaction() as db:
        articles.publish(db, [mine], 1)

    seed(database, Clock())

    with database.reading() as db:
        kept = {each.slug: each for each in articles.published(db)}
    assert kept[mine.slug].answer_in("th") == "คำตอบของร้านเองค่ะ"
