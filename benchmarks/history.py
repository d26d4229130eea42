"""What has a desk gathered after a year? Customers, chats, and every row that they left behind.

A session is ten messages: five questions, five answers. One in ten went to a person and one in ten was left
in line. Everything is over; the newest ended an hour ago.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.bulk import Bulk, bulk
from benchmarks.talk import sentences
from bot.store.database import CHANNEL, Database
from bot.store.messages import BOT
from faq.article import starter

PER_SESSION = 10
LONGEST = 5_000  # messages in each of the longest chats, which are those of the first contacts
LONG_CHATS = 4
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
DAYS = 365
_AGENTS = 3
_SENTENCES = 5_000
_LEDGER_PER_CONTACT, _LEDGER_DAYS = 5, 21
# Of ten sessions one went to a person, one was left in line, the rest the bot did alone.
_SERVED, _LEFT = 3, 7


@dataclass(frozen=True, slots=True)
class Past:
    """How much there was. `now`: the end of it. Contacts are numbered from 1, as LINE's ids of them are."""

    contacts: int
    messages: int
    now: int

    @property
    def sessions(self) -> int:
        """A tenth of the messages."""
        return self.messages // PER_SESSION

    @property
    def long_sessions(self) -> int:
        """So many belong to the longest chats together."""
        return LONG_CHATS * min(LONGEST // PER_SESSION, self.sessions // (2 * LONG_CHATS))

    def chat(self, session: str) -> str:
        """SQL: whose session this is. The longest chats have one now and then, the others as it comes."""
        every = self.sessions // self.long_sessions
        is_long = f"{session} % {every} = 0 AND {session} / {every} <= {self.long_sessions}"
        long, spread = f"({session} / {every}) % {LONG_CHATS}", f"({session} * 7919) % {self.contacts}"
        return f"(1 + CASE WHEN {is_long} THEN {long} ELSE {spread} END)"

    def opened(self, session: str) -> str:
        """SQL: when it began; the sessions come one after the other, all year."""
        return f"({self.now - DAYS * DAY_MS} + {session} * {(DAYS * DAY_MS - HOUR_MS) // self.sessions})"


def fill(database: Database, past: Past, parts: Sequence[Callable[[Bulk, Past], None]] = ()) -> None:
    """All of it, or these parts; a million contacts take some minutes."""
    with bulk(database) as fast:
        _say(fast)
        for each in parts or EVERYTHING:
            each(fast, past)
        fast.run("DROP TABLE said")


def _say(fast: Bulk) -> None:
    """What is said, to be chosen from."""
    fast.run("CREATE TABLE said (n integer PRIMARY KEY, asked text, answered text, slug text)")
    slugs = [each.slug for each in starter()]
    rows = [
        f"({number}, '{asked}', '{answered}', '{slugs[number % len(slugs)]}')"
        for number, (asked, answered) in enumerate(_words())
    ]
    for first in range(0, _SENTENCES, 500):
        fast.run(f"INSERT INTO said VALUES {', '.join(rows[first : first + 500])}")


@cache
def _words() -> list[tuple[str, str]]:
    """(asked, answered), as SQL quotes them."""
    asked: list[str] = []
    answered: list[str] = []
    for author, words in sentences():
        (answered if author == BOT else asked).append(words.replace("'", "''").replace("\n", " "))
        if min(len(asked), len(answered)) >= _SENTENCES:
            return list(zip(asked, answered, strict=False))[:_SENTENCES]
    return []


def _spoken(message: str) -> str:
    return f"JOIN said ON said.n = ({message}) % {_SENTENCES}"


def _session(message: str) -> str:
    return f"(({message} - 1) / {PER_SESSION} + 1)"


def _at(past: Past, message: str) -> str:
    """Half a minute between any two messages of a session."""
    return f"({past.opened(_session(message))} + (({message} - 1) % {PER_SESSION}) * 30000)"


def _people(fast: Bulk, past: Past) -> None:
    """One in twenty has blocked us, one in twenty-three said no, one in fifty carries a label."""
    began, number = past.now - DAYS * DAY_MS, past.contacts
    contact = {
        "id": "i",
        "channel_id": CHANNEL,
        "line_id": f"'U' || {fast.hexadecimal('i', 32)}",
        "display_name": "'ลูกค้า ' || i",
        "picture_url": "'https://profile.line-scdn.net/0h' || i",
        "is_blocked": "i % 20 = 0",
        "language": "'th'",
        "profile_at": past.now,
        "created_at": f"{began} + i",
    }
    fast.rows("contacts", number, contact)
    chat = {
        "id": "i",
        "channel_id": CHANNEL,
        "lease_until": 0,
        "fence": 9,
        "state": """'{"knows_bot": true}'""",
        "reply_tokens": "'[]'",
        "phase": "'idle'",
        "language": "'th'",
        "priority": 0,
        "misses": 0,
        "last_at": f"{began} + i * {(DAYS * DAY_MS - HOUR_MS) // number}",
        "last_author": "'contact'",
        "last_text": "'ขอบคุณค่ะ'",
    }
    fast.rows("conversations", number, chat)
    refused = {"contact_id": "i * 23", "topic": "'promotions'", "is_on": "i < 0"}
    fast.rows("consents", number // 23, refused)
    fast.rows("consent_changes", number // 23, refused | {"how": "'bot'", "at": f"{past.now - DAY_MS} - i"})
    tag = {"contact_id": "i * 50", "tag": "'vip'", "agent_id": 1, "at": past.now}
    fast.rows("contact_tags", number // 50, tag)
    sent = {
        "contact_id": f"1 + (i * 7919) % {number}",
        "kind": 1,
        "campaign_id": 0,
        "at": f"{past.now - HOUR_MS} - (i * 2654435761) % {_LEDGER_DAYS * DAY_MS}",
    }
    fast.rows("ledger", number * _LEDGER_PER_CONTACT, sent)
    timer = {"conversation_id": "i", "name": "'quiet'", "due_at": f"{past.now + 2 * HOUR_MS} + i * 1000"}
    fast.rows("timers", min(number, 20_000), timer)


def _sessions(fast: Bulk, past: Past) -> None:
    ended = (
        f"CASE i % 10 WHEN {_SERVED} THEN 'resolved' WHEN {_LEFT} THEN 'abandoned' "
        "ELSE CASE i % 50 WHEN 1 THEN 'expired' ELSE 'contained' END END"
    )
    session = {
        "id": "i",
        "conversation_id": past.chat("i"),
        "opened_at": past.opened("i"),
        "closed_at": f"{past.opened('i')} + {HOUR_MS // 2}",
        "outcome": ended,
        "agent_id": f"CASE WHEN i % 10 = {_SERVED} THEN 1 + i % {_AGENTS} END",
    }
    fast.rows("service_sessions", past.sessions, session)


def _messages(fast: Bulk, past: Past) -> None:
    """Odd ones are asked, even ones answered; one in eight questions found no answer."""
    session = _session("i")
    is_asked, is_served = "i % 2 = 1", f"{session} % 10 = {_SERVED}"
    is_agents = f"i % 2 = 0 AND {is_served} AND (i - 1) % {PER_SESSION} >= 6"
    is_lost = "(i / 2) % 8 = 0"
    understood = f"CASE WHEN {is_lost} THEN 'unknown' ELSE 'answer' END"
    ended = f"CASE WHEN {is_served} THEN 'handed_off' WHEN {is_lost} THEN 'left' ELSE 'done' END"
    message = {
        "id": "i",
        "conversation_id": past.chat(session),
        "session_id": session,
        "author": f"CASE WHEN {is_asked} THEN 'contact' WHEN {is_agents} THEN 'agent' ELSE 'bot' END",
        "agent_id": f"CASE WHEN {is_agents} THEN 1 + {session} % {_AGENTS} END",
        "kind": "'text'",
        "text": f"CASE WHEN {is_asked} THEN asked || ' ' || (i % 9973) ELSE answered END",
        "options": "''",
        "trail": "''",
        "line_message_id": f"CASE WHEN {is_asked} THEN '4' || {fast.hexadecimal('i', 17)} END",
        "outbox_id": "CASE WHEN i % 2 = 0 THEN i / 2 END",
        "part": 0,
        "happened_at": _at(past, "i"),
        "verdict": f"CASE WHEN {is_asked} THEN {understood} ELSE '' END",
        "slug": f"CASE WHEN {is_asked} AND NOT {is_lost} THEN slug ELSE '' END",
        "sureness": f"CASE WHEN {is_asked} THEN 400 + i % 600 END",
        "lead": f"CASE WHEN {is_asked} THEN i % 400 END",
        "outcome": f"CASE WHEN {is_asked} THEN {ended} ELSE '' END",
    }
    fast.rows("messages", past.messages, message, _spoken("i"))


def _brought(fast: Bulk, past: Past) -> None:
    """LINE's event for each question."""
    asked = "(2 * i - 1)"
    at, line_id = _at(past, asked), f"'U' || {fast.hexadecimal(past.chat(_session(asked)), 32)}"
    number = f"'4' || {fast.hexadecimal(asked, 17)}"
    payload = (
        """'{"type":"message","message":{"type":"text","quoteToken":"q3Plxr4AgKd-QZ9RzS2mYxWc","id":"' || """
        f"""{number} || '","text":"' || asked || '"}},"mode":"active","source":{{"type":"user","""
        f""""userId":"' || {line_id} || '"}},"deliveryContext":{{"isRedelivery":false}}}}'"""
    )
    event = {
        "id": "i",
        "channel_id": CHANNEL,
        "webhook_event_id": f"'01' || {fast.hexadecimal('i', 24)}",
        "contact_key": line_id,
        "line_timestamp": at,
        "line_message_id": number,
        "received_at": f"{at} + 80",
        "delivered_at": f"{at} + 80",
        "payload": payload,
        "state": 1,
        "attempts": 0,
        "reason": "''",
        "handled_at": f"{at} + 90",
    }
    fast.rows("inbox", past.messages // 2, event, _spoken(asked))


def _sent(fast: Bulk, past: Past) -> None:
    """A call for each answer, one in twenty of them a push."""
    said = "(2 * i)"
    at, chat = _at(past, said), past.chat(_session(said))
    is_push = "i % 20 = 0"
    delivery = {
        "id": "i",
        "channel_id": CHANNEL,
        "conversation_id": chat,
        "line_id": f"'U' || {fast.hexadecimal(chat, 32)}",
        "author": "'bot'",
        "payload": """'[{"type":"text","text":"' || answered || '"}]'""",
        "reply_token": fast.hexadecimal("i", 32),
        "arrived_at": at,
        "retry_key": fast.hexadecimal("i", 36),
        "state": 2,
        "via": f"CASE WHEN {is_push} THEN 'push' ELSE 'reply' END",
        "attempts": 1,
        "is_uncertain": "i < 0",
        "due_at": at,
        "lease_until": 0,
        "reason": "''",
        "request_id": fast.hexadecimal("i", 36),
        "counted": f"CASE WHEN {is_push} THEN 1 ELSE 0 END",
        "created_at": at,
        "sent_at": f"{at} + 90",
        "line_ids": "'5' || i",
    }
    fast.rows("outbox", past.messages // 2, delivery, _spoken(said))


def _moments(fast: Bulk, past: Past) -> None:
    """What happened in the sessions that wanted a person, in ms after they began."""
    for of_ten, happened in (
        (_SERVED, ("handoff_asked", "claimed", "agent_replied", "target_kept", "resolved")),
        (_LEFT, ("handoff_asked", "left_queue")),
    ):
        session = f"(i * 10 - {10 - of_ten})"
        for place, name in enumerate(happened, 5):
            moment = {
                "conversation_id": past.chat(session),
                "session_id": session,
                "name": f"'{name}'",
                "reason": {"handoff_asked": "'asked'", "target_kept": "'answer'"}.get(name, "''"),
                "agent_id": f"1 + {session} % {_AGENTS}" if place > 5 and of_ten == _SERVED else "NULL",
                "at": f"{past.opened(session)} + {place * 30_000}",
            }
            fast.rows("milestones", past.sessions // 10, moment)


def _scores(fast: Bulk, past: Past) -> None:
    """Each session with a person was asked about; every other one answered, and was seen to."""
    session = f"(i * 10 - {10 - _SERVED})"
    asked = f"{past.opened(session)} + {HOUR_MS // 2}"
    survey = {
        "key": "'s' || i",
        "channel_id": CHANNEL,
        "conversation_id": past.chat(session),
        "session_id": session,
        "topic": "'shipping'",
        "path": "'person'",
        "agent_id": f"1 + {session} % {_AGENTS}",
        "planned_at": asked,
        "asked_at": asked,
        "is_counted": "i < 0",
        "score": "CASE WHEN i % 2 = 0 THEN 1 + i % 7 END",
        "scored_at": f"CASE WHEN i % 2 = 0 THEN {asked} + 60000 END",
        "reason": "''",
        "handled_at": asked,
    }
    fast.rows("surveys", past.sessions // 10, survey)


def _changes(fast: Bulk, past: Past) -> None:
    """The feed of the last day: a turn and a delivery for each answer."""
    recent = max(PER_SESSION, past.messages // DAYS)
    message = f"(i + {past.messages - recent})"
    change = {
        "id": message,
        "channel_id": CHANNEL,
        "conversation_id": past.chat(_session(message)),
        "kind": f"CASE WHEN {message} % 2 = 1 THEN 'turn' ELSE 'delivery' END",
        "at": _at(past, message),
    }
    fast.rows("feed", recent, change)


def _few(fast: Bulk, past: Past) -> None:
    """One session in a hundred left a case, a note, a picture and a line in the audit."""
    session, number = "(i * 100)", past.sessions // 100
    chat, at = past.chat(session), past.opened(session)
    case = {
        "id": "i",
        "channel_id": CHANNEL,
        "conversation_id": chat,
        "session_id": session,
        "number": f"'C' || {fast.hexadecimal('i', 8)}",
        "kind": "'claim'",
        "title": """'{"th": "เคลมสินค้า"}'""",
        "status": "CASE WHEN i % 50 = 0 THEN 'open' ELSE 'done' END",
        "fields": "'[]'",
        "created_at": at,
        "changed_at": f"{at} + {HOUR_MS}",
        "agent_id": 1,
    }
    fast.rows("cases", number, case)
    step = {"case_id": "i", "at": f"{at} + {HOUR_MS}", "agent_id": 1, "status": "'done'", "note": "''"}
    fast.rows("case_changes", number, step)
    note = {"conversation_id": chat, "agent_id": f"1 + i % {_AGENTS}", "text": "'โทรกลับแล้ว'", "at": at}
    fast.rows("notes", number, note)
    picture = {
        "channel_id": CHANNEL,
        "conversation_id": chat,
        "line_message_id": f"'4' || {fast.hexadecimal(f'({session} - 1) * {PER_SESSION} + 1', 17)}",
        "way": "'in'",
        "kind": "'image'",
        "state": "'kept'",
        "reason": "''",
        "content_type": "'image/jpeg'",
        "size": 200_000,
        "width": 1_000,
        "height": 1_000,
        "duration_ms": 0,
        "file_name": "''",
        "path": "'in/' || i",
        "has_preview": 1,
        "created_at": at,
    }
    fast.rows("media", number, picture)
    changed = {"at": at, "agent_id": 1, "action": "'chat.tagged'", "subject": f"'#' || {chat} || ': vip'"}
    fast.rows("audit", number, changed)


EVERYTHING = (_people, _sessions, _messages, _brought, _sent, _moments, _scores, _changes, _few)
# What the page of numbers counts.
REPORTED = (_people, _sessions, _sent, _moments, _scores)
