"""What a customer takes back is nowhere any more: every column of the database is walked for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import inspect, select
from sqlalchemy import text as text_of_sql

from bot.catalogue import Catalogue
from bot.erasing import erase
from bot.store import articles, drafts
from bot.store.contacts import Contact
from bot.store.messages import BOT, CONTACT, Message
from bot.store.surveys import Survey
from faq.article import starter, to_json
from handlers.acts import AgentClaimed, AgentReplied, Resolved
from tests.bot.web.desktop import Browser, Desktop
from tests.rig import event, text, webhook

SECRET = "zqxwvk"  # stands in everything the customer writes here, whatever becomes of it
FEE = f"ค่าส่งเท่าไหร่ {SECRET}"


def found(desk: Desktop) -> set[str]:
    """The columns that hold the words, in whatever tables there are, those of the search index too."""
    places = set()
    with desk.database.reading() as db:
        for table in set(inspect(db).get_table_names()) - {"search_grams"}:  # its parts are walked
            for row in db.execute(text_of_sql(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    words = value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
                    if SECRET in words.casefold():
                        places.add(f"{table}.{column}")
    return places


def index_all(desk: Desktop) -> None:
    """What search would have come to by now."""
    catalogue = Catalogue(desk.database, desk.rig.wake)
    while catalogue.round():
        pass


def begin(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        articles.publish(db, starter(), desk.clock.now())


def drafted(desk: Desktop, slug: str) -> object:
    with desk.database.reading() as db:
        draft = drafts.find(db, slug)
    assert draft is not None
    return draft.values


def user(desk: Desktop, chat: int) -> str:
    with desk.database.reading() as db:
        return db.execute(select(Contact.line_id).where(Contact.id == chat)).scalar_one()


def takes_back(desk: Desktop, chat: int) -> None:
    """Everything this customer wrote."""
    with desk.database.reading() as db:
        theirs = select(Message.line_message_id).where(
            Message.conversation_id == chat, Message.author == CONTACT, Message.line_message_id.is_not(None)
        )
        ids = list(db.execute(theirs).scalars())
    for each in ids:
        desk.rig.receive(webhook(event("unsend", user(desk, chat), unsend={"messageId": each}, token=None)))
    desk.rig.settle()


def sends(desk: Desktop, chat: int, *words: str) -> None:
    for each in words:
        desk.clock.advance(seconds=1)
        desk.rig.receive(webhook(text(each, user(desk, chat), at=desk.clock.now())))
        desk.rig.settle()


def taps(desk: Desktop, chat: int, data: str) -> None:
    desk.clock.advance(seconds=1)
    tapped = event("postback", user(desk, chat), desk.clock.now(), postback={"data": data})
    desk.rig.receive(webhook(tapped))
    desk.rig.settle()


def last(desk: Desktop, author: str) -> int:
    with desk.database.reading() as db:
        wanted = select(Message.id).where(Message.author == author, Message.text != "")
        return db.execute(wanted.order_by(Message.id.desc())).scalars().first() or 0


def asks_nobody_knows(desk: Desktop, ada: Browser) -> int:
    chat = desk.customer(f"qwxz vbnm {SECRET}")
    ada.post("/answers/unanswered/decide", kind="draft", ids=str(last(desk, CONTACT)), volume="1")
    return chat


def taught(desk: Desktop, ada: Browser) -> int:
    chat = desk.customer(f"qwxz vbnm {SECRET}")
    ada.post(
        "/answers/unanswered/decide",
        kind="phrasing",
        slug="hours",
        words=f"qwxz {SECRET}",
        ids=str(last(desk, CONTACT)),
        volume="1",
    )
    return chat


def mended(desk: Desktop, ada: Browser) -> int:
    chat = desk.customer(FEE)
    ada.post(f"/c/{chat}/wrong/{last(desk, BOT)}", right="hours", teach="1", words=FEE)
    return chat


def in_a_flow(desk: Desktop, ada: Browser) -> int:
    chat = desk.customer("แจ้งเคลม")
    taps(desk, chat, "step:what:damaged")
    sends(desk, chat, "BC-10293")
    picture = {"id": f"90000{chat}", "type": "image", "contentProvider": {"type": "line"}}
    desk.rig.receive(webhook(event("message", user(desk, chat), desk.clock.now(), message=picture)))
    desk.rig.settle()
    sends(desk, chat, "เสร็จแล้ว", f"กล่องบุบ {SECRET}")
    return chat


def a_case(desk: Desktop, ada: Browser) -> int:
    chat = in_a_flow(desk, ada)
    taps(desk, chat, "step:confirm:send")
    return chat


def handed_over(desk: Desktop, ada: Browser) -> int:
    chat = in_a_flow(desk, ada)
    sends(desk, chat, "ขอคุยกับเจ้าหน้าที่")
    return chat


def left_for_another(desk: Desktop, ada: Browser) -> int:
    chat = in_a_flow(desk, ada)
    taps(desk, chat, "flow:slip")
    return chat


def tells_why(desk: Desktop, ada: Browser) -> int:
    nok = desk.people["nok"]
    chat = desk.customer("ขอคุยกับเจ้าหน้าที่")
    desk.rig.turns.take(chat, AgentClaimed(nok, "Nok"))
    desk.rig.turns.take(chat, AgentReplied(nok, "Nok", "ค่ะ"))
    sends(desk, chat, "โอเคค่ะ")
    desk.rig.turns.take(chat, Resolved(nok))
    desk.rig.settle()
    with desk.database.reading() as db:
        key = db.execute(select(Survey.key)).scalar_one()
    taps(desk, chat, f"ces:{key}:2")
    sends(desk, chat, f"ช้ามาก {SECRET}")
    return chat


def written_by_hand(desk: Desktop, ada: Browser) -> int:
    """Begun with the words, and then worked on: the trail says how it was before and after."""
    chat = asks_nobody_knows(desk, ada)
    with desk.database.reading() as db:
        (slug,) = (each for each in drafts.every(db) if each.startswith("article"))
    ways = {"questions_th": f"qwxz vbnm {SECRET}\nเช่าได้ไหม", "topic": "other", "answer_th": "ได้ค่ะ"}
    ada.post(f"/answers/{slug}", version="1", title_th="เช่าของ", **ways)
    return chat


def corrects_it(desk: Desktop, ada: Browser) -> int:
    chat = desk.customer("ค่าส่ง")
    with desk.database.reading() as db:
        number = db.execute(select(Message.line_message_id).where(Message.conversation_id == chat)).scalar()
    edited = {"type": "text", "id": number, "text": FEE, "quoteToken": "q"}
    desk.rig.receive(webhook(event("messageEdited", user(desk, chat), desk.clock.now(), message=edited)))
    desk.rig.settle()
    return chat


# Where the words are before, beside the transcript and what LINE brought: else it proves little.
WAYS: dict[Callable[[Desktop, Browser], int], set[str]] = {
    asks_nobody_knows: {"article_drafts.content", "borrowed_words.words", "search_docs.text"},
    written_by_hand: {"article_drafts.content", "audit.subject"},
    taught: {"article_drafts.content", "conversations.last_text"},
    mended: {"article_drafts.content", "conversations.last_text"},
    corrects_it: {"search_docs.text"},
    in_a_flow: {"conversations.state", "outbox.payload", "conversations.last_text"},
    a_case: {"cases.fields", "outbox.payload"},
    handed_over: {"conversations.state", "outbox.payload"},
    left_for_another: {"conversations.state", "outbox.payload"},
    tells_why: {"surveys.reason"},
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_taken_back_stands_in_no_column_of_the_database(
    desk: Desktop, way: Callable[[Desktop, Browser], int]
) -> None:
    begin(desk)

    chat = way(desk, desk.at("ada"))
    index_all(desk)
    before = found(desk)
    takes_back(desk, chat)
    index_all(desk)

    assert before >= WAYS[way] | {"messages.text", "inbox.payload"}
    assert found(desk) == set()


def test_what_another_asked_just_so_stays_until_they_take_it_back_too(desk: Desktop) -> None:
    begin(desk)
    ada, words = desk.at("ada"), f"qwxz vbnm {SECRET}"
    first, second = desk.customer(words), desk.customer(f"{words} คะ")
    with desk.database.reading() as db:
        theirs = db.execute(select(Message.id).where(Message.author == CONTACT)).scalars().all()
    numbers = ",".join(map(str, theirs))
    ada.post(
        "/answers/unanswered/decide", kind="phrasing", slug="hours", words=words, ids=numbers, volume="2"
    )

    takes_back(desk, first)
    assert words in str(drafted(desk, "hours"))
    takes_back(desk, second)

    assert SECRET not in str(drafted(desk, "hours"))
    assert "เปิดกี่โมง" in str(drafted(desk, "hours"))


def test_what_the_shop_has_published_is_its_own_and_whoever_is_forgotten_leaves_the_drafts(
    desk: Desktop,
) -> None:
    begin(desk)
    ada, words = desk.at("ada"), f"qwxz vbnm {SECRET}"
    chat = taught(desk, ada)
    with desk.database.transaction() as db:
        hours = replace(articles.published(db)[0], slug="hours", questions={"th": (words,)})
        articles.publish(db, [hours], desk.clock.now())
        drafts.save(db, "hours", to_json(hours) | {"topic": "x"}, 1, desk.clock.now(), None)
    takes_back(desk, chat)
    assert words in str(drafted(desk, "hours"))

    asked = asks_nobody_knows(desk, ada)
    erase(desk.database, desk.clock, desk.rig.wake, asked, None)
    with desk.database.reading() as db:
        assert all(
            SECRET not in str(each.values) for each in drafts.every(db).values() if each.slug != "hours"
        )
