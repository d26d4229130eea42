"""What was said in a shop over the years? As many bubbles as wanted, the same every time.

Sentences are the starter articles' phrasings about goods of their own, so that most pairs of letters are
common and whole words are not; a few bubbles hold a word that is nowhere else.
"""

import random
from collections.abc import Iterator

from sqlalchemy import insert, text

from benchmarks.questions import shop
from bot.store.contacts import Contact
from bot.store.conversations import Conversation
from bot.store.database import CHANNEL, Database
from bot.store.messages import AGENT, BOT, CONTACT, Message
from bot.store.tags import ContactTag
from faq.article import starter

PER_CONTACT = 50
AGENTS, TAG = 20, "ขายส่ง"
# Words to look for. Rare ones stand in three bubbles, spread over all; absent ones are made of letters and
# pairs that are everywhere.
COMMON = ("ค่ะ", "ส่ง", "delivery", "ร")
RARE = ("กระติกน้ำสุญญากาศ", "periwinkle")
ABSENT = ("ส่งคืนร้านก่อนค่าที่", "returnthestoresize")
_RARE_IN = 3
_SLICE = 5_000
_MINUTE = 60_000
_ENDS = ("ค่ะ", "คะ", "ครับ", " please", "", "")
_GOODS = 2_000

Row = dict[str, object]


def fill(database: Database, messages: int, now: int) -> None:
    """So many bubbles, fifty to a contact, the newest `now`; one contact in 500 is tagged."""
    people = max(1, messages // PER_CONTACT)
    for first in range(1, people + 1, _SLICE):
        _people(database, range(first, min(people + 1, first + _SLICE)), now)
    said = sentences()
    rare = {messages * each // _RARE_IN + 7: each % len(RARE) for each in range(_RARE_IN)}
    rare |= {number + 1: 1 - which for number, which in rare.items()}
    dice = random.Random(messages)
    for first in range(0, messages, _SLICE):
        numbers = range(first, min(messages, first + _SLICE))
        ages = {number: now - (messages - number) * _MINUTE for number in numbers}
        rows = [_bubble(dice, number, people, at, next(said)) for number, at in ages.items()]

        for number in rare.keys() & set(numbers):
            rows[number - first]["text"] = f"มี{RARE[rare[number]]}ไหมคะ"
        with database.transaction() as db:
            db.execute(insert(Message.__table__), rows)  # type: ignore[arg-type]
    with database.transaction() as db:
        db.execute(text("ANALYZE"))  # as the server does by itself within a minute


def _people(database: Database, numbers: range, now: int) -> None:
    with database.transaction() as db:
        db.execute(insert(Contact), [_contact(each, now) for each in numbers])
        db.execute(insert(Conversation), [_conversation(each, now) for each in numbers])
        tagged = [{"contact_id": each, "tag": TAG, "at": now} for each in numbers if each % 500 == 0]
        if tagged:
            db.execute(insert(ContactTag), tagged)


def _contact(number: int, now: int) -> Row:
    return {
        "id": number,
        "channel_id": CHANNEL,
        "line_id": f"U{number:032x}",
        "display_name": f"ลูกค้า {number}",
        "picture_url": "",
        "is_blocked": False,
        "profile_at": now,
        "created_at": now,
    }


def _conversation(number: int, now: int) -> Row:
    return {
        "id": number,
        "channel_id": CHANNEL,
        "lease_until": 0,
        "fence": 1,
        "state": "{}",
        "reply_tokens": "[]",
        "phase": "idle",
        "last_at": now,
        "last_author": CONTACT,
        "last_text": "ขอบคุณค่ะ",
    }


def _bubble(dice: random.Random, number: int, people: int, at: int, said: tuple[str, str]) -> Row:
    author, words = said
    is_regular = dice.random() < 0.7
    return {
        "conversation_id": 1 + number // PER_CONTACT % people if is_regular else dice.randint(1, people),
        "author": author,
        "agent_id": dice.randint(1, AGENTS) if author == AGENT else None,
        "kind": "text",
        "text": words,
        "options": "",
        "trail": "",
        "part": 0,
        "happened_at": at,
        "detail": "",
        "verdict": "",
        "slug": "",
        "outcome": "",
        "right_slug": "",
    }


def sentences() -> Iterator[tuple[str, str]]:
    """Of ten bubbles five are a customer's, four the bot's, one a colleague's."""
    dice = random.Random(7)
    asked = shop(20_000, _GOODS, 0).phrasings
    answered = [each for one in starter() for each in one.answer.values()]
    while True:
        author = dice.choice((CONTACT,) * 5 + (BOT,) * 4 + (AGENT,))
        if author == BOT:
            yield author, dice.choice(answered)
        else:
            yield author, f"{dice.choice(asked)}{dice.choice(_ENDS)} {dice.randint(1, 99_999)}"
