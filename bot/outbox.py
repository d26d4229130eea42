"""Deliver what was committed: reply while a token is fresh, else push; retry, or park with the reason."""

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import Clock
from bot.line.errors import Answer, Kind
from bot.logs import log
from bot.probe import Probe, unwatched
from bot.pump import IDLE_SECONDS, Pump
from bot.store import feed
from bot.store import outbox as rows
from bot.store.database import Connection, Database
from bot.store.outbox import FAILED, IN_DOUBT, PUSH, REPLY, SENT, WAITING, Claimed, Outcome
from bot.tokens import REPLY_LIFE_MS
from bot.wake import FEED, OUTBOX, Wake

# LINE remembers a retry key for 24 hours; a retry after that would be a second message.
KEY_LIFE_MS = int(23.5 * 3_600_000)
_REPLY_GAPS_MS = (200, 400, 800, 1_600, 3_200, 5_000)
_PUSH_GAPS_MS = (1_000, 2_000, 4_000, 10_000, 30_000, 60_000, 300_000, 600_000)
# Due, but another sender holds this contact's earlier delivery: nobody will say when it is done.
_BLOCKED_SECONDS = 0.05
SLOTS = 32
# What an attempt comes to that was never made: as the log calls it.
NOT_BEGUN, NOBODY_KNOWS = "not begun", "none"


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
        self._slots = slots
        self._probe = probe
        self._free = slots
        self._count = threading.Lock()
        self._has_threads = has_threads
        self._at_hand: list[Claimed] = []
        self._finished: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._unrecorded: list[Outcome] = []
        self._next_look = IDLE_SECONDS
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="send")

    def round(self) -> bool:
        """Record what LINE answered, claim what is due, hand it to the pool."""
        return self._record_and_claim() > 0 and self._free > 0

    def deliver_all(self) -> int:
        """Without threads, until nothing is due: what tests call. Returns how many attempts were made."""
        attempts = 0
        while self._record_and_claim() or self._at_hand:
            while self._at_hand:
                self._send(self._at_hand.pop(0))
                attempts += 1
        return attempts

    @contextmanager
    def in_hand(self, most: int) -> Iterator[Hand]:
        """A hand for up to `most` deliveries: sent when the block ends well, let go when it does not.

        A transaction inside may claim them in the very commit that owes them: nothing has to find them.
        """
        with self._count:
            taken = 0 if self.is_stopping else min(most, self._free)
            self._free -= taken
        hand = Hand(taken)
        try:
            yield hand
        except BaseException:
            self._put_back(taken)
            raise
        self._put_back(taken - len(hand.claimed))
        for each in hand.claimed:
            self._start(each)

    def _start(self, claimed: Claimed) -> None:
        if self._has_threads:
            self._pool.submit(self._send, claimed)
        else:
            self._at_hand.append(claimed)

    def _put_back(self, slots: int) -> None:
        with self._count:
            self._free += slots

    def idle_seconds(self) -> float:
        """Sooner when a retry is due sooner, or when another sender is in the way."""
        return self._next_look

    def finish(self) -> None:
        """Wait for the attempts in flight and record them: a stop leaves nothing in doubt."""
        self._pool.shutdown(wait=True)
        self._take_finished()
        if self._unrecorded:
            with self._database.transaction() as db:
                self._record(db, self._unrecorded)

    def _take_finished(self) -> None:
        while True:
            try:
                self._unrecorded.append(self._finished.get_nowait())
            except queue.Empty:
                return
            self._put_back(1)

    def _record_and_claim(self) -> int:
        """How many were claimed; they are on their way."""
        self._take_finished()
        outcomes = list(self._unrecorded)
        self._next_look = IDLE_SECONDS
        if not outcomes and not (self._free and self._has_ready()):
            return 0
        with self.in_hand(self._slots) as hand:
            with self._database.transaction() as db:
                now = self._clock.now()
                rows.record(db, outcomes, now)
                is_blocked = self._claim_due(db, hand, now)
                self._publish(db, outcomes, now)
                self._probe("outbox.claimed")
            self._probe("outbox.committed")
            self._unrecorded = self._unrecorded[len(outcomes) :]
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

    def _record(self, db: Connection, outcomes: list[Outcome]) -> None:
        now = self._clock.now()
        rows.record(db, outcomes, now)
        self._publish(db, outcomes, now)

    def _publish(self, db: Connection, outcomes: list[Outcome], now: int) -> None:
        if outcomes:
            feed.append(db, list({each.conversation_id for each in outcomes}), feed.DELIVERY, now)

    def _send(self, claimed: Claimed) -> None:
        """One attempt. Whatever goes wrong, an outcome is queued: the slot must come back."""
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
        self._finished.put(outcome)
        self.news.set()

    def _attempt(self, claimed: Claimed, via: str) -> Answer:
        if via == REPLY and claimed.reply_token:
            return self._line.reply(claimed.reply_token, claimed.payload)
        if via == PUSH:
            return self._line.push(claimed.line_id, claimed.payload, claimed.retry_key)
        return Answer(Kind.NOT_SENT, "")


