"""Publishing many articles: short transactions, all or nothing for readers, and a way back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from bot.store import articles, drafts, publications
from bot.store.articles import ArticleVersion, Publication
from bot.store.database import Database
from bot.store.publications import LETTERS, ROWS, Overtaken, Wish, put_live, slices
from faq import Article
from faq.article import to_json

FEE = Article("fee", "delivery", {"th": "ค่าส่ง"}, {"th": ("ส่งเท่าไหร่",)}, {"th": "ส่ง 40 บาทค่ะ"})
HOUR_MS = 3_600_000


def content(article: Article) -> str:
    return json.dumps(to_json(article), ensure_ascii=False)


def many(number: int) -> dict[str, str]:
    return {f"a{at:04}": content(replace(FEE, slug=f"a{at:04}")) for at in range(number)}


def wish(contents: dict[str, str], seen: int = 0, reason: str = "") -> Wish:
    return Wish(contents, seen, None, reason, "article.published", "many")


def revision(database: Database) -> int:
    with database.reading() as db:
        return articles.revision(db)


def live(database: Database) -> list[str]:
    with database.reading() as db:
        return list(articles.live(db))


@contextmanager
def transactions(database: Database) -> Iterator[list[list[int]]]:
    """For each transaction that writes, how many rows each of its statements names."""
    done: list[list[int]] = []
    open_: list[int] = []

    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            open_.append(len(parameters) if is_many else max(1, statement.count("), (") + 1))

    def commit(_db: Any) -> None:
        if open_:
            done.append(list(open_))
        open_.clear()

    event.listen(database.write, "before_cursor_execute", note)
    event.listen(database.write, "commit", commit)
    yield done
    event.remove(database.write, "before_cursor_execute", note)
    event.remove(database.write, "commit", commit)


def test_a_thousand_articles_go_live_in_one_small_transaction_after_many_short_ones(
    database: Database,
) -> None:
    contents = many(1_000)
    with database.transaction() as db:
        drafts.put_all(db, contents, 1, None)
        begun = list(drafts.every(db).values())

    with transactions(database) as written:
        put_live(database, replace(wish(contents), written=begun), 5)

    assert max(sum(rows) for rows in written) <= 200
    going_live = written[1 + 1_000 // ROWS]
    assert sum(going_live) == 2 + ROWS  # the flag, the line in the audit, and the first of the drafts
    assert len(live(database)) == 1_000
    with database.reading() as db:
        assert drafts.every(db) == {}


def test_readers_find_nothing_of_it_until_all_of_it_is_there(database: Database) -> None:
    with database.transaction() as db:
        first = articles.publish(db, [FEE], 1)
    seen: list[tuple[int, int, int]] = []

    def look(_db: Any) -> None:
        with database.reading() as db:
            history = articles.history(db, "a0000", 5)
            seen.append((articles.revision(db), len(articles.live(db)), len(history)))

    event.listen(database.write, "commit", look)
    publication = put_live(database, wish(many(250) | {"fee": ""}, seen=first), 5)
    event.remove(database.write, "commit", look)

    assert set(seen) == {(first, 1, 0)}  # asked before each commit took hold, the last one too
    assert revision(database) == publication
    assert len(live(database)) == 250


def test_who_publishes_second_over_the_same_changes_nothing(database: Database) -> None:
    with database.transaction() as db:
        first = articles.publish(db, [FEE], 1)
    put_live(database, wish(many(3), seen=first), 2)
    before = live(database)

    with pytest.raises(Overtaken):
        put_live(database, wish({"fee": ""}, seen=first), 3)

    assert live(database) == before
    with database.reading() as db:
        assert db.execute(select(Publication.id).where(~Publication.is_live)).all() == []
        assert [row.content for row in articles.history(db, "fee", 9)] == [content(FEE)]


def test_what_a_crash_left_behind_is_never_seen_and_swept_by_the_next(database: Database) -> None:
    with database.transaction() as db:
        first = articles.publish(db, [FEE], 1)
        row = {"id": first + 1, "at": 1, "reason": "", "is_live": False}
        db.execute(insert(Publication).values(**row))
        db.execute(
            insert(ArticleVersion).values(publication_id=first + 1, slug="ghost", content=content(FEE))
        )

    with database.reading() as db:
        assert articles.known_slugs(db) == {"fee"}
        assert articles.one(db, "ghost") is None
    assert live(database) == ["fee"]
    put_live(database, wish(many(1), seen=first), 2 * HOUR_MS)

    with database.reading() as db:
        assert db.execute(select(ArticleVersion.id).where(ArticleVersion.slug == "ghost")).all() == []


def test_the_way_back_names_what_differs_and_what_did_not_exist_yet(database: Database) -> None:
    dear = replace(FEE, answer={"th": "ส่ง 90 บาทค่ะ"})
    new, same = replace(FEE, slug="new"), replace(FEE, slug="same")
    with database.transaction() as db:
        first = articles.publish(db, [FEE, same, replace(FEE, slug="old")], 1, reason="begin")
        articles.publish(db, [dear, new], 2, without=["old"], reason="dear")

    with database.reading() as db:
        way = publications.way_back(db, first)
        newest = publications.newest(db, 5)
        assert publications.before(db, newest[0].id) == first
        assert publications.find(db, 99) is None

    assert way == {"fee": content(FEE), "old": content(replace(FEE, slug="old")), "new": ""}
    assert [(row.reason, row.wrote, row.took) for row in newest] == [("dear", 2, 1), ("begin", 3, 0)]


def test_an_article_that_was_taken_away_is_remembered_as_it_last_was(database: Database) -> None:
    with database.transaction() as db:
        articles.publish(db, [FEE, replace(FEE, slug="stays")], 1)
        articles.publish(db, [], 7, without=["fee"])

    with database.reading() as db:
        gone = articles.archived(db)
        last = articles.last(db, "fee")

    assert {slug: (each.values, each.at) for slug, each in gone.items()} == {"fee": (to_json(FEE), 7)}
    assert last == gone["fee"]


@pytest.mark.parametrize("size", [10, LETTERS // 3, LETTERS * 2])
def test_slices_hold_few_rows_and_few_letters_unless_one_row_is_that_long(size: int) -> None:
    contents = {f"a{at}": "x" * size for at in range(ROWS * 2 + 1)}

    parts = list(slices(contents))

    assert {slug: each for part in parts for slug, each in part.items()} == contents
    for part in parts:
        assert len(part) <= ROWS
        assert len(part) == 1 or sum(map(len, part.values())) <= LETTERS
