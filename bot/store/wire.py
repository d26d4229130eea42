"""What came from LINE and what went to it, as it was on the wire: which of it has been kept long enough?

An event that was handled may go whole: what it said is in the transcript, by whose id a repeat is known for
good. A delivery only loses its bytes: that it went, how, and what it cost is what bubbles and numbers show.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from bot.store.inbox import DONE, IGNORED, InboxEvent
from bot.store.outbox import DROPPED, SENT, Delivery

_HANDLED = (DONE, IGNORED)
# What has failed, or is in doubt, can still be sent again by hand.
_OVER = (SENT, DROPPED)
NOTHING = "[]"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Deliveries looked at: those to be emptied, and where to go on; `is_last`: what follows is too young."""

    ids: list[int]
    until: int
    is_last: bool


def outlived_events(db: Connection, moment: int, limit: int) -> list[int]:
    """The oldest handled events, as far as they came before then (by the key; read engine).

    The newest event of all stays, however old: it says when LINE was last heard.
    """
    newest = select(func.max(InboxEvent.id)).scalar_subquery()
    oldest = select(InboxEvent.id, InboxEvent.received_at).where(
        InboxEvent.state.in_(_HANDLED), InboxEvent.id < newest
    )
    found = db.execute(oldest.order_by(InboxEvent.id).limit(limit))
    return [row.id for row in found if row.received_at < moment]


def forget_events(db: Connection, ids: Sequence[int]) -> int:
    """Gone for good; how many."""
    handled = InboxEvent.id.in_(ids) & InboxEvent.state.in_(_HANDLED)
    return db.execute(delete(InboxEvent).where(handled)).rowcount


def outlived_deliveries(db: Connection, after: int, moment: int, limit: int) -> Stretch:
    """The next so many, as far as they are from before then (by the key; read engine)."""
    following = select(
        Delivery.id, Delivery.created_at, Delivery.state, (Delivery.payload != NOTHING).label("is_full")
    ).where(Delivery.id > after)
    found = db.execute(following.order_by(Delivery.id).limit(limit)).all()
    young = next((index for index, row in enumerate(found) if row.created_at >= moment), len(found))
    old = found[:young]
    ids = [row.id for row in old if row.state in _OVER and row.is_full]
    return Stretch(ids, old[-1].id if old else after, is_last=len(old) < limit)


def empty_deliveries(db: Connection, ids: Sequence[int]) -> int:
    """Without the bytes and the token they went with; how many."""
    over = Delivery.id.in_(ids) & Delivery.state.in_(_OVER)
    return db.execute(update(Delivery).where(over).values(payload=NOTHING, reply_token=None)).rowcount
