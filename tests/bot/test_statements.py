"""How much does a question ask of the database? The numbers stand here, so that a change says what it costs.

Counted from the decider's look to the recorded delivery, for a customer known already; what keeping an event
costs is measured in benchmarks.webhook.
"""

import pytest

from bot.store import contacts
from bot.store.database import Database
from tests.rig import HandClock, Mouth, Rig, text, webhook
from tests.statements import Heard, counted

KNOWN, TORN, STRANGE = "ค่าส่งเท่าไหร่คะ", "ส่งวันอาทิตย์ไหมคะ", "ฟหกด าสว ปผแอ"


# What is said last, and at most so many (statements, commits).
COSTS = {
    "answered": ("40 บาท", {"sqlite": (18, 3), "postgresql": (12, 3)}),
    "did you mean": ("หมายถึงเรื่องไหน", {"sqlite": (18, 3), "postgresql": (12, 3)}),
    "not known": ("ยังไม่เข้าใจคำถามนี้", {"sqlite": (18, 3), "postgresql": (12, 3)}),
    "handed over": ("ส่งเรื่องให้เจ้าหน้าที่แล้ว", {"sqlite": (25, 3), "postgresql": (16, 3)}),
}
ASKED = {
    "answered": (KNOWN,),
    "did you mean": (TORN,),
    "not known": (STRANGE,),
    "handed over": (STRANGE, STRANGE + "ก", STRANGE + "ข"),
}


@pytest.fixture
def rig(database: Database, clock: HandClock) -> Rig:
    """A process whose turns hand over to its own sender, and a customer it knows by name."""
    made = Rig(database, clock, Mouth(), hands_over=True)
    says(made, "สวัสดีค่ะ")
    with database.transaction() as db:
        contacts.keep_profile(db, 1, "Mali", "", clock.now())
    says(made, "ร้านเปิดกี่โมงคะ")
    return made


def says(rig: Rig, words: str) -> Heard:
    rig.clock.advance(seconds=0.1)  # type: ignore[attr-defined]
    rig.receive(webhook(text(words, at=rig.clock.now())))
    with counted(rig.database) as heard:
        rig.settle()
    return heard


@pytest.mark.parametrize("how", COSTS)
def test_a_question_costs_no_more_than_this(rig: Rig, how: str) -> None:
    last, most = COSTS[how]

    heard = [says(rig, words) for words in ASKED[how]][-1]

    assert last in rig.line.said[-1][2]  # type: ignore[union-attr]
    statements, commits = most["sqlite" if rig.database.is_sqlite else "postgresql"]
    assert 0 < len(heard.statements) <= statements, heard.statements
    assert 0 < heard.commits <= commits
