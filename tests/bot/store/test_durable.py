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
