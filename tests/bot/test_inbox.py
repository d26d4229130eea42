"""Events are kept once and handed out in order per contact, whatever LINE does to them."""

import contextlib
import dataclasses
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import inbox
from bot.apply import Turn
from bot.inbox import Keeper, NotKept
from bot.line.parse import envelopes
from bot.store import inbox as rows
from bot.store.database import Database, sqlite_url
from bot.store.inbox import InboxEvent
from bot.store.messages import Message
from bot.wake import Wake
from tests.quick import kept_open
from tests.rig import MALI, START, TOM, HandClock, Mouth, Rig, event, text, webhook


@pytest.fixture
def keeper(database: Database) -> Iterator[Keeper]:
    kept = Keeper(database, Wake(database))
    kept.start()
    yield kept
    kept.stop()


def states(database: Database) -> list[int]:
    with database.reading() as db:
        return list(db.execute(select(InboxEvent.state).order_by(InboxEvent.id)).scalars())


def heard(database: Database) -> list[str]:
    with database.reading() as db:
        found = db.execute(select(Message.text).where(Message.author == "contact").order_by(Message.id))
        return list(found.scalars())


def test_an_event_is_kept_once_however_often_it_is_delivered(keeper: Keeper, database: Database) -> None:
    body = webhook(text("สวัสดี"))

    for delivery in range(3):
        keeper.keep(envelopes(body), START + delivery)

    assert states(database) == [rows.WAITING]


def test_a_redelivery_renews_the_arrival_from_which_its_reply_token_lives(
    keeper: Keeper, database: Database
) -> None:
    body = webhook(text("สวัสดี"))

    keeper.keep(envelopes(body), START)
    keeper.keep(envelopes(body), START + 30_000)

    with database.reading() as db:
        assert db.execute(select(InboxEvent.received_at, InboxEvent.delivered_at)).one() == (
            START,
            START + 30_000,
        )


def test_many_requests_at_once_are_all_kept(keeper: Keeper, database: Database) -> None:
    bodies = [webhook(text(f"ข้อความ {number}", at=START + number)) for number in range(40)]
    threads = [threading.Thread(target=keeper.keep, args=(envelopes(each), START)) for each in bodies]

    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(states(database)) == 40


def test_fifty_thousand_times_the_same_junk_is_one_row_and_holds_up_nobody(
    keeper: Keeper, database: Database
) -> None:
    written: list[int] = []
    commit = keeper._commit
    keeper._commit = lambda events: (written.append(len(events)), commit(events))[1]  # type: ignore[method-assign]
    body = json.dumps({"events": [{}] * 50_000 + [text("สวัสดี")]})

    with contextlib.suppress(NotKept):  # a crowded machine may be late all the same
        keeper.keep(envelopes(body), START)

    assert written == [2]


def test_a_malformed_neighbour_hurts_nobody_and_is_kept_for_inspection(
    keeper: Keeper, database: Database, clock: HandClock
) -> None:
    odd: dict[str, object] = {"type": "message", "timestamp": "soon"}
    keeper.keep(envelopes(webhook(odd, text("ค่าส่งเท่าไหร่คะ"))), START)
    mouth = Mouth()

    Rig(database, clock, mouth).settle()

    assert states(database) == [rows.PARKED, rows.DONE]
    assert len(mouth.said) == 1
    with database.reading() as db:
        kept = db.execute(
            select(InboxEvent.payload, InboxEvent.reason).where(InboxEvent.state == rows.PARKED)
        ).one()
    assert json.loads(kept.payload) == odd
    assert kept.reason.startswith("malformed")


def test_standby_and_nobodys_events_are_kept_and_not_acted_on(database: Database, clock: HandClock) -> None:
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ", mode="standby"), event("accountLink", source=None, token=None)))

    rig.settle()

    assert states(database) == [rows.IGNORED, rows.IGNORED]
    assert mouth.said == []


@pytest.mark.parametrize(
    "odd",
    [
        event("somethingNew", shiny={"a": 1}),
        event("beacon", beacon={"hwid": "x", "type": "enter"}),
        event("message", message={"id": "1", "type": "hologram"}),
        event("message"),
        event("postback", postback={"data": "somebody-elses"}),
        event("unsend", token=None, unsend={"messageId": "999"}),
        event("unfollow", token=None),
        event("videoPlayComplete", videoPlayComplete={"trackingId": "t"}),
    ],
    ids=lambda each: each["type"],
)
def test_unknown_kinds_are_harmless_and_unanswered(odd: dict, database: Database, clock: HandClock) -> None:
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(odd, text("ค่าส่งเท่าไหร่คะ", TOM)))

    rig.settle()

    assert states(database) == [rows.DONE, rows.DONE]
    assert len(mouth.said) == 1


