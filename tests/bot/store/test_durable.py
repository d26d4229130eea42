"""Is what was committed on the disk before anybody is told so?"""

from pathlib import Path

from bot.store.database import Database, sqlite_url


def test_every_commit_on_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "saphan.db"))

    with database.transaction() as db:
        waits = db.exec_driver_sql("PRAGMA synchronous").scalar()
        journal = db.exec_driver_sql("PRAGMA journal_mode").scalar()
    database.dispose()

    assert (waits, journal) == (2, "wal")  # 2: FULL


def test_the_log_is_moved_into_the_file_by_the_tick_and_not_by_whoever_commits(tmp_path: Path) -> None:
    path = tmp_path / "saphan.db"
    database = Database(sqlite_url(path))
    with database.transaction() as db:
        db.exec_driver_sql("CREATE TABLE words (said TEXT)")
    database.checkpoint()
    before = path.stat().st_size

    for _ in range(20):
        with database.transaction() as db:
            db.exec_driver_sql("INSERT INTO words VALUES (?)", ("x" * 300_000,))
    after_commits = path.stat().st_size
    database.checkpoint()
    after_checkpoint = path.stat().st_size
    database.dispose()

    assert after_commits == before, "a commit waited for the whole log"
    assert after_checkpoint > before + 20 * 300_000
