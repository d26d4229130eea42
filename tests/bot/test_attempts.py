"""Which attempts were made, and by whom? What slowness, deaths and late answers may not confuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from bot.line.errors import Answer, Kind
from bot.store import outbox
from bot.store.database import Connection, Database
from bot.store.outbox import DROPPED, SENT, Delivery
from bot.tokens import REPLY_LIFE_MS
from handlers.acts import AgentClaimed
from tests.rig import HandClock, Killed, Mouth, Rig, text, webhook

LEASE_OVER_SECONDS = 16
UNKNOWN, DEAD = Answer(Kind.UNKNOWN), Answer(Kind.TOKEN_INVALID, "400 Invalid reply token")


def owing(database: Database, clock: HandClock, mouth: Mouth, probe: Callable[[str], None], **more) -> Rig:
    """A process that owes one answer."""
    rig = Rig(database, clock, mouth, probe=probe, **more)
    rig.receive(webhook(text("ค่าส่งเท่าไหร่คะ")))
    if not more:
        rig.decide()
    return rig


def at(wanted: str, act: Callable[[], object]) -> Callable[[str], None]:
    """A probe that acts the first time this step is passed."""
    left = [wanted]

    def probe(step: str) -> None:
        if step in left:
            left.remove(step)
            act()

    return probe


def die() -> None:
    raise Killed


def ways(mouth: Mouth) -> list[str]:
    return [how for how, _, _ in mouth.said]


def states(database: Database) -> list[int]:
    with database.reading() as db:
        return list(db.execute(select(Delivery.state).order_by(Delivery.id)).scalars())


def recover(database: Database, clock: HandClock) -> int:
    with database.write.begin() as db:
        return outbox.recover(db, clock.now())


@pytest.mark.parametrize("hands_over", [False, True])
def test_a_lease_counts_from_the_claim_and_not_from_the_wait_for_the_write_lock(
    hands_over: bool, database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []
    rig = owing(
        database, clock, Mouth(), at("outbox.sending", lambda: left.append(recover(database, clock))),
        hands_over=hands_over,
    )  # fmt: skip
    begin = database.transaction

    @contextmanager
    def after_others() -> Iterator[Connection]:
        with begin() as db:
            clock.advance(seconds=LEASE_OVER_SECONDS)
            yield db

    monkeypatch.setattr(rig.database, "transaction", after_others)
    rig.decide()
    rig.sender.deliver_all()

    assert left == [0]
    assert states(database) == [SENT]


def test_another_may_take_over_from_one_that_is_late_and_only_one_of_them_speaks(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth()
    other = Rig(database, clock, mouth)

    def overtake() -> None:
        clock.advance(seconds=LEASE_OVER_SECONDS)
        recover(database, clock)
        other.sender.deliver_all()

    rig = owing(database, clock, mouth, at("outbox.sending", overtake))

    rig.sender.deliver_all()

    assert ways(mouth) == ["reply"]
    assert states(database) == [SENT]


@pytest.mark.parametrize("step", ["outbox.sending", "outbox.answered"])
def test_a_push_in_place_of_an_old_token_is_repeated_after_a_crash_and_never_in_doubt(
    step: str, database: Database, clock: HandClock
) -> None:
    mouth = Mouth()
    rig = owing(database, clock, mouth, at(step, die))
    clock.advance(seconds=REPLY_LIFE_MS / 1000)
    with pytest.raises(Killed):
        rig.sender.deliver_all()

    clock.advance(seconds=LEASE_OVER_SECONDS)
    recover(database, clock)
    Rig(database, clock, mouth).sender.deliver_all()

    assert set(ways(mouth)) == {"push"}
    assert len({key for _, key, _ in mouth.said}) == 1
    assert states(database) == [SENT]


def test_a_push_of_unknown_fate_is_not_dropped_when_a_person_claims(
    database: Database, clock: HandClock
) -> None:
    mouth = Mouth(answers=[UNKNOWN])
    rig = owing(database, clock, mouth, at("", die))
    clock.advance(seconds=REPLY_LIFE_MS / 1000)
    rig.sender.deliver_all()

    rig.turns.take(1, AgentClaimed(7, "Nok"))

    assert DROPPED not in states(database)
    clock.advance(seconds=2)
    rig.sender.deliver_all()
    assert ways(mouth)[:2] == ["push", "push"]


def test_a_late_answer_changes_nothing_for_the_attempt_that_took_over(
    database: Database, clock: HandClock
) -> None:
    """The second attempt used the token and was cut off; the first one's "invalid token" comes after that."""
    mouth = Mouth(answers=[DEAD, UNKNOWN, DEAD])
    other = Rig(database, clock, mouth)

    def overtake() -> None:
        clock.advance(seconds=LEASE_OVER_SECONDS)
        recover(database, clock)
        other.sender.deliver_all()

    rig = owing(database, clock, mouth, at("outbox.answered", overtake))
    rig.sender.deliver_all()
    clock.advance(seconds=2)
    rig.sender.deliver_all()

    assert ways(mouth) == ["reply", "reply", "reply"]
    assert states(database) == [SENT]
