"""Whose waiting events may be taken now, and which of them is first? Asked in every round of a decider."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.store import conversations
from bot.store.conversations import Thread
from bot.store.hot import Hot


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event handed to a turn. `is_known`: its message has a bubble, or a tombstone, already."""

    id: int
    line_timestamp: int
    delivered_at: int
    payload: str
    attempts: int
    line_message_id: str | None
    is_known: bool


# The partial index on waiting rows keeps it cheap however many millions are done.
_FREE = """
    SELECT contact_key, contact FROM (
        SELECT inbox.id AS id, inbox.contact_key AS contact_key, contacts.id AS contact FROM inbox
        LEFT JOIN contacts ON contacts.line_id = inbox.contact_key AND contacts.channel_id = inbox.channel_id
        LEFT JOIN conversations ON conversations.id = contacts.id
        WHERE inbox.state = 0 AND (conversations.id IS NULL OR conversations.lease_until <= :now)
        ORDER BY inbox.id LIMIT :window) AS free
    GROUP BY contact_key, contact ORDER BY MIN(id) LIMIT :most
"""
_CANDIDATES = Hot(_FREE)
# Found, leased and read in one round trip. Ordered and skipping: two workers claiming together neither
# wait nor deadlock. Arrays, so that no plan reads the whole table for a handful.
_LEASE = Hot(
    # Only names written in these files are put together.
    f"""
    WITH free AS MATERIALIZED ({_FREE}),
    taken AS (
        UPDATE conversations SET lease_until = :until, fence = fence + 1 FROM contacts
        WHERE contacts.id = conversations.id AND lease_until <= :now AND conversations.id = ANY(ARRAY(
            SELECT id FROM conversations WHERE lease_until <= :now
                AND id = ANY(ARRAY(SELECT contact FROM free WHERE contact IS NOT NULL))
            ORDER BY id {{lock}}))
        RETURNING fence, {conversations.HELD})
    SELECT free.contact_key, taken.* FROM free LEFT JOIN taken ON taken.id = free.contact
    WHERE taken.id IS NOT NULL OR free.contact IS NULL
    """,  # noqa: S608
    lock="FOR UPDATE SKIP LOCKED",
)


def lease(
    db: Connection, now: int, lease_ms: int, window: int, most: int
) -> tuple[dict[int, Thread], list[str]]:
    """The conversations of those who have waiting events and no lease, leased; and the keys of strangers.

    Of the oldest `window` events, and of `most` contacts. A stranger has no conversation to be leased.
    """
    if db.dialect.name == "sqlite":
        found = _CANDIDATES(db, now=now, window=window, most=most)
        known = [contact for _, contact in found if contact is not None]
        threads = conversations.lease(db, known, now, lease_ms)
        return threads, [key for key, contact in found if contact is None]
    found = _LEASE(db, now=now, until=now + lease_ms, window=window, most=most)
    threads = {row[2]: conversations.thread(*row[1:]) for row in found if row[2] is not None}
    return threads, [row[0] for row in found if row[2] is None]


_LOWEST = Hot(
    """
    SELECT id, line_timestamp, delivered_at, payload, attempts, line_message_id,
        EXISTS (SELECT 1 FROM messages WHERE messages.line_message_id = ranked.line_message_id), contact
    FROM (
        SELECT inbox.id AS id, line_timestamp, delivered_at, payload, attempts, line_message_id,
            contacts.id AS contact,
            ROW_NUMBER() OVER (PARTITION BY contacts.id ORDER BY line_timestamp, webhook_event_id) AS place
        FROM contacts JOIN inbox
            ON inbox.contact_key = contacts.line_id AND inbox.channel_id = contacts.channel_id
        WHERE contacts.id {among} AND inbox.state = 0) AS ranked
    WHERE place = 1
    """
)


def lowest(db: Connection, contact_ids: list[int]) -> list[tuple[int, Waiting]]:
    """(contact, its waiting event with the lowest (LINE timestamp, webhook event id))."""
    return [(row[7], Waiting(*row[:7])) for row in _LOWEST(db, contact_ids)] if contact_ids else []
