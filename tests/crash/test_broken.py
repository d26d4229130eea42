"""The proofs can fail: with one promise taken out of the product, the same story ends in a double."""

import pytest
from sqlalchemy import func, select

from bot import inbox, outbox
from bot.line.client import Line
from bot.line.errors import Answer, Kind
from bot.store import outbox as rows
from bot.store.database import Database
from bot.store.inbox import InboxEvent
from handlers.acts import AgentClaimed, AgentReplied
from tests.crash import broken
from tests.rig import HandClock, Mouth, Rig, text, webhook


class CuttingLine(Mouth):
    """Takes every first attempt and cuts the line before answering; a token and a key work once."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[str] = []
        self._taken: set[str] = set()

    def reply(self, token: str, payload: str) -> Answer:
        """Once per token."""
        return self._take(token, payload, Answer(Kind.TOKEN_INVALID))

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Once per key."""
        return self._take(retry_key, payload, Answer(Kind.ALREADY_ACCEPTED))

    def _take(self, right: str, payload: str, again: Answer) -> Answer:
        if right in self._taken:
            return again
        self._taken.add(right)
        self.arrived.append(payload)
        return Answer(Kind.UNKNOWN)


def story(database: Database) -> CuttingLine:
    """A question that arrives twice, a person asked for, and an agent's answer that must be pushed."""
    clock, line = HandClock(), CuttingLine()
    rig = Rig(database, clock, line)
    question = webhook(text("ค่าส่งเท่าไหร่คะ"))
    rig.receive(question, question)
    settle(rig, clock)
    rig.turns.take(1, AgentClaimed(7, "Nok"))
    rig.turns.take(1, AgentReplied(7, "Nok", "สวัสดีค่ะ"))
    settle(rig, clock)
    return line


def settle(rig: Rig, clock: HandClock) -> None:
    for _ in range(6):
        rig.settle()
        clock.advance(seconds=3)


@pytest.fixture(autouse=True)
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a variant breaks is whole again after the test."""
    for owner, name in (
        (inbox, "_new_event"),
        (outbox, "judge"),
        (rows, "recover"),
        (Line, "push"),
        (CuttingLine, "push"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def kept(database: Database) -> int:
    with database.reading() as db:
        return db.execute(select(func.count()).select_from(InboxEvent)).scalar_one()


def test_whole_each_thing_is_kept_and_said_once(database: Database) -> None:
    line = story(database)

    assert (kept(database), len(line.arrived)) == (1, 2)


def test_without_dedupe_a_repeated_event_is_kept_twice(database: Database) -> None:
    """It is not answered twice even so: the transcript knows the message. The verdict tells."""
    broken.no_dedupe()

    story(database)

    assert kept(database) == 2


def test_with_attempts_unrecorded_a_reply_that_arrived_is_pushed_as_well(database: Database) -> None:
    broken.attempt_not_recorded()

    assert len(story(database).arrived) > 2


def test_with_pushes_under_fresh_keys_a_push_that_arrived_is_pushed_again(database: Database) -> None:
    broken.push_without_key(CuttingLine)

    assert len(story(database).arrived) > 2
