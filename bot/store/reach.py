"""Who of an audience may be sent to, decided for many contacts in one statement.

The rule is handlers/campaigns.py's; here it is said in SQL, because a million contacts fetched one
by one would take a minute and all the memory. tests/bot/store/test_reach.py proves the two equal.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, TextClause, text

from bot.store.cases import UNFINISHED
from bot.store.database import CHANNEL
from handlers.campaigns import UNSENT, Why
from handlers.limits import WEEK_MS, Limits

_CASES = "EXISTS (SELECT 1 FROM cases AS o WHERE o.conversation_id = c.id AND o.status IN ({statuses}))"
_HAS_CASE = _CASES.format(statuses=", ".join(f"'{each}'" for each in UNFINISHED))

# The part that holds for anything proactive at any moment, and is asked again right before sending.
_NOW = f"""
    WHEN c.is_blocked THEN '{Why.BLOCKED}'
    WHEN k.contact_id IS NOT NULL THEN '{Why.NO_CONSENT}'
    WHEN v.phase IN ('queued', 'with_agent') THEN '{Why.WITH_PERSON}'
    WHEN {_HAS_CASE} THEN '{Why.OPEN_CASE}'
    WHEN c.bad_score_at > :now - :bad_score_ms THEN '{Why.BAD_SCORE}'
"""

_ENOUGH = f"""
    WHEN l.is_member = 1 THEN '{Why.ALREADY}'
    WHEN :gap_ms > 0 AND l.last_at > :now - :gap_ms THEN '{Why.TOO_SOON}'
    WHEN l.today >= :per_day THEN '{Why.DAY_CAP}'
    WHEN l.week >= :per_week THEN '{Why.WEEK_CAP}'
"""

_ABOUT = """
    LEFT JOIN conversations AS v ON v.id = c.id
    LEFT JOIN consents AS k ON k.contact_id = c.id AND k.topic = :topic AND NOT k.is_on
"""

# A reservation's moment lies in the far future, so it falls into every one of these windows.
_LEDGER = """
    LEFT JOIN (
        SELECT contact_id, COUNT(*) AS week, COUNT(*) FILTER (WHERE at >= :midnight) AS today,
            MAX(at) AS last_at, MAX(CASE WHEN campaign_id = :campaign THEN 1 ELSE 0 END) AS is_member
        FROM ledger WHERE at > :week_start AND {these} GROUP BY contact_id
    ) AS l ON l.contact_id = c.id
"""

_SLICE = "contact_id > :after AND contact_id <= :until"

_JUDGED = """
    SELECT c.id AS contact_id, COALESCE(NULLIF(v.language, ''), :shop_language) AS language,
        CASE {now} {enough} ELSE '' END AS reason
    FROM contacts AS c {about} {ledger}
    WHERE {which}
"""

_AUDIENCE = """
    c.id > :after AND c.id <= :until AND c.channel_id = :channel AND substr(c.line_id, 1, 1) = 'U'
    AND (:any_language OR COALESCE(NULLIF(v.language, ''), :shop_language) = :language)
    {tagged}
"""

_TAGGED = """
    AND EXISTS (SELECT 1 FROM contact_tags AS t WHERE t.contact_id = c.id AND t.tag {among})
"""
_AMONG = {"sqlite": "IN (SELECT value FROM json_each(:tags))", "postgresql": "= ANY(:tags)"}
_LIST = {"sqlite": "json_group_array(contact_id)", "postgresql": "array_agg(contact_id)"}


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and when the shop's day began."""

    now: int
    midnight: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: everybody, those with any of these tags, those of one language, or both at once."""

    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """One proactive message to decide on. `campaign` is 0 for anything that is none."""

    topic: str
    shop_language: str
    limits: Limits
    moment: Moment
    campaign: int = 0


@dataclass(frozen=True, slots=True)
class Sorted:
    """A slice of an audience: the contacts to send to by language, and the others counted by reason."""

    chosen: dict[str, list[int]]
    excluded: dict[str, int]


def _judged(these: str, which: str) -> str:
    ledger = _LEDGER.format(these=these)
    return _JUDGED.format(now=_NOW, enough=_ENOUGH, about=_ABOUT, ledger=ledger, which=which)


_GROUPED = """
    SELECT reason, CASE WHEN reason = '' THEN language ELSE '' END AS spoken, COUNT(*) AS number,
        {listed} AS listed
    FROM ({judged}) AS judged GROUP BY 1, 2
