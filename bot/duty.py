"""Who has left their desk without saying so? Idle people become away, closed screens offline."""

from bot.clock import Clock
from bot.logs import log
from bot.store import presence
from bot.store.database import Database
from bot.wake import FEED, Wake


def note_gone(database: Database, clock: Clock, wake: Wake) -> list[int]:
    """Those who went offline now. Writes only when somebody changes.

    What becomes of their chats is routing's to say: the event AgentLeft brings each back into the line.
    """
    now = clock.now()
    with database.looking() as db:
        if not presence.any_gone(db, now):
            return []
    with database.transaction() as db:
        gone = presence.note_gone(db, now)
    wake.after(FEED)
    if gone:
        log.info("duty.offline", agents=gone)
    return gone
