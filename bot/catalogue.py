"""What can be found by search follows what happened, a moment later, and costs no turn a statement."""

from bot.pump import Pump
from bot.store import search, searchable
from bot.store.database import Database
from bot.wake import FEED, Wake

_STEPS = 3


class Catalogue(Pump):
    """At most one slice a second while people talk; slices without a pause while an old house is moved in."""

    round_seconds, free_rounds = 0.25, 4

    def __init__(self, database: Database, wake: Wake) -> None:
        super().__init__("catalogue", wake.subscribe(FEED))
        self._database = database

    def round(self) -> bool:
        """One slice; False when the index is as far as the feed."""
        with self._database.reading() as db:
            now = searchable.mark(db)
            found = searchable.gather(db, now) if now else None
        if now is None:
            with self._database.transaction() as db:
                if searchable.mark(db) is None:
                    searchable.begin(db)
            return True
        if found is None:
            return False
        with self._database.transaction() as db:
            searchable.write(db, now, found)
        self._tidy()
        return True

    def _tidy(self) -> None:
        """As much as a slice leaves to be put in order, in steps of their own."""
        for _ in range(_STEPS if self._database.is_sqlite else 0):
            with self._database.transaction() as db:
                if not search.tidy(db):
                    return
