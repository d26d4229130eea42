"""A narrowed search finds what a look through everything would, on both engines and both ways."""

from dataclasses import dataclass

import pytest
from sqlalchemy import insert

from bot.store import contacts, conversations, milestones, narrowing, notes, search, tags
from bot.store.agents import add as add_agent
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.messages import AGENT, BOT, CONTACT, Message
from bot.store.narrowing import Narrowed
from bot.store.search import CARD, MESSAGE, NOTE, Doc
from handlers.state import Phase

DAY = 24 * 3_600_000
NOON = 1_790_000_000_000


@dataclass(frozen=True)
class Said:
    """One bubble of the small shop below."""

    id: int
    chat: int
    author: str
    agent: int | None
    at: int


@dataclass(frozen=True)
class Shop:
    database: Database
    said: list[Said]
    nok: int
    ben: int

    def found(self, kind: int = MESSAGE, words: str = "ส้ม", **wish: object) -> list[int]:
        with self.database.reading() as db:
            return [each.subject for each in narrowing.find(db, words, kind, 100, Narrowed(**wish))]


# (phase, agent, waiting since, snoozed until, resolved at) of the five chats.
STANDS = [
    (Phase.QUEUED, False, 1, None, None),
    (Phase.WITH_AGENT, True, 1, None, None),
    (Phase.BOT, False, None, None, None),
    (Phase.WITH_AGENT, True, None, 9, None),
    (Phase.IDLE, False, None, None, 5),
]


@pytest.fixture(params=[narrowing.FEW, 0], ids=["through the chats", "through the words"])
def shop(database: Database, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Five chats of six days; Nok serves two of them and has served the last."""
    monkeypatch.setattr(narrowing, "FEW", request.param)
    monkeypatch.setattr(search, "_RECENT", 7)
    with database.transaction() as db:
        nok, ben = (add_agent(db, f"{name}@x", name, "agent", "h", 0) for name in ("nok", "ben"))
        chats = contacts.add_missing(db, [f"U{number:032x}" for number in range(5)], 0)
        conversations.open_for(db, chats)
        for chat, (phase, is_served, since, until, resolved) in zip(chats, STANDS, strict=True):
            db.execute(
                Conversation.__table__.update()
                .where(Conversation.id == chat)
                .values(
                    phase=phase.value,
                    agent_id=nok if is_served else None,
                    waiting_since=since,
                    snoozed_until=until,
                    resolved_at=resolved,
                )
            )
        tags.put(db, chats[1], "vip", nok, 0)
        tags.put(db, chats[4], "vip", nok, 0)
        session = milestones.open_sessions(db, [chats[4]], 0)
        milestones.close_sessions(db, [(session[0], "resolved", nok)], 1)
        said = []
        for number in range(60):
            chat, author = chats[number * 7 % 5], (CONTACT, BOT, AGENT)[number * 5 % 3]
            agent = (nok, ben)[number % 2] if author == AGENT else None
            at = NOON + number * DAY // 10 - (2 * DAY // 3 if number % 13 == 0 else 0)  # some come late
            row = {
                "conversation_id": chat,
                "author": author,
                "agent_id": agent,
                "happened_at": at,
                "text": "ส้ม",
            }
            kept = db.execute(insert(Message).values(row).returning(Message.id)).scalar_one()
            said.append(Said(kept, chat, author, agent, at))
        search.put(db, [Doc(MESSAGE, each.id, each.chat, "ส้ม") for each in said])
        search.put(db, [Doc(CARD, each, each, "ส้ม") for each in chats])
    return Shop(database, said, nok, ben)


def expected(shop: Shop, chats: set[int], **said: object) -> list[int]:
    first, before = said.pop("first", 0), said.pop("before", 2**62)
    fitting = [
        each
        for each in shop.said
        if each.chat in chats
        and first <= each.at < before
        and all(getattr(each, name) == value for name, value in said.items())
    ]
    return [each.id for each in reversed(fitting)]


ALL = {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("state", "chats"),
    [("waiting", {1, 2}), ("served", {2, 4}), ("bot", {3}), ("snoozed", {4}), ("resolved", {5})],
)
def test_by_how_the_chat_stands(shop: Shop, state: str, chats: set[int]) -> None:
    assert shop.found(state=state) == expected(shop, chats)
    assert shop.found(CARD, state=state) == sorted(chats, reverse=True)


def test_by_tag_and_by_whose_chat_it_is_or_was(shop: Shop) -> None:
    assert shop.found(tag="vip") == expected(shop, {2, 5})
    assert shop.found(agent_id=shop.nok) == expected(shop, {2, 4, 5})
    assert shop.found(agent_id=shop.ben) == []
    assert shop.found(tag="nobody has it") == []


def test_by_who_said_it(shop: Shop) -> None:
    for author in (CONTACT, BOT, AGENT):
        assert shop.found(author=author) == expected(shop, ALL, author=author)
    mine = expected(shop, {2, 4, 5}, author=AGENT, agent=shop.nok)
    assert shop.found(author=AGENT, agent_id=shop.nok) == mine != []


def test_by_days_even_where_something_came_late(shop: Shop) -> None:
    for first, before in ((NOON + DAY, NOON + 3 * DAY), (NOON, NOON + 1), (NOON - 9 * DAY, NOON - 8 * DAY)):
        wanted = {"first": first, "before": before}
        assert shop.found(**wanted) == expected(shop, ALL, **wanted)
    assert shop.found(first=NOON + 3 * DAY) == expected(shop, ALL, first=NOON + 3 * DAY)


def test_all_of_it_together_and_page_by_page(shop: Shop) -> None:
    wish = {"author": CONTACT, "tag": "vip", "state": "resolved", "agent_id": shop.nok, "first": NOON + DAY}
    found = shop.found(**wish)

    assert found == expected(shop, {5}, author=CONTACT, first=NOON + DAY) != []
    with shop.database.reading() as db:
        some = narrowing.find(db, "ส้ม", MESSAGE, 2, Narrowed(**wish))
    assert [each.subject for each in some] == found[:2]
    assert shop.found(words="แตงโม", **wish) == []


def test_names_are_said_by_nobody_and_notes_by_colleagues(shop: Shop) -> None:
    with shop.database.transaction() as db:
        notes.keep(db, 2, shop.nok, "ส้ม", (), NOON)
        notes.keep(db, 3, shop.ben, "ส้ม", (), NOON + 5 * DAY)

    assert shop.found(CARD, author=CONTACT) == shop.found(CARD, first=NOON) == []
    assert shop.found(NOTE) == [2, 1]
    assert shop.found(NOTE, author=CONTACT) == []
    assert shop.found(NOTE, author=AGENT, tag="vip") == [1]
    assert shop.found(NOTE, author=AGENT, agent_id=shop.nok) == [1]
    assert shop.found(NOTE, first=NOON + DAY) == [2]
