"""An answer of several bubbles leaves as one reply LINE takes, whatever else has to be said with it."""

import json

from sqlalchemy import select

from bot.store import contacts
from bot.store.database import Database
from bot.store.messages import Message
from faq import Article, Corpus
from faq.answer import Bubble, Leaf, Photo, Press, Row, Words
from tests.rig import MALI, HandClock, Mouth, Rig, text, webhook

MAP = Photo("https://shop.example/map.jpg")
CARD = Leaf("จอดหน้าร้าน", (Press("แผนที่", link="https://shop.example/map"),))


def answering(database: Database, clock: HandClock, *bubbles: Bubble) -> tuple[Rig, Mouth]:
    """A shop that knows one thing."""
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    article = Article("parking", "shop", {"th": "ที่จอดรถ"}, {"th": ("จอดรถที่ไหน",)}, {"th": bubbles})
    rig.corpus.current = Corpus([article])
    return rig, mouth


def asks(rig: Rig, mouth: Mouth, name: str = "") -> list[dict[str, object]]:
    if name:
        rig.receive(webhook(text("สวัสดีค่ะ", at=rig.clock.now())))
        rig.settle()
        with rig.database.transaction() as db:
            contacts.keep_profile(db, contacts.add_missing(db, [MALI], 0)[0], name, "", rig.clock.now())
    rig.receive(webhook(text("จอดรถที่ไหน", at=rig.clock.now())))
    rig.settle()
    how, _, payload = mouth.said[-1]
    assert how == "reply"
    found: list[dict[str, object]] = json.loads(payload)
    return found


def test_every_kind_of_bubble_reaches_line_and_the_transcript(database: Database, clock: HandClock) -> None:
    rig, mouth = answering(database, clock, Words("คุณ{{name}} คะ"), MAP, CARD, Row((CARD, CARD)))

    sent = asks(rig, mouth, "มะลิ")

    assert [each["type"] for each in sent] == ["text", "image", "template", "template", "text"]
    assert "คุณมะลิ คะ" in str(sent[0]["text"])
    assert sent[1]["originalContentUrl"] == MAP.picture
    with database.reading() as db:
        kinds = db.execute(select(Message.kind).where(Message.author == "bot").order_by(Message.id))
        assert list(kinds.scalars())[-5:] == ["text", "image", "card", "cards", "text"]


def test_a_first_answer_of_five_bubbles_still_says_that_this_is_a_bot(
    database: Database, clock: HandClock
) -> None:
    rig, mouth = answering(database, clock, MAP, CARD, Words("จอดหน้าร้านค่ะ"), CARD, MAP)

    sent = asks(rig, mouth)

    assert [each["type"] for each in sent] == ["text", "image", "template", "template", "image"]
    words = "\n".join(str(each["text"]) for each in sent if each["type"] == "text")
    assert "บอท" in words
    assert "จอดหน้าร้านค่ะ" in words
    assert "quickReply" in sent[-1]


def test_pages_of_text_beside_pictures_are_cut_rather_than_lost(database: Database, clock: HandClock) -> None:
    rig, mouth = answering(database, clock, Words("ก" * 5000), MAP, CARD, Words("ข" * 5000), MAP)

    sent = asks(rig, mouth)

    assert [each["type"] for each in sent if each["type"] != "text"] == ["image", "template", "image"]
    assert all(len(str(each.get("text", ""))) <= 5000 for each in sent)
