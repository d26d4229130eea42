"""What has fallen due becomes an event and takes a turn like any other."""

from bot.logs import log
from bot.store import timers
from bot.turn import Busy, Turns
from handlers.events import TimerFired

_SLICE = 100


def fire_due(turns: Turns) -> int:
    """Every due timer once, however late; a busy conversation's fires at the next tick."""
    with turns.database.reading() as db:
        due = timers.due(db, turns.clock.now(), _SLICE)
    for timer_id, conversation_id, name in due:
        try:
            turns.take(conversation_id, TimerFired(name), timer_id)
        except Busy:
            log.info("timer.busy", conversation=conversation_id, name=name)
    return len(due)
