"""A contact says no, or yes again: in words, by a tap, by the menu; at once, and confirmed for free."""

import json

import pytest

from bot.store import consent
from bot.store.database import Database
from handlers.acts import AgentClaimed
from handlers.messages import consent_wording
from tests.rig import HandClock, Mouth, Rig, event, text, webhook


def tap(data: str) -> dict[str, object]:
    return event("postback", postback={"data": data})


def stopped(database: Database) -> frozenset[str]:
    with database.reading() as db:
        return consent.stopped(db, 1)


def heard(line: Mouth) -> list[str]:
    return [bubble["text"] for _, _, payload in line.said for bubble in json.loads(payload)]


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("หยุดรับข่าวค่ะ", {"promotions", "news"}),
        ("unsubscribe", {"promotions", "news"}),
        ("ไม่รับโปรโมชัน", {"promotions"}),
        ("stop promotions", {"promotions"}),
    ],
)
def test_a_word_stops_the_topic_and_one_free_reply_says_so(
    database: Database, clock: HandClock, said: str, off: set[str]
) -> None:
    line = Mouth()
    rig = Rig(database, clock, line)

    rig.receive(webhook(text(said)))
    rig.settle()

    assert stopped(database) == off
    assert [way for way, _, _ in line.said] == ["reply"]
    assert len(heard(line)) == 1


def test_a_tap_stops_and_the_next_tap_takes_it_back_with_both_in_the_history(
    database: Database, clock: HandClock
) -> None:
    line = Mouth()
    rig = Rig(database, clock, line)

    rig.receive(webhook(tap("consent:off:promotions")))
    rig.settle()
    clock.advance(seconds=5)
    rig.receive(webhook(tap("consent:on:promotions:menu")))
    rig.settle()

    assert stopped(database) == frozenset()
    with database.reading() as db:
        told = [(row.topic, row.is_on, row.how) for row in consent.history(db, 1, 10)]
    assert told == [("promotions", True, "menu"), ("promotions", False, "tap")]


def test_the_menu_shows_what_is_on_and_what_is_off(database: Database, clock: HandClock) -> None:
    line = Mouth()
    rig = Rig(database, clock, line)
    rig.receive(webhook(tap("consent:off:news")))
    rig.settle()

    rig.receive(webhook(tap("consent:menu")))
    rig.settle()

    assert "โปรโมชัน: รับอยู่\nข่าวสารร้าน: ไม่รับ" in heard(line)[-1]
    shown = json.loads(line.said[-1][2])[-1]["quickReply"]["items"]
    taps = [each["action"]["data"] for each in shown]
    assert taps == ["consent:off:promotions:menu", "consent:on:news:menu", "person"]


def test_while_a_person_serves_it_is_done_without_a_word(database: Database, clock: HandClock) -> None:
    line = Mouth()
    rig = Rig(database, clock, line)
    rig.receive(webhook(text("ขอคุยกับเจ้าหน้าที่")))
    rig.settle()
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    before = len(line.said)

    rig.receive(webhook(text("หยุดรับข่าว")))
    rig.settle()

    assert stopped(database) == {"promotions", "news"}
    assert len(line.said) == before


def test_a_topic_nobody_knows_any_more_stops_all(database: Database, clock: HandClock) -> None:
    rig = Rig(database, clock, Mouth())

    rig.receive(webhook(tap("consent:off:horoscope")))
    rig.settle()

    assert stopped(database) == {"promotions", "news"}


def test_every_consent_tap_has_words_in_the_transcript() -> None:
    taps = [f"consent:{way}:{topic}" for way in ("on", "off") for topic in ("promotions", "news", "all")]

    assert all(consent_wording(each) for each in [*taps, "consent:menu", "consent:off:news:menu"])
    assert consent_wording("consent:off:horoscope") == consent_wording("article:x") == ""
