"""A turn: one event, one commit, one voice; leases exclude and fences decide."""

import threading

import pytest
from sqlalchemy import select, update

from bot import turn as turn_module
from bot.store import conversations, feed, outbox, timers
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.inbox import InboxEvent
from bot.store.messages import Message
from bot.store.milestones import Milestone, ServiceSession
from bot.store.outbox import Delivery
from bot.timers import fire_due
from bot.turn import Busy
from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    HandedBack,
    Resolved,
)
from handlers.state import Phase, Refused
from tests.rig import START, HandClock, Mouth, Rig, event, text, webhook


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def rig(database: Database, clock: HandClock, mouth: Mouth) -> Rig:
    return Rig(database, clock, mouth)


def phase(rig: Rig) -> str:
    with rig.database.reading() as db:
        return db.execute(select(Conversation.phase)).scalar_one()


def says(rig: Rig, words: str) -> None:
    rig.clock.advance(seconds=1)  # type: ignore[attr-defined]
    rig.receive(webhook(text(words, at=rig.clock.now())))
    rig.settle()


def test_a_turn_leaves_everything_it_did_in_one_commit(rig: Rig, mouth: Mouth) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    with rig.database.reading() as db:
        assert db.execute(select(Conversation.phase, Conversation.lease_until)).one() == ("queued", 0)
        assert db.execute(select(Milestone.name)).scalars().all() == ["handoff_asked"]
        assert db.execute(select(ServiceSession.closed_at)).scalars().all() == [None]
        assert db.execute(select(Delivery.state)).scalars().all() == [outbox.SENT]
        assert [each.kind for each in feed.after(db, 0, 10)] == ["turn", "delivery"]
    assert [how for how, _, _ in mouth.said] == ["reply"]


def test_a_turn_that_lost_its_lease_writes_nothing(rig: Rig) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")

    def steal(step: str) -> None:
        if step == "turn.decided":
            with rig.database.transaction() as db:
                db.execute(update(Conversation).values(fence=Conversation.fence + 1))

    rig.turns.probe = steal
    with pytest.raises(Busy):
        rig.turns.take(1, AgentClaimed(7, "Nok"))

    assert phase(rig) == "queued"


