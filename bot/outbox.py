"""Deliver what was committed: reply while a token is fresh, else push; retry, or park with the reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from bot.attempts import judge, vehicle
from bot.clock import Clock
from bot.line.errors import Answer, Kind
from bot.logs import log
from bot.probe import Probe, unwatched
from bot.pump import IDLE_SECONDS, Pump
from bot.slots import Slots
from bot.store import feed
from bot.store import outbox as rows
from bot.store.database import Connection, Database
from bot.store.outbox import PUSH, REPLY, WAITING, Claimed, Outcome
from bot.tokens import REPLY_LIFE_MS
from bot.wake import FEED, OUTBOX, Wake

# Due, but another sender holds this contact's earlier delivery: nobody will say when it is done.
_BLOCKED_SECONDS = 0.05
SLOTS = 32


class SaysToLine(Protocol):
    """The two ways to say something to one contact."""

    def reply(self, token: str, payload: str) -> Answer: ...

    def push(self, to: str, payload: str, retry_key: str) -> Answer: ...


@dataclass(slots=True)
class Hand:
    """Deliveries claimed within an open transaction, to be sent once it has committed."""

    free: int
    claimed: list[Claimed] = field(default_factory=list)

    def claim(self, db: Connection, now: int) -> None:
        """Fill it with what is due."""
        if self.free:
            self.claimed = rows.claim(db, now, self.free, REPLY_LIFE_MS)


class Sender(Pump):
    """One thread that claims and records, and up to `slots` that wait for LINE."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        line: SaysToLine,
        slots: int = SLOTS,
        probe: Probe = unwatched,
        *,
        has_threads: bool = True,
    ) -> None:
        """`has_threads`: False leaves all sending to deliver_all()."""
        super().__init__("sender", wake.subscribe(OUTBOX))
        self._database = database
        self._clock = clock
        self._wake = wake
        self._line = line
        self._probe = probe
        self._slots: Slots[Outcome] = Slots(slots, "send", self.news, has_threads=has_threads)
        self._next_look = IDLE_SECONDS

    def round(self) -> bool:
        """Record what LINE answered, claim what is due, hand it to the pool."""
        return self._record_and_claim() > 0 and self._slots.free > 0

    def deliver_all(self) -> int:
        """Without threads, until nothing is due: what tests call. Returns how many attempts were made."""
        attempts = 0
        while self._record_and_claim() or self._slots.is_waiting:
            attempts += self._slots.run_all()
        return attempts

    @contextmanager
    def in_hand(self, most: int) -> Iterator[Hand]:
        """A hand for up to `most` deliveries: sent when the block ends well, let go when it does not.

        A transaction inside may claim them in the very commit that owes them: nothing has to find them.
        """
        taken = 0 if self.is_stopping else self._slots.take(most)
        hand = Hand(taken)
        try:
            yield hand
        except BaseException:
            self._slots.put_back(taken)
            raise
        self._slots.put_back(taken - len(hand.claimed))
        for each in hand.claimed:
            self._slots.start(partial(self._send, each))

    def idle_seconds(self) -> float:
        """Sooner when a retry is due sooner, or when another sender is in the way."""
        return self._next_look

    def finish(self) -> None:
        """Wait for the attempts in flight and record them: a stop leaves nothing in doubt."""
        self._slots.close()
        outcomes = self._slots.unrecorded()
        if outcomes:
            with self._database.transaction() as db:
                now = self._clock.now()
                rows.record(db, outcomes, now)
                self._publish(db, outcomes, now)
            self._slots.recorded(outcomes)

    def _record_and_claim(self) -> int:
        """How many were claimed; they are on their way."""
        outcomes = self._slots.unrecorded()
        self._next_look = IDLE_SECONDS
        if not outcomes and not (self._slots.free and self._has_ready()):
            return 0
        with self.in_hand(self._slots.free) as hand:
            with self._database.transaction() as db:
                now = self._clock.now()
                rows.record(db, outcomes, now)
                is_blocked = self._claim_due(db, hand, now)
                self._publish(db, outcomes, now)
                self._probe("outbox.claimed")
            self._probe("outbox.committed")
            self._slots.recorded(outcomes)
        if outcomes:
            self._wake.after(FEED)
        gaps = [(each.due_at - now) / 1000 for each in outcomes if each.state == WAITING]
        self._next_look = max(0.01, min([IDLE_SECONDS, *gaps, *([_BLOCKED_SECONDS] if is_blocked else [])]))
        return len(hand.claimed)

    def _claim_due(self, db: Connection, hand: Hand, now: int) -> bool:
        """Fill the hand; is something still due that stands behind what somebody else is sending?"""
        if not (hand.free and rows.any_due(db, now)):
            return False
        hand.claim(db, now)
        return len(hand.claimed) < hand.free and rows.any_due(db, now)

    def _has_ready(self) -> bool:
        with self._database.looking() as db:
            return rows.any_ready(db, self._clock.now())

    def _publish(self, db: Connection, outcomes: list[Outcome], now: int) -> None:
        if outcomes:
            feed.append(db, list({each.conversation_id for each in outcomes}), feed.DELIVERY, now)

    def _send(self, claimed: Claimed) -> Outcome:
        """One attempt. Whatever goes wrong, there is an outcome: the slot must come back."""
        answer, via = Answer(Kind.UNKNOWN, "defect while sending"), PUSH
        try:
            self._probe("outbox.sending")
            via = vehicle(claimed, self._clock.now())
            answer = self._attempt(claimed, via)
            self._probe("outbox.answered")
        except Exception:  # noqa: BLE001 – the top of a sending thread
            log.exception("delivery.broken", delivery=claimed.id)
        outcome = judge(claimed, via, answer, self._clock.now())
        log.info(
            "delivery",
            delivery=claimed.id,
            conversation=claimed.conversation_id,
            via=via,
            answer=answer.kind.value,
            state=outcome.state,
            attempt=claimed.attempts,
            request_id=answer.request_id,
        )
        return outcome

    def _attempt(self, claimed: Claimed, via: str) -> Answer:
        if via == REPLY and claimed.reply_token:
            return self._line.reply(claimed.reply_token, claimed.payload)
        if via == PUSH:
            return self._line.push(claimed.line_id, claimed.payload, claimed.retry_key)
        return Answer(Kind.NOT_SENT, "")
