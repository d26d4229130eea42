"""Who of an audience may be sent to, decided for many contacts in one statement.

The rule is handlers/campaigns.py's; here it is said in SQL, because a million contacts fetched one
by one would take a minute and all the memory. tests/bot/store/test_reach.py proves the two equal.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, TextClause, text

from bot.store.database import CHANNEL
from bot.store.hot import Hot
from handlers.campaigns import Why
from handlers.collected import DONE
from handlers.limits import SLACK_MS, WEEK_MS, Limits

# What somebody has had, and why it is enough; a reservation's moment lies in the far future, so it falls
# into every one of these windows.
_HAD_ENOUGH = """
    CASE WHEN MAX(CASE WHEN l.campaign_id = :campaign THEN 1 ELSE 0 END) = 1 THEN '{already}'
        WHEN :gap_ms > 0 AND MAX(l.at) > :now - :gap_ms THEN '{too_soon}'
        WHEN COUNT(*) FILTER (WHERE l.at >= :midnight) >= :per_day THEN '{day_cap}'
        WHEN COUNT(*) >= :per_week THEN '{week_cap}'
        ELSE '' END
"""

_JUDGED = """
    SELECT c.id AS contact_id, c.line_id, COALESCE(NULLIF(v.language, ''), :shop_language) AS language,
        CASE WHEN c.is_blocked THEN '{blocked}'
            WHEN {said_no} THEN '{no_consent}'
            WHEN v.phase IN ('queued', 'taking_message', 'with_agent') THEN '{with_person}'
            WHEN {has_case} THEN '{open_case}'
            WHEN c.bad_score_at > :now - :bad_score_ms THEN '{bad_score}'
            ELSE {enough} END AS reason
    FROM contacts AS c {joins}
    WHERE {which}
"""

# One look in an index for each contact: what SQLite is fastest at, and what either does for a single one.
# LIMIT, because PostgreSQL may answer an EXISTS by reading all who ever said no.
_LOOKED_UP = {
    "said_no": """(SELECT 1 FROM consents AS k
                WHERE k.contact_id = c.id AND k.topic = :topic AND NOT k.is_on LIMIT 1) IS NOT NULL""",
    "has_case": """(SELECT 1 FROM cases AS o
                WHERE o.conversation_id = c.id AND o.status <> '{done}' LIMIT 1) IS NOT NULL""",
    "enough": """(SELECT {had_enough}
                FROM ledger AS l WHERE l.contact_id = c.id AND l.at > :week_start)""",
    "joins": "LEFT JOIN conversations AS v ON v.id = c.id",
}

# The same part of every table read once, in the order of its key, and laid side by side: on PostgreSQL a look
# for each contact costs more than twice as much. Each table is told {among}, so that none is read whole.
_SIDE_BY_SIDE = {
    "said_no": "k.contact_id IS NOT NULL",
    "has_case": "o.conversation_id IS NOT NULL",
    "enough": "COALESCE(e.reason, '')",
    "joins": """
    LEFT JOIN conversations AS v ON v.id = c.id AND v.id {among}
    LEFT JOIN consents AS k ON k.contact_id = c.id AND k.contact_id {among}
        AND k.topic = :topic AND NOT k.is_on
    LEFT JOIN (SELECT DISTINCT conversation_id FROM cases
        WHERE conversation_id {among} AND status <> '{done}') AS o ON o.conversation_id = c.id
    LEFT JOIN (SELECT l.contact_id, {had_enough} AS reason FROM ledger AS l
        WHERE l.contact_id {among} AND l.at > :week_start GROUP BY l.contact_id) AS e ON e.contact_id = c.id
""",
}
# Where a table has grown since its last ANALYZE PostgreSQL takes thousands of rows for one, and would read
# every other part again for each of them.
_NO_LOOPS = text("SET LOCAL enable_nestloop = off")

_AUDIENCE = """
    c.id {among} AND {people}
    AND (:any_language OR COALESCE(NULLIF(v.language, ''), :shop_language) = :language)
    {tagged}
"""

_TAGGED = """
    AND EXISTS (SELECT 1 FROM contact_tags AS t
        WHERE t.contact_id = c.id AND t.contact_id {among} AND t.tag {tags})
