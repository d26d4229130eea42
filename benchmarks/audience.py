"""A million contacts and what they have been sent, made by the database itself: Python would take minutes."""

from sqlalchemy import text

from bot.store.database import Database

DAY_MS = 86_400_000
LEDGER_PER_CONTACT = 5
LEDGER_DAYS = 21
_AT_ONCE = 250_000

_SERIES = {
    "sqlite": "WITH RECURSIVE s(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM s WHERE i < :last)",
    "postgresql": "WITH s AS (SELECT i FROM generate_series(CAST(:first AS bigint), :last) AS i)",
}
_LINE_ID = {"sqlite": "'U' || printf('%032x', i)", "postgresql": "'U' || lpad(to_hex(i), 32, '0')"}

# One in twenty has blocked us, one in twenty-three said no, one in a hundred talks to a person.
_CONTACTS = """
    {series} INSERT INTO contacts
        (id, channel_id, line_id, display_name, picture_url, is_blocked, created_at)
    SELECT i, 1, {line_id}, '', '', i % 20 = 0, 0 FROM s
"""
_CONVERSATIONS = """
    {series} INSERT INTO conversations (id, channel_id, lease_until, fence, state, reply_tokens, phase,
        language, priority, misses, last_at, last_author, last_text)
    SELECT i, 1, 0, 0, '{{}}', '[]', CASE WHEN i % 100 = 0 THEN 'queued' ELSE 'idle' END,
        CASE WHEN i % 4 = 0 THEN 'en' ELSE 'th' END, 0, 0, 0, '', '' FROM s
"""
_CONSENTS = """
    {series} INSERT INTO consents (contact_id, topic, is_on)
    SELECT i, 'promotions', i < 0 FROM s WHERE i % 23 = 0
"""
# Spread over contacts and days without any pattern that an index could profit from.
_LEDGER = """
    {series} INSERT INTO ledger (contact_id, kind, campaign_id, at)
    SELECT 1 + (i * 7919) % :contacts, 1, 0, :now - 3600000 - (i * 2654435761) % :span FROM s
"""


def fill(database: Database, contacts: int, now: int) -> None:
    """Contacts 1 to `contacts`, their conversations, consents, and five times as many messages sent."""
    for statement in (_CONTACTS, _CONVERSATIONS, _CONSENTS):
        _insert(database, statement, contacts, {})
    span = LEDGER_DAYS * DAY_MS
    values = {"contacts": contacts, "now": now, "span": span}
    _insert(database, _LEDGER, contacts * LEDGER_PER_CONTACT, values)
    if not database.is_sqlite:
        with database.write.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text("VACUUM ANALYZE"))  # what autovacuum would have done by then


def _insert(database: Database, statement: str, rows: int, values: dict[str, int]) -> None:
    engine = "sqlite" if database.is_sqlite else "postgresql"
    written = text(statement.format(series=_SERIES[engine], line_id=_LINE_ID[engine]))
    for first in range(1, rows + 1, _AT_ONCE):
        last = min(rows, first + _AT_ONCE - 1)
        with database.transaction() as db:
            db.execute(written, {"first": first, "last": last, **values})
