"""What became of the questions whose aftermath is over? Looked up in slices, once in a while."""

from bot.clock import Clock
from bot.logs import log
from bot.store import questions
from bot.store.database import Database
from faq.aftermath import WATCHED_SECONDS, became

SLICE = 200
_SLICES = 10  # in one go: an outage's backlog is worked off over the next rounds


def settle_due(database: Database, clock: Clock) -> int:
    """Outcomes of the questions asked long enough ago; how many there were."""
    before = clock.now() - WATCHED_SECONDS * 1000
    settled = 0
    for _ in range(_SLICES):
        with database.reading() as db:
            due = questions.unsettled(db, before, SLICE)
            later = questions.following(db, due)
        if not due:
            break
        found = [(each.id, *became(each.asked, later[each.id])) for each in due]
        with database.transaction() as db:
            questions.settle(db, found)
        settled += len(found)
        if len(due) < SLICE:
            break
    if settled:
        log.info("questions.settled", count=settled)
    return settled
