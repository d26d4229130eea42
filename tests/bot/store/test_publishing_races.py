"""Publishing beside others who publish, pin, write or clear away: all or nothing, and nobody's words lost."""

from collections.abc import Callable, ItemsView, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from bot.store import articles, drafts, pins
from bot.store.articles import ArticleVersion, Publication
from bot.store.database import Connection, Database
from bot.store.publications import ROWS, Overtaken, Repinned, Wish, put_live
from faq.article import to_json
from tests.bot.store.test_publications import FEE, HOUR_MS, content, live, many, revision, wish
from tests.rig import Killed


class Meanwhile(dict[str, str]):
    """What is to be published; something happens once half of its slices are written."""

    def __init__(self, contents: dict[str, str], act: Callable[[], object]) -> None:
        super().__init__(contents)
        self._act = act

    def items(self) -> ItemsView[str, str]:
        """Asked once, slice by slice."""

        def told() -> object:
            for at, each in enumerate(super(Meanwhile, self).items()):
                if at == 2 * ROWS + 1:
                    self._act()
                yield each

        return told()  # type: ignore[return-value]


def pending(database: Database) -> tuple[int, int]:
    """Publications that are not live, and versions that belong to one that is not."""
    with database.reading() as db:
        waiting = select(Publication.id).where(~Publication.is_live)
        orphans = select(func.count(ArticleVersion.id)).where(ArticleVersion.publication_id.in_(waiting))
        return len(db.execute(waiting).all()), int(db.execute(orphans).scalar_one())


def begun(db: Connection, slug: str = "fee", at: int = 1) -> drafts.Draft:
    """Its draft, written at that moment."""
    assert drafts.save(db, slug, to_json(replace(FEE, topic=f"at {at}")), 0, at, None)
    found = drafts.find(db, slug)
    assert found is not None
    return found


def test_what_somebody_cleared_away_by_a_clock_ahead_never_goes_live_half(database: Database) -> None:
    def clear() -> None:
        with pytest.raises(Overtaken):  # they publish nothing themselves, and have swept all the same
            put_live(database, wish(many(1), seen=99), 5 + 2 * HOUR_MS)

    with pytest.raises(Overtaken):
        put_live(database, wish(Meanwhile(many(3 * ROWS), clear)), 5)

    assert live(database) == []
    assert pending(database) == (0, 0)


def test_one_that_gets_the_number_of_another_cleared_away_is_left_alone(database: Database) -> None:
    """On SQLite the next publication is numbered as the last that was deleted."""
    other = Wish({"fee": content(FEE)}, 0, None, "", "article.published", "fee")

    with pytest.raises(Overtaken):
        put_live(
            database, wish(Meanwhile(many(3 * ROWS), lambda: put_live(database, other, 5 + 2 * HOUR_MS))), 5
        )

    assert live(database) == ["fee"]
    assert pending(database) == (0, 0)


def test_a_question_pinned_between_trial_and_publication_is_noticed(database: Database) -> None:
    with database.transaction() as db:
        first = articles.publish(db, [FEE], 1)
        pins.pin(db, "ส่งเท่าไหร่", "fee", 1, None)
        tried = pins.every(db)
    taken_away = replace(wish({"fee": ""}, seen=first), pinned=[])

    with pytest.raises(Repinned):
        put_live(database, taken_away, 5)

    assert live(database) == ["fee"]
    assert pending(database) == (0, 0)
    put_live(database, replace(taken_away, pinned=tried), 6)
    assert live(database) == []


def test_published_drafts_go_with_the_publication_and_not_a_moment_later(database: Database) -> None:
    with database.transaction() as db:
        draft = begun(db)

    put_live(database, replace(wish({"fee": content(FEE)}), written=[draft]), 5)

    with database.reading() as db:
        assert drafts.every(db) == {}


def test_a_draft_begun_anew_while_the_one_before_is_published_stays(database: Database) -> None:
    with database.transaction() as db:
        draft = begun(db)

    def begin_anew() -> None:
        with database.transaction() as db:
            assert drafts.drop(db, "fee", 1)
            assert begun(db, at=4).version == draft.version

    put_live(database, replace(wish(Meanwhile(many(3 * ROWS), begin_anew)), written=[draft]), 5)

    with database.reading() as db:
        assert drafts.every(db)["fee"].values["topic"] == "at 4"


def test_a_clock_set_back_changes_neither_order_nor_what_is_live(database: Database) -> None:
    dear = replace(FEE, answer={"th": "ส่ง 90 บาทค่ะ"})
    put_live(database, wish({"fee": content(FEE)}), 5 * HOUR_MS)
    first = revision(database)
    put_live(database, wish({"fee": content(dear)}, seen=first), HOUR_MS)

    with database.reading() as db:
        assert [each.at for each in articles.history(db, "fee", 9)] == [HOUR_MS, 5 * HOUR_MS]
        assert articles.published(db) == [dear]


def test_whoever_dies_once_it_is_live_leaves_no_draft_of_an_article_that_is_gone(database: Database) -> None:
    there = many(2 * ROWS)
    with database.transaction() as db:
        first = articles.publish(db, [replace(FEE, slug=slug) for slug in there], 1)
        drafts.put_all(db, there | {"a0199": "{}"}, 1, None)
        begun = sorted(drafts.every(db).values(), key=lambda each: each.slug)
    assert begun[-1].is_removal

    with pytest.raises(Killed), dying_once_it_is_live(database, first):
        put_live(database, replace(wish(there | {"a0199": ""}, seen=first), written=begun), 5)

    assert "a0199" not in live(database)
    with database.reading() as db:
        left = drafts.every(db)
    assert 0 < len(left) <= ROWS
    assert all(each.values for each in left.values())


@contextmanager
def dying_once_it_is_live(database: Database, before: int) -> Iterator[None]:
    """Killed where the next transaction that writes would begin."""
    steps: list[str] = []

    def note(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INSERT INTO audit" in statement:
            steps.append("live")
        elif steps and statement.startswith("DELETE FROM article_drafts") and revision(database) > before:
            raise Killed("live")

    event.listen(database.write, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(database.write, "before_cursor_execute", note)
