"""Gives what waits in line to who has room, and takes it back from who has gone; when the shop wants it so.

The rule is handlers/assignment.py. Each gift is an event that takes a turn, so that two workers, a click and
a customer who leaves in the same moment meet at the fence.
"""

from bot.logs import log
from bot.store import presence, routing
from bot.store.conversations import state_from
from bot.store.database import AnyRow
from bot.turn import Busy, Turns
from handlers.acts import AgentLeft, Assigned
from handlers.assignment import Server, Waiting, plan
from handlers.events import Event
from handlers.shop import Shop


def route(turns: Turns) -> int:
    """One pass: what was left behind returns to the line, the line goes to people. How many were given."""
    now = turns.clock.now()
    with turns.database.reading() as db:
        shop = turns.shop.now(db, now)
        left = routing.left_waiting(db) if shop.routing.is_on else []
    if not shop.routing.is_on:
        return 0
    for conversation, agent in left:
        _take(turns, conversation, AgentLeft(agent, "offline"))
    given = 0
    for waiting, server in _plan(turns, shop, now):
        given += _take(turns, waiting.id, Assigned(server.id, server.name))
    return given


def _plan(turns: Turns, shop: Shop, now: int) -> list[tuple[Waiting, Server]]:
    with turns.database.reading() as db:
        staff = [
            Server(
                each.id,
                each.name,
                each.presence == presence.ONLINE,
                each.load,
                each.capacity,
                each.assigned_at,
            )
            for each in presence.colleagues(db)
        ]
        if not any(each.is_ready for each in staff):
            return []
        line = [_waiting(turns, row) for row in routing.line(db)]
    return plan(line, staff, shop.crews, now)


def _waiting(turns: Turns, row: AnyRow) -> Waiting:
    state = state_from(row.state)
    article = turns.topic_of(state.topic)
    topics = {state.topic, article, state.brief.topic if state.brief else ""}
    return Waiting(
        id=row.id,
        since=row.queued_at,
        priority=row.priority,
        topics=frozenset(topics - {""}),
        language=state.language,
        team_id=row.team_id,
        last_agent_id=state.last_agent_id,
        passed_by=state.passed_by,
    )


def _take(turns: Turns, conversation: int, event: Event) -> bool:
    """False when somebody else was quicker, or the last place is filled: the next pass sees how it stands."""
    try:
        turns.take(conversation, event)
    except Busy:
        log.info("routing.busy", conversation=conversation, event=type(event).__name__)
        return False
    return True
