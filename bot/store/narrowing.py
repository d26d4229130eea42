"""By what may a search be narrowed? When it was said and by whom, whose chat it is, its tag, how it stands.

Two ways lead to the rows: through the words, or through the chats where those are few. So neither a common
word in a few chats nor a rare one in many is looked for in everything that was ever said.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from bot.store import search
from bot.store.messages import AGENT
from bot.store.search import CARD, EVERYTHING, KINDS, MESSAGE, NOTE, Hit, Within
from handlers.state import Phase

FEW = 2000  # chats are gone through one by one up to so many
# Numbers follow the order in which things came here, and now and then something comes late.
_LATE_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is wanted; an empty field leaves nothing out. Moments from `first` up to `before`.

    `agent_id`: chats this colleague serves or has served; with the author `agent`, their own words only.
    """

    author: str = ""
    agent_id: int | None = None
    tag: str = ""
    state: str = ""
    first: int | None = None
    before: int | None = None

    @property
    def is_of_words(self) -> bool:
        """Does it speak of single messages, and not only of chats?"""
        return bool(self.author) or self.first is not None or self.before is not None

    @property
    def is_of_chats(self) -> bool:
        """Does it speak of whole chats?"""
        return self.agent_id is not None or bool(self.tag) or self.state in _STATES


NOTHING = Narrowed()

_WAITS = "c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL"
_WITH_AGENT = f"c.phase = '{Phase.WITH_AGENT.value}'"
_STATES = {
    "waiting": f"(c.phase = '{Phase.QUEUED.value}' OR ({_WITH_AGENT} AND {_WAITS}))",
    "served": _WITH_AGENT,
    "bot": f"c.phase IN ('{Phase.BOT.value}', '{Phase.FLOW.value}', '{Phase.TAKING_MESSAGE.value}')",
    "snoozed": f"{_WITH_AGENT} AND c.snoozed_until IS NOT NULL",
    "resolved": f"c.phase = '{Phase.IDLE.value}' AND c.resolved_at IS NOT NULL",
}
STATES = tuple(_STATES)
_TAGGED = "c.id IN (SELECT contact_id FROM contact_tags WHERE tag = :tag)"
_SERVED_BY = """c.id IN (
    SELECT id FROM conversations WHERE agent_id = :agent
    UNION SELECT conversation_id FROM service_sessions WHERE agent_id = :agent
)"""


def find(db: Connection, words: str, kind: int, limit: int, wish: Narrowed = NOTHING) -> list[Hit]:
    """The newest subjects that hold these words and fit the wish, at most `limit`."""
    if wish == NOTHING:
        return search.find(db, words, kind, limit)
    if kind == CARD and wish.is_of_words:
        return []  # a name is said by nobody, and at no time
    if kind == NOTE and wish.author not in ("", AGENT):
        return []
    within = _within(db, kind, wish)
    return search.find(db, words, kind, limit, within) if within.chats != () else []


def _within(db: Connection, kind: int, wish: Narrowed) -> Within:
    values = {"author": wish.author, "agent": wish.agent_id, "tag": wish.tag}
    values |= {"first": wish.first, "before": wish.before}
    chats, conditions = None, []
    if wish.is_of_chats:
        fitting = _of_chats(wish)
        found = _few(db, fitting, values)
        chats = found if len(found) <= FEW else None
        if chats is None:
            same = f"c.id = d.conversation_id AND {fitting}"
            conditions = [f"EXISTS (SELECT 1 FROM conversations AS c WHERE {same})"]  # noqa: S608
    if kind != CARD and wish.is_of_words:
        conditions += [_of_words(kind, wish)]
    bottom, top = _between(db, wish) if kind == MESSAGE else (EVERYTHING.bottom, EVERYTHING.top)
    return Within("".join(f" AND {each}" for each in conditions), values, chats, bottom, top)


def _of_chats(wish: Narrowed) -> str:
    parts = [_STATES[wish.state]] if wish.state in _STATES else []
    parts += [_TAGGED] if wish.tag else []
    return " AND ".join([*parts, _SERVED_BY] if wish.agent_id is not None else parts)


def _few(db: Connection, fitting: str, values: Mapping[str, object]) -> tuple[int, ...]:
    """Those chats, or one more than are few."""
    wanted = text(f"SELECT c.id FROM conversations AS c WHERE {fitting} LIMIT {FEW + 1}")  # noqa: S608
    return tuple(db.execute(wanted, values).scalars())


def _of_words(kind: int, wish: Narrowed) -> str:
    is_note = kind == NOTE
    moment = "s.at" if is_note else "s.happened_at"
    parts = ["s.author = :author"] if wish.author and not is_note else []
    parts += ["s.agent_id = :agent"] if wish.author == AGENT and wish.agent_id is not None else []
    parts += [f"{moment} >= :first"] if wish.first is not None else []
    parts += [f"{moment} < :before"] if wish.before is not None else []
    table = "notes" if is_note else "messages"
    fitting = " AND ".join([f"s.id = d.id / {KINDS}", *parts])
    return f"EXISTS (SELECT 1 FROM {table} AS s WHERE {fitting})"  # noqa: S608 – words of ours


def _between(db: Connection, wish: Narrowed) -> tuple[int, int]:
    """Within which message numbers these moments certainly lie: one statement, a handful of looks."""
    bottom, top = EVERYTHING.bottom, EVERYTHING.top
    if wish.first is not None:
        bottom = db.execute(_NUMBER_AT, {"moment": wish.first - _LATE_MS}).scalar_one()
    if wish.before is not None:
        top = db.execute(_NUMBER_AT, {"moment": wish.before + _LATE_MS}).scalar_one()
    return bottom, top


# Halving: is the message in the middle of an earlier moment, the one looked for is behind it.
_MIDDLE = """COALESCE((
    SELECT m.happened_at FROM messages AS m WHERE m.id >= (low + high) / 2 ORDER BY m.id LIMIT 1
), :moment) < :moment"""
_NUMBER_AT = text(
    f"""
    WITH RECURSIVE halves(low, high) AS (
        SELECT CAST(0 AS BIGINT), COALESCE(MAX(id), 0) + 1 FROM messages
        UNION ALL
        SELECT CASE WHEN {_MIDDLE} THEN (low + high) / 2 + 1 ELSE low END,
            CASE WHEN {_MIDDLE} THEN high ELSE (low + high) / 2 END
        FROM halves WHERE low < high
    )
    SELECT MAX(low) FROM halves
    """  # noqa: S608 – words of ours
)
