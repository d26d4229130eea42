"""What has fallen due becomes an event and takes a turn like any other."""

from bot.logs import log
from bot.store import timers
from bot.store.database import Unavailable
from bot.turn import Busy, Turns
from handlers.events import TimerFired

_SLICE = 100
_PUT_OFF_MS = 60_000


def fire_due(turns: Turns) -> int:
    """Every due timer once, however late; a busy conversation's fires at the next tick.

    One whose turn is broken comes again in a minute, and holds up none of the others.
    """
    with turns.database.reading() as db:
        due = timers.due(db, turns.clock.now(), _SLICE)
    for timer_id, conversation_id, name in due:
        try:
            turns.take(conversation_id, TimerFired(name), timer_id)
        except Busy:
            log.info("timer.busy", conversation=conversation_id, name=name)
        except Unavailable:
            raise
        except Exception as defect:  # noqa: BLE001 – one conversation's defect must not stop every clock
            log.error("timer.broken", conversation=conversation_id, name=name, error=type(defect).__name__)
            with turns.database.transaction() as db:
                timers.put_off(db, timer_id, turns.clock.now() + _PUT_OFF_MS)
    return len(due)
