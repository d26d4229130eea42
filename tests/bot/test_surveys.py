"""The effort question through the spine: planned, asked, answered once, and blanked when taken back."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.store import ledger
from bot.store.contacts import Contact
from bot.store.database import AnyRow, Database
from bot.store.milestones import Milestone
from bot.store.surveys import Survey
from bot.timers import fire_due
from handlers.acts import AgentClaimed, Resolved
from tests.rig import HandClock, Mouth, Rig, event, text, webhook

AGENT = 7


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def rig(database: Database, clock: HandClock, mouth: Mouth) -> Rig:
    return Rig(database, clock, mouth)


def receives(rig: Rig, what: dict[str, Any]) -> None:
    rig.clock.advance(seconds=1)  # type: ignore[attr-defined]
    rig.receive(webhook(what | {"timestamp": rig.clock.now()}))
    rig.settle()


def says(rig: Rig, words: str) -> None:
    receives(rig, text(words))


def taps(rig: Rig, data: str) -> None:
    receives(rig, event("postback", postback={"data": data}))


def survey(rig: Rig) -> AnyRow:
    with rig.database.reading() as db:
        return db.execute(select(Survey.__table__)).one()


def resolved_after(rig: Rig, seconds: float) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    rig.turns.take(1, AgentClaimed(AGENT, "Nok"))
    rig.clock.advance(seconds=seconds)  # type: ignore[attr-defined]
    says(rig, "โอเคค่ะ เรียบร้อย")
    rig.clock.advance(seconds=seconds)  # type: ignore[attr-defined]
    rig.turns.take(1, Resolved(AGENT))
    rig.settle()


def test_while_a_reply_is_free_the_question_follows_the_resolve(rig: Rig, mouth: Mouth) -> None:
    resolved_after(rig, seconds=5)

    asked = survey(rig)
    assert (asked.path, asked.agent_id, asked.is_counted, asked.score) == ("person", AGENT, False, None)
    assert asked.asked_at == rig.clock.now()
    assert asked.session_id is not None
    assert mouth.said[-1][0] == "reply"
    assert f"ces:{asked.key}:7" in mouth.said[-1][2]


def test_a_tapped_score_is_kept_once_and_its_reason_with_it(rig: Rig) -> None:
    resolved_after(rig, seconds=5)
    key = survey(rig).key

    taps(rig, f"ces:{key}:2")
    says(rig, "ตอบช้ามากเลยค่ะ")
    taps(rig, f"ces:{key}:7")

    kept = survey(rig)
    assert (kept.score, kept.reason) == (2, "ตอบช้ามากเลยค่ะ")
    with rig.database.reading() as db:
        names = db.execute(select(Milestone.name).order_by(Milestone.id)).scalars().all()
    assert names[-2:] == ["scored", "low_score"]


def test_a_reason_taken_back_is_gone_and_the_score_stays(rig: Rig) -> None:
    resolved_after(rig, seconds=5)
    taps(rig, f"ces:{survey(rig).key}:2")
    said: dict[str, Any] = text("ตอบช้ามากเลยค่ะ")
    receives(rig, said)

    receives(rig, event("unsend", unsend={"messageId": said["message"]["id"]}))

    assert (survey(rig).score, survey(rig).reason) == (2, "")


def test_a_score_for_a_survey_never_asked_of_this_contact_is_not_kept(rig: Rig) -> None:
    resolved_after(rig, seconds=5)
    stranger = "U" + "9d8c" * 8

    receives(rig, event("postback", user=stranger, postback={"data": f"ces:{survey(rig).key}:1"}))

    assert survey(rig).score is None


def test_without_a_free_reply_nothing_is_asked_until_the_timer_fires(rig: Rig, mouth: Mouth) -> None:
    resolved_after(rig, seconds=60)
    assert survey(rig).asked_at is None
    before = len(mouth.said)

    rig.clock.advance(hours=15)  # type: ignore[attr-defined]
    fire_due(rig.turns)
    rig.settle()

    assert survey(rig).is_counted
    assert [how for how, _, _ in mouth.said[before:]] == ["push"]


def test_a_contact_who_had_an_offer_today_is_not_asked_on_top_of_it(rig: Rig, mouth: Mouth) -> None:
    resolved_after(rig, seconds=60)
    rig.clock.advance(hours=15)  # type: ignore[attr-defined]
    now = rig.clock.now()
    with rig.database.transaction() as db:
        entry = {"contact_id": 1, "kind": ledger.BROADCAST, "campaign_id": 1, "at": now - 1000}
        db.execute(insert(ledger.LedgerEntry).values(entry))
    before = len(mouth.said)

    fire_due(rig.turns)
    rig.settle()

    assert survey(rig).asked_at is None
    assert mouth.said[before:] == []
    taps(rig, f"ces:{survey(rig).key}:7")
    assert survey(rig).score is None


def test_a_pushed_question_counts_against_the_same_limits_as_a_broadcast(rig: Rig) -> None:
    resolved_after(rig, seconds=60)
    rig.clock.advance(hours=15)  # type: ignore[attr-defined]
    fire_due(rig.turns)

    with rig.database.reading() as db:
        assert ledger.sent_since(db, 1, 0) == 1


def test_a_low_score_keeps_offers_away(rig: Rig) -> None:
    resolved_after(rig, seconds=5)
    taps(rig, f"ces:{survey(rig).key}:3")

    with rig.database.reading() as db:
        assert db.execute(select(Contact.bad_score_at)).scalar_one() == rig.clock.now()