def test_a_group_that_invites_the_bot_gets_one_sentence_and_no_more(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    group = {"type": "group", "groupId": "C" + "1" * 32, "userId": MALI}
    rig.receive(webhook(event("join", source=group), text("ค่าส่งเท่าไหร่คะ", source=group)))

    rig.settle()

    assert [how for how, _, _ in mouth.said] == ["reply"]


def test_events_of_a_contact_are_handled_by_linetime_then_event_id(
    database: Database, clock: HandClock
) -> None:
    rig = Rig(database, clock, Mouth())
    words = ["หนึ่ง", "สอง", "สาม"]
    rig.receive(webhook(*[text(each, at=START + n) for n, each in reversed(list(enumerate(words)))]))

    rig.settle()

    assert heard(database) == words


def test_an_event_that_keeps_failing_is_parked_with_its_reason_and_holds_nobody_up(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("พิษ", at=START), text("ค่าส่งเท่าไหร่คะ", at=START + 1)))
    with database.transaction() as db:
        poison = db.execute(select(InboxEvent.id).order_by(InboxEvent.line_timestamp).limit(1)).scalar_one()
        db.execute(InboxEvent.__table__.update().where(InboxEvent.id == poison).values(payload="{not json"))

    rig.settle()

    assert sorted(states(database)) == [rows.DONE, rows.PARKED]
    assert len(mouth.said) == 1
    with database.reading() as db:
        reason, attempts = db.execute(
            select(InboxEvent.reason, InboxEvent.attempts).where(InboxEvent.id == poison)
        ).one()
    assert "JSONDecodeError" in reason
    assert attempts == inbox.ATTEMPTS


def test_a_turn_whose_rows_the_driver_refuses_is_parked_and_holds_nobody_up(
    database: Database, clock: HandClock
) -> None:
    """Not an error of the database's: the driver cannot even put the row into bytes."""
    mouth = Mouth()
    rig = Rig(database, clock, mouth)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ", at=START, token="bad"), text("ค่าส่งเท่าไหร่คะ", TOM)))
    decide = rig.turns.decide_arrival

    def spoilt(*given: Any) -> Turn:
        turn = decide(*given)
        if turn.delivery and turn.delivery.reply_token == "bad":
            turn.delivery = dataclasses.replace(turn.delivery, reply_token="\ud800")
        return turn

    rig.turns.decide_arrival = spoilt  # type: ignore[method-assign]
    for _ in range(inbox.ATTEMPTS):
        rig.settle()

    assert sorted(states(database)) == [rows.DONE, rows.PARKED]
    assert len(mouth.said) == 1
    with database.reading() as db:
        parked = select(InboxEvent.reason).where(InboxEvent.state == rows.PARKED)
        assert "UnicodeEncodeError" in db.execute(parked).scalar_one()


def test_a_parked_event_waits_again_when_it_is_requeued(database: Database, clock: HandClock) -> None:
    rig = Rig(database, clock, Mouth())
    rig.receive(webhook(text("สวัสดี"), {"type": "message"}))
    with database.transaction() as db:
        db.execute(InboxEvent.__table__.update().values(state=rows.PARKED))

    with database.transaction() as db:
        again = rows.requeue(db)
    rig.settle()

    assert again == 1
    assert sorted(states(database)) == [rows.DONE, rows.PARKED]


def test_a_full_queue_is_refused_at_once(database: Database) -> None:
    still = Keeper(database, Wake(database))  # never started: nothing is ever written
    for _ in range(inbox._MOST_WAITING):
        still._waiting.append(inbox._Ticket([]))

    with pytest.raises(NotKept):
        still.keep(envelopes(webhook(text("สวัสดี"))), START)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_duplication_and_grouping_ends_in_the_same_transcript(
    data: st.DataObject, sqlite_place: Path, sqlite_template: Path
) -> None:
    for left in sqlite_place.parent.iterdir():
        left.unlink()
    shutil.copy(sqlite_template, sqlite_place)
    database, clock, mouth = kept_open(sqlite_url(sqlite_place)), HandClock(), Mouth()
    rig = Rig(database, clock, mouth)
    events = [text(f"ถาม {n}", (MALI, TOM)[n % 2], START + n) for n in range(6)]
    shuffled = data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events), max_size=4))))
    cut = data.draw(st.integers(0, len(shuffled)))

    rig.receive(webhook(*shuffled[:cut]), webhook(*shuffled[cut:]), webhook(*shuffled[:cut]))
    rig.settle()

    with database.reading() as db:
        for user in (0, 1):
            mine = [f"ถาม {n}" for n in range(6) if n % 2 == user]
            found = db.execute(
                select(Message.text)
                .where(Message.author == "contact", Message.text.in_(mine))
                .order_by(Message.id)
            )
            assert list(found.scalars()) == mine
    assert len(mouth.said) == len(events)
    database.dispose()