def vehicle(claimed: Claimed, now: int) -> str:
    """As the claim decided it, unless it has become too late for that since.

    Once the lease is over somebody else may hold the delivery, and believe that this attempt was made.
    """
    if now >= claimed.lease_until:
        return NOT_BEGUN
    if claimed.via == PUSH:
        return PUSH
    if now - (claimed.arrived_at or 0) < REPLY_LIFE_MS:
        return REPLY
    return NOBODY_KNOWS if claimed.is_uncertain else NOT_BEGUN


def judge(claimed: Claimed, via: str, answer: Answer, now: int) -> Outcome:
    """What an answer means for a delivery (docs/decisions/0005). Pure."""
    if via == REPLY:
        return _judge_reply(claimed, answer, now)
    if via == PUSH:
        return _judge_push(claimed, answer, now)
    if via == NOBODY_KNOWS:
        return _outcome(claimed, IN_DOUBT, REPLY, is_uncertain=True, reason="no answer from LINE in time")
    return _outcome(claimed, WAITING, claimed.via, due_at=now, is_uncertain=claimed.is_uncertain)


def _judge_reply(claimed: Claimed, answer: Answer, now: int) -> Outcome:
    if answer.kind in (Kind.ACCEPTED, Kind.ALREADY_ACCEPTED):
        return _outcome(claimed, SENT, REPLY, request_id=answer.request_id, line_ids=answer.line_ids)
    if answer.kind is Kind.TOKEN_INVALID and claimed.is_uncertain:
        # The token works once: it was our own earlier attempt that used it.
        return _outcome(claimed, SENT, REPLY, request_id=answer.request_id)
    if answer.kind is Kind.TOKEN_INVALID:
        return _outcome(claimed, WAITING, PUSH, due_at=now, reason=answer.reason)
    if answer.kind in (Kind.REFUSED, Kind.OVER_QUOTA):
        return _outcome(claimed, FAILED, REPLY, reason=answer.reason, request_id=answer.request_id)
    is_uncertain = claimed.is_uncertain or answer.kind is Kind.UNKNOWN
    due = now + _REPLY_GAPS_MS[min(claimed.attempts - 1, len(_REPLY_GAPS_MS) - 1)]
    return _outcome(claimed, WAITING, "", due_at=due, is_uncertain=is_uncertain, reason=answer.reason)


def _judge_push(claimed: Claimed, answer: Answer, now: int) -> Outcome:
    if answer.kind in (Kind.ACCEPTED, Kind.ALREADY_ACCEPTED):
        return _outcome(
            claimed,
            SENT,
            PUSH,
            request_id=answer.request_id,
            counted=1,
            pushed_at=now,
            line_ids=answer.line_ids,
        )
    if answer.kind in (Kind.REFUSED, Kind.OVER_QUOTA, Kind.TOKEN_INVALID):
        return _outcome(claimed, FAILED, PUSH, reason=answer.reason, request_id=answer.request_id)
    first = claimed.pushed_at or now
    is_uncertain = claimed.is_uncertain or answer.kind is Kind.UNKNOWN
    if now - first >= KEY_LIFE_MS:
        state, reason = IN_DOUBT if is_uncertain else FAILED, f"gave up after 24 hours: {answer.reason}"
        return _outcome(claimed, state, PUSH, is_uncertain=is_uncertain, reason=reason)
    due = now + _PUSH_GAPS_MS[min(claimed.attempts - 1, len(_PUSH_GAPS_MS) - 1)]
    return _outcome(
        claimed,
        WAITING,
        PUSH,
        due_at=due,
        is_uncertain=is_uncertain,
        reason=answer.reason,
        pushed_at=first,
    )


def _outcome(
    claimed: Claimed,
    state: int,
    via: str,
    *,
    is_uncertain: bool = False,
    due_at: int = 0,
    reason: str = "",
    request_id: str = "",
    counted: int = 0,
    pushed_at: int | None = None,
    line_ids: str = "",
) -> Outcome:
    return Outcome(
        id=claimed.id,
        attempts=claimed.attempts,
        conversation_id=claimed.conversation_id,
        state=state,
        via=via,
        is_uncertain=is_uncertain,
        due_at=due_at,
        reason=reason,
        request_id=request_id,
        counted=counted,
        pushed_at=pushed_at,
        line_ids=line_ids,
    )