def test_two_agents_claim_and_one_wins(rig: Rig) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    won, lost = [], []

    def claim(agent: int) -> None:
        try:
            rig.turns.take(1, AgentClaimed(agent, f"agent {agent}"))
            won.append(agent)
        except Refused as refused:
            lost.append(refused.params["name"])

    threads = [threading.Thread(target=claim, args=(agent,)) for agent in (7, 8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(won) == 1
    assert lost == [f"agent {won[0]}"]


def test_a_busy_conversation_is_said_to_be_busy(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    monkeypatch.setattr(turn_module, "BUSY_SECONDS", 0.05)
    with rig.database.transaction() as db:
        conversations.claim(db, [1], rig.clock.now(), 10_000)

    with pytest.raises(Busy):
        rig.turns.take(1, AgentClaimed(7, "Nok"))


def test_the_bot_is_silent_from_the_claim_on_and_its_unsent_bubbles_are_dropped(
    rig: Rig, mouth: Mouth
) -> None:
    rig.receive(webhook(text("ขอคุยกับเจ้าหน้าที่")))
    rig.decide()  # decided, not yet sent
    rig.turns.take(1, AgentClaimed(7, "Nok"))

    says(rig, "ค่าส่งเท่าไหร่คะ")

    assert mouth.said == []
    with rig.database.reading() as db:
        assert db.execute(select(Delivery.state)).scalars().all() == [outbox.DROPPED]


def test_an_agents_reply_takes_a_free_token_while_one_lives_and_is_pushed_after(
    rig: Rig, mouth: Mouth
) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    says(rig, "รบกวนด้วยค่ะ")

    for words in ("สวัสดีค่ะ", "รอสักครู่นะคะ"):
        rig.turns.take(1, AgentReplied(7, "Nok", words))
        rig.settle()

    assert [how for how, _, _ in mouth.said] == ["reply", "reply", "push"]


def test_a_token_that_is_too_old_is_not_tried(rig: Rig, mouth: Mouth, clock: HandClock) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    says(rig, "รบกวนด้วยค่ะ")
    clock.advance(seconds=51)

    rig.turns.take(1, AgentReplied(7, "Nok", "สวัสดีค่ะ"))
    rig.settle()

    assert mouth.said[-1][0] == "push"


def test_handing_back_lets_the_bot_answer_again_and_starts_clean(rig: Rig, mouth: Mouth) -> None:
    for words in ("qq zz", "vv xx", "ขอคุยกับเจ้าหน้าที่"):
        says(rig, words)
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    rig.turns.take(1, HandedBack(7))
    before = len(mouth.said)

    says(rig, "kk jj")

    assert phase(rig) == "bot"
    assert len(mouth.said) == before + 2  # the hand-back's own sentence, then a first miss


def test_resolving_ends_the_session_and_the_next_word_opens_another(rig: Rig) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    rig.turns.take(1, Resolved(7))

    says(rig, "ค่าส่งเท่าไหร่คะ")

    with rig.database.reading() as db:
        found = db.execute(
            select(ServiceSession.outcome, ServiceSession.agent_id).order_by(ServiceSession.id)
        )
        assert found.all() == [("resolved", 7), ("", None)]


def test_a_day_of_quiet_closes_a_session_the_bot_alone_had(rig: Rig, clock: HandClock) -> None:
    says(rig, "ค่าส่งเท่าไหร่คะ")
    clock.advance(hours=20)
    says(rig, "ขอบคุณค่ะ")
    clock.advance(hours=5)
    fire_due(rig.turns)
    assert phase(rig) == Phase.BOT

    clock.advance(hours=20)
    fire_due(rig.turns)

    assert phase(rig) == Phase.IDLE
    with rig.database.reading() as db:
        assert db.execute(select(ServiceSession.outcome)).scalars().all() == ["contained"]
        assert timers.due(db, clock.now() + 10**9, 10) == []


def test_an_unsent_message_is_blanked_everywhere(rig: Rig) -> None:
    says(rig, "ขอคุยกับเจ้าหน้าที่")
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    spoken = text("เลขบัตร 1234", at=START + 2000)
    rig.receive(webhook(spoken))
    rig.settle()
    identity = spoken["message"]["id"]  # type: ignore[index]

    rig.receive(webhook(event("unsend", at=START + 3000, token=None, unsend={"messageId": identity})))
    rig.settle()

    with rig.database.reading() as db:
        shown = db.execute(
            select(Message.text, Message.unsent_at).where(Message.line_message_id == identity)
        ).one()
        raw = db.execute(
            select(InboxEvent.payload).where(InboxEvent.line_message_id == identity)
        ).scalar_one()
        preview = db.execute(select(Conversation.last_text)).scalar_one()
    assert shown.text == ""
    assert shown.unsent_at is not None
    assert "1234" not in raw
    assert "1234" not in preview


def test_an_unsend_before_its_message_leaves_a_tombstone(rig: Rig, mouth: Mouth) -> None:
    late = text("ความลับ", at=START)
    identity = late["message"]["id"]  # type: ignore[index]
    rig.receive(webhook(event("unsend", at=START + 5, token=None, unsend={"messageId": identity})))
    rig.settle()

    rig.receive(webhook(late))
    rig.settle()

    assert mouth.said == []
    with rig.database.reading() as db:
        assert db.execute(select(Message.text)).scalars().all() == [""]


def test_an_older_follow_never_overrides_a_newer_block(rig: Rig) -> None:
    rig.receive(webhook(event("unfollow", at=START + 10, token=None)))
    rig.settle()
    rig.receive(webhook(event("follow", at=START, follow={"isUnblocked": False})))
    rig.settle()

    with rig.database.reading() as db:
        thread = conversations.load(db, {1: 0})[1]
    assert thread.state.is_blocked


def test_a_late_older_message_is_shown_in_its_own_time_and_does_not_become_the_newest_line(rig: Rig) -> None:
    rig.receive(webhook(text("ขอคุยกับเจ้าหน้าที่", at=START)))
    rig.settle()
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    rig.receive(webhook(text("ใหม่กว่า", at=START + 900)))
    rig.settle()

    rig.receive(webhook(text("เก่ากว่า", at=START + 500)))
    rig.settle()

    with rig.database.reading() as db:
        assert db.execute(select(Conversation.last_text)).scalar_one() == "ใหม่กว่า"
        found = db.execute(
            select(Message.text).where(Message.author == "contact").order_by(Message.happened_at, Message.id)
        )
        assert list(found.scalars()) == ["ขอคุยกับเจ้าหน้าที่", "เก่ากว่า", "ใหม่กว่า"]