"""
# People, no groups. The plus keeps SQLite from walking the whole channel by its index instead of one slice
# by its key; PostgreSQL takes the plain words, of which it knows how many contacts they mean.
_PEOPLE = {
    "sqlite": "+c.channel_id = :channel AND substr(c.line_id, 1, 1) = 'U'",
    "postgresql": "c.channel_id = :channel AND c.line_id LIKE 'U%'",
}
_SLICE = "BETWEEN :first AND :last"
_TAGS = {"sqlite": "IN (SELECT value FROM json_each(:tags))", "postgresql": "= ANY(:tags)"}
_WAYS = {"sqlite": _LOOKED_UP, "postgresql": _SIDE_BY_SIDE}
# As text that json.loads reads: psycopg takes ten times as long over an array.
_LIST = {
    "sqlite": "json_group_array(contact_id)",
    "postgresql": "translate(CAST(array_agg(contact_id) AS text), '{}', '[]')",
}


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


def _judged(way: dict[str, str], which: str) -> str:
    """Still with {among}, which says of whom."""
    words = {**{each.name.lower(): each.value for each in Why}, "done": DONE, "among": "{among}"}
    words["had_enough"] = _HAD_ENOUGH.format(**words)
    parts = {part: sql.format(**words) for part, sql in way.items()}
    return _JUDGED.format(**words, **parts, which=which)


# One key to group by: the reason, or "=th" for those to send to. The fence keeps the rule from being
# worked out again for every use of the key.
_GROUPED = """
    SELECT verdict, COUNT(*) AS number, {listed} AS listed
    FROM (SELECT contact_id, COALESCE(NULLIF(reason, ''), '=' || language) AS verdict
        FROM ({judged}) AS judged {fence}) AS sorted
    GROUP BY 1
"""
_FENCE = {"sqlite": "LIMIT -1", "postgresql": "OFFSET 0"}
_CHOSEN = "="


def _statements() -> dict[tuple[str, bool, bool], TextClause]:
    """(engine, has tags, wants the list) → the statement."""
    made = {}
    for engine, way in _WAYS.items():
        for has_tags in (False, True):
            tagged = _TAGGED.replace("{tags}", _TAGS[engine]) if has_tags else ""
            which = _AUDIENCE.replace("{people}", _PEOPLE[engine]).replace("{tagged}", tagged)
            judged = _judged(way, which).replace("{among}", _SLICE)
            for wants_list in (False, True):
                listed = _LIST[engine] if wants_list else "NULL"
                grouped = _GROUPED.format(listed=listed, judged=judged, fence=_FENCE[engine])
                made[engine, has_tags, wants_list] = text(grouped)
    return made


_SORT = _statements()
_THESE = {engine: Hot(_judged(way, "c.id {among}")) for engine, way in _WAYS.items()}
_ONE = Hot(_judged(_LOOKED_UP, "c.id {among}"))


def _values(wish: Wish) -> dict[str, Any]:
    limits, moment = wish.limits, wish.moment
    return {
        "now": moment.now,
        "midnight": moment.midnight,
        "week_start": moment.now - WEEK_MS - SLACK_MS,
        "gap_ms": limits.gap_ms and limits.gap_ms + SLACK_MS,
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
        if row.verdict.startswith(_CHOSEN):
            chosen[row.verdict.removeprefix(_CHOSEN)] = sorted(json.loads(row.listed))
        else:
            excluded[row.verdict] = row.number
    return Sorted(chosen, excluded)


def count(db: Connection, audience: Audience, wish: Wish) -> tuple[dict[str, int], dict[str, int]]:
    """Of the whole audience, as things stand: {language: who would be sent to}, {reason: who would not}."""
    chosen, excluded = {}, {}
    for row in _sorted(db, audience, wish, 0, _LAST, wants_list=False):
        if row.verdict.startswith(_CHOSEN):
            chosen[row.verdict.removeprefix(_CHOSEN)] = row.number
        else:
            excluded[row.verdict] = row.number
    return chosen, excluded


_LAST = 2**62


def _sorted(
    db: Connection, audience: Audience, wish: Wish, after: int, until: int, *, wants_list: bool
) -> CursorResult[*tuple[Any, ...]]:
    engine = db.dialect.name
    _plan_well(db)
    values = {
        **_values(wish),
        "first": after + 1,
        "last": until,
        "channel": CHANNEL,
        "any_language": not audience.language,
        "language": audience.language,
    }
    if audience.tags:
        values["tags"] = json.dumps(audience.tags) if engine == "sqlite" else list(audience.tags)
    return db.execute(_SORT[engine, bool(audience.tags), wants_list], values)


def judge(db: Connection, contact_ids: list[int], wish: Wish) -> list[tuple[int, str, str]]:
    """(contact, LINE id, reason or empty) of each of these, in the order of their numbers."""
    _plan_well(db)
    found = _THESE[db.dialect.name](db, contact_ids, **_values(wish))
    return sorted((contact, line_id, reason) for contact, line_id, _, reason in found)


def _plan_well(db: Connection) -> None:
    """For the rest of this transaction PostgreSQL lays tables side by side, whatever it believes of them."""
    if db.dialect.name == "postgresql":
        db.execute(_NO_LOOPS)


def why_not_one(db: Connection, contact_id: int, wish: Wish) -> Why | None:
    """The rule for one contact. Raises LookupError when there is no such contact."""
    found = _ONE(db, [contact_id], **_values(wish))
    if not found:
        raise LookupError(contact_id)
    reason = found[0][3]
    return Why(reason) if reason else None