"""


def _statements() -> dict[tuple[str, bool, bool], TextClause]:
    """(engine, has tags, wants the list) → the statement."""
    made = {}
    for engine in _AMONG:
        for has_tags in (False, True):
            tagged = _TAGGED.format(among=_AMONG[engine]) if has_tags else ""
            judged = _judged(_SLICE, _AUDIENCE.format(tagged=tagged))
            for wants_list in (False, True):
                listed = f"{_LIST[engine]} FILTER (WHERE reason = '')" if wants_list else "NULL"
                made[engine, has_tags, wants_list] = text(_GROUPED.format(listed=listed, judged=judged))
    return made


_SORT = _statements()
_ONE = text(_judged("contact_id = :contact", "c.id = :contact"))
_STILL_SQL = """
    SELECT c.id, c.line_id, CASE {now} ELSE '' END AS reason
    FROM ledger AS r JOIN contacts AS c ON c.id = r.contact_id {about}
    WHERE r.chunk_id = :chunk AND r.at = {unsent} ORDER BY c.id
"""
_STILL = text(_STILL_SQL.format(now=_NOW, about=_ABOUT, unsent=UNSENT))


def _values(wish: Wish) -> dict[str, Any]:
    limits, moment = wish.limits, wish.moment
    return {
        "now": moment.now,
        "midnight": moment.midnight,
        "week_start": moment.now - WEEK_MS,
        "gap_ms": limits.gap_ms,
        "per_day": limits.per_day,
        "per_week": limits.per_week,
        "bad_score_ms": limits.bad_score_ms,
        "topic": wish.topic,
        "campaign": wish.campaign,
        "shop_language": wish.shop_language,
    }


def sort(db: Connection, audience: Audience, wish: Wish, after: int, until: int) -> Sorted:
    """The contacts with numbers in (after, until] that the audience means, sorted by the rule."""
    chosen, excluded = {}, {}
    for row in _sorted(db, audience, wish, after, until, wants_list=True):
        if row.reason:
            excluded[row.reason] = row.number
        else:
            listed = json.loads(row.listed) if isinstance(row.listed, str) else row.listed
            chosen[row.spoken] = sorted(listed)
    return Sorted(chosen, excluded)


def count(db: Connection, audience: Audience, wish: Wish) -> tuple[dict[str, int], dict[str, int]]:
    """Of the whole audience, as things stand: {language: who would be sent to}, {reason: who would not}."""
    chosen, excluded = {}, {}
    for row in _sorted(db, audience, wish, 0, _LAST, wants_list=False):
        if row.reason:
            excluded[row.reason] = row.number
        else:
            chosen[row.spoken] = row.number
    return chosen, excluded


_LAST = 2**62


def _sorted(
    db: Connection, audience: Audience, wish: Wish, after: int, until: int, *, wants_list: bool
) -> CursorResult[*tuple[Any, ...]]:
    engine = db.dialect.name
    values = {
        **_values(wish),
        "after": after,
        "until": until,
        "channel": CHANNEL,
        "any_language": not audience.language,
        "language": audience.language,
    }
    if audience.tags:
        values["tags"] = json.dumps(audience.tags) if engine == "sqlite" else list(audience.tags)
    return db.execute(_SORT[engine, bool(audience.tags), wants_list], values)


def why_not_one(db: Connection, contact_id: int, wish: Wish) -> Why | None:
    """The rule for one contact. Raises LookupError when there is no such contact."""
    found = db.execute(_ONE, {**_values(wish), "contact": contact_id}).first()
    if found is None:
        raise LookupError(contact_id)
    return Why(found.reason) if found.reason else None


def still(db: Connection, chunk_id: int, wish: Wish) -> list[tuple[int, str, str]]:
    """(contact, LINE id, reason or empty) of everyone who has a reservation in this chunk."""
    found = db.execute(_STILL, {**_values(wish), "chunk": chunk_id})
    return [(contact, line_id, reason) for contact, line_id, reason in found]
