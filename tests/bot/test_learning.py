"""What was asked is kept with the words themselves, settled later, and gone when they are taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.corpus import CorpusHolder
from bot.learning import settle_due
from bot.store import audit, helpfulness, questions
from bot.store.database import AnyRow, Database
from bot.store.messages import BOT, CONTACT, Message
from tests.rig import HandClock, Mouth, Rig, event, text, webhook

HALF_AN_HOUR = 1_800


@pytest.fixture
def rig(database: Database, clock: HandClock) -> Rig:
    return Rig(database, clock, Mouth())


def receives(rig: Rig, what: dict[str, Any]) -> None:
    rig.clock.advance(seconds=5)  # type: ignore[attr-defined]
    rig.receive(webhook(what | {"timestamp": rig.clock.now()}))
    rig.settle()


def says(rig: Rig, words: str) -> None:
    receives(rig, text(words))


def taps(rig: Rig, data: str) -> None:
    receives(rig, event("postback", postback={"data": data}))


def settles(rig: Rig) -> int:
    rig.clock.advance(seconds=HALF_AN_HOUR + 1)  # type: ignore[attr-defined]
    return settle_due(rig.database, rig.clock)


def heard(rig: Rig) -> list[AnyRow]:
    with rig.database.reading() as db:
        return list(db.execute(select(Message).where(Message.author == CONTACT).order_by(Message.id)))


def outcomes(rig: Rig) -> list[str]:
    return [each.outcome for each in heard(rig)]


def test_a_question_is_kept_with_what_it_was_understood_as(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    says(rig, "สวัสดีค่ะ")
    says(rig, "ฟหกด าสว ปผแอ")

    answered, greeting, unknown = heard(rig)
    assert (answered.verdict, answered.slug, answered.outcome) == ("answer", "delivery-fee", "")
    assert answered.sureness == 1000
    assert 0 < answered.lead <= 1000
    assert (greeting.verdict, greeting.slug, greeting.sureness) == ("", "", None)
    assert unknown.verdict == "unknown"


def test_what_follows_settles_it_once(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    says(rig, "ฟหกด าสว ปผแอ")
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    assert outcomes(rig) == ["", "", ""]
    assert settles(rig) == 2
    assert outcomes(rig) == ["done", "handed_off", ""]
    assert settles(rig) == 0


def test_nothing_is_settled_before_its_aftermath_is_over(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    rig.clock.advance(seconds=HALF_AN_HOUR - 10)  # type: ignore[attr-defined]

    assert settle_due(rig.database, rig.clock) == 0


def test_each_answer_finds_its_question(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    says(rig, "สวัสดีค่ะ")

    with rig.database.reading() as db:
        bot = list(db.execute(select(Message.id).where(Message.author == BOT).order_by(Message.id)).scalars())
        found = questions.of_answer(db, 1, bot[0])
        nothing = questions.of_answer(db, 1, bot[-1])
    assert found is not None
    assert found.text == "ค่าส่งเท่าไหร่คะ"
    assert nothing is None


@pytest.mark.parametrize(("way", "outcome"), [("yes", "helped"), ("no", "not_helped")])
def test_what_the_customer_says_about_an_answer_stands(rig: Rig, way: str, outcome: str) -> None:
    rig.corpus.help_percent = 100
    says(rig, "สวัสดีค่ะ")
    says(rig, "ค่าส่งเท่าไหร่คะ")
    says(rig, "ฟหกด าสว ปผแอ")
    taps(rig, f"helped:{way}:delivery-fee")
    settles(rig)

    assert outcomes(rig) == ["", outcome, "left", ""]
    assert heard(rig)[-1].text == {"yes": "👍 ตรงเลย", "no": "ยังไม่ตรง"}[way]
    assert [how for how, _, _ in rig.line.said] == ["reply"] * 4  # type: ignore[union-attr]


def test_admins_say_how_often_and_it_is_written_down(database: Database, clock: HandClock) -> None:
    holder = CorpusHolder()
    with database.transaction() as db:
        assert helpfulness.current(db) == helpfulness.USUAL
        assert helpfulness.change(db, 0, clock.now(), 7)
        assert not helpfulness.change(db, 0, clock.now(), 7)
        (noted,) = audit.page(db, audit.Wish(), 0, 9)
    holder.refresh(database)

    assert (noted.action, noted.subject, noted.agent_id) == ("sureness.help_share", "10 → 0 %", 7)
    assert holder.help_percent == 0


def test_a_question_taken_back_leaves_nothing_of_itself(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    settles(rig)
    line_id = heard(rig)[0].line_message_id
    receives(rig, event("unsend", unsend={"messageId": line_id}, token=None))

    gone = heard(rig)[0]
    assert (gone.text, gone.verdict, gone.slug, gone.outcome, gone.right_slug) == ("", "", "", "", "")
    assert (gone.sureness, gone.lead, gone.judged_by) == (None, None, None)
    with rig.database.reading() as db:
        assert questions.judged(db) == []


def test_what_people_showed_teaches_how_sure_is_sure_enough(rig: Rig) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")  # answered, and asked no further
    says(rig, "เปิดกี่โมงคะ")  # answered, and asked again at once
    says(rig, "เปิดกี่โมง")
    says(rig, "ขอคุยกับเจ้าหน้าที่")  # which says nothing about the last answer
    settles(rig)

    with rig.database.reading() as db:
        told = questions.judged(db)
    assert [each.is_right for each in told] == [False, True]
    assert all(each.confidence == 1.0 and 0 <= each.lead <= 1 for each in told)

    holder = CorpusHolder()
    holder.hear(rig.database)
    assert list(holder.current.outcomes) == told
