"""How is a person forgotten? In short steps, so that nobody else waits, and by whom is written down."""

from functools import partial

from bot.clock import Clock
from bot.store import audit, person
from bot.store.database import Database
from bot.wake import FEED, JOBS, Wake


def erase(database: Database, clock: Clock, wake: Wake, contact_id: int, agent_id: int | None) -> bool:
    """False when there is no such contact. Broken off, it can be run again and goes on."""
    now = clock.now()
    with database.transaction() as db:
        line_id = person.forget_identity(db, contact_id, now)
        if line_id is None:
            return False
        audit.forget_tags(db, contact_id)
        audit.note(db, now, "contact.erased", f"#{contact_id}", agent_id)
    for step in (partial(person.forget_words, now=now), person.forget_search, person.forget_deliveries):
        left = person.SLICE
        while left:
            with database.transaction() as db:
                left = step(db, contact_id)
    after: int | None = 0
    while after is not None and not line_id.startswith(person.ERASED):
        with database.transaction() as db:
            after = person.forget_events(db, line_id, after)
    with database.transaction() as db:
        person.forget_rest(db, contact_id, now)
        wake.inside(db, JOBS)
    wake.after(FEED, JOBS)
    return True
