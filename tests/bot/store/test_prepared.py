"""What PostgreSQL has planned once for a statement of the hot path stays planned."""

import pytest

from bot.store.database import Database
from bot.store.hot import Hot

ONE = Hot("SELECT CAST(:n AS bigint)")
PLANNED = Hot("SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT CAST%bigint)'")
OFTEN = 7  # psycopg prepares what it was asked more than five times


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_look_at_the_database_does_not_make_it_forget_what_it_has_planned(database: Database) -> None:
    alone = Database(database.url, pool_size=1)
    try:
        with alone.looking() as db:
            for n in range(OFTEN):
                assert ONE(db, n=n) == [(n,)]
        with alone.reading() as db:
            assert ONE(db, n=1) == [(1,)]
        with alone.looking() as db:
            assert PLANNED(db)[0][0] == 1
    finally:
        alone.dispose()
