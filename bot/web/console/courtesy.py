"""Small courtesies to the customer while an agent works: three dots while typing, "read" once it is read."""

from flask import abort

from bot.courtesy import LOADING, READ, SLICE_MS
from bot.store import jobs, queue
from bot.wake import JOBS
from bot.web.console.blueprint import CONVERSATION, console
from bot.web.desk import desk
from bot.web.signin import me
from handlers.state import Phase


@console.post(f"/c/{CONVERSATION}/typing")
def typing(conversation_id: int) -> tuple[str, int]:
    """The owner is writing: shown once per slice of time, however often it is said."""
    return _ask(conversation_id, LOADING)


@console.post(f"/c/{CONVERSATION}/read")
def read(conversation_id: int) -> tuple[str, int]:
    """The owner has the newest message before their eyes."""
    return _ask(conversation_id, READ)


def _ask(conversation_id: int, kind: str) -> tuple[str, int]:
    """Only for the owner's own; anybody else's click means nothing, and says nothing."""
    here = desk()
    with here.database.reading() as db:
        line = queue.one(db, conversation_id)
    if line is None:
        abort(404)
    if line.phase == Phase.WITH_AGENT.value and line.agent_id == me().id and not line.is_blocked:
        now = here.clock.now()
        key = f"{conversation_id}:{now // SLICE_MS}" if kind == LOADING else str(conversation_id)
        with here.database.transaction() as db:
            jobs.ask(db, [(kind, key, now)])
            here.wake.inside(db, JOBS)
        here.wake.after(JOBS)
    return "", 204
