"""The decider pump: leases what waits, decides it, and commits many turns in one transaction.

Each round records what the last one decided and claims what is ready, in one commit; deciding
itself happens between the two, outside any transaction.
"""

from contextlib import nullcontext
from dataclasses import dataclass

from bot import inbox
from bot.apply import Turn
from bot.inbox import Claimed
from bot.logs import log
from bot.outbox import Hand, Sender
from bot.pump import Pump
from bot.store import conversations
from bot.store import inbox as rows
from bot.store.claiming import Waiting
from bot.store.conversations import Thread
from bot.store.database import Connection, Lost, Unavailable
from bot.turn import Turns
from bot.wake import INBOX

BATCH = 64


@dataclass(frozen=True, slots=True)
class Failed:
    """An event whose turn could not be taken, and why."""

    event: Waiting
    conversation: int
    fence: int
    reason: str


class Decider(Pump):
    """One thread of it runs in every worker; round() is one pass, for tests and for the loop alike."""

    def __init__(self, turns: Turns, sender: Sender | None = None, batch: int = BATCH) -> None:
        """`sender`: who is handed what a turn owes; without one, whoever looks into the outbox finds it."""
        super().__init__("decider", turns.wake.subscribe(INBOX))
        self._turns = turns
        self._sender = sender
        self._batch = batch
        self._decided: list[tuple[Turn, Waiting]] = []
        self._failed: list[Failed] = []

    def round(self) -> bool:
        """Record what was decided, claim what waits, decide it. False when there was nothing to do."""
        if not self._decided and not self._failed and not self._may_have_waiting():
            return False
        claimed = self._record_and_claim(self._batch)
        self._turns.probe("decider.claimed")
        self._decide(claimed)
        self._turns.probe("decider.decided")
        return bool(self._decided or self._failed)

    def forget(self) -> None:
        """Nothing of this round was committed; its leases run out and the events wait as before."""
        self._decided, self._failed = [], []

    def finish(self) -> None:
        """Record what is decided, claim nothing more."""
        if self._decided or self._failed:
            self._record_and_claim(0)

    def _may_have_waiting(self) -> bool:
        """On SQLite looked up on the read engine: looking must not take the one write lock."""
        if not self._turns.database.is_sqlite:
            return True
        with self._turns.database.looking() as db:
            return rows.oldest_waiting(db) is not None

    def _record_and_claim(self, limit: int) -> Claimed:
        if not self._decided and not self._failed:
            return inbox.claim_alone(self._turns.database, self._turns.clock, limit)
        try:
            claimed = self._commit(limit)
        except Lost:
            raise
        except Exception as error:  # noqa: BLE001 – by the database or by its driver, before a byte was sent
            # One turn's rows were refused, and with them the whole batch: find out which.
            log.error("decider.batch_refused", error=type(error).__name__, turns=len(self._decided))
            self._record_one_by_one()
            return Claimed()
        self._turns.probe("decider.committed")
        self.forget()
        return claimed

    def _commit(self, limit: int) -> Claimed:
        """One transaction; what its turns owe is on its way to LINE when this returns, slots permitting."""
        turns = [turn for turn, _ in self._decided]
        owed = sum(turn.delivery is not None for turn in turns)
        hands = self._sender.in_hand(owed) if self._sender else nullcontext(Hand(0))
        with hands as hand, self._turns.database.transaction() as db:
            kept = self._turns.commit(db, turns) if turns else []
            _count(db, self._failed)
            hand.claim(db, self._turns.clock.now())
            handed = {each.retry_key for each in hand.claimed}
            claimed = inbox.claim(db, self._turns.clock.now(), limit) if limit else Claimed()
            self._turns.publish(db, kept, handed)
            self._turns.probe("decider.written")
        if kept:
            self._turns.announce(kept, handed)
        return claimed

    def _record_one_by_one(self) -> None:
        for turn, event in self._decided:
            try:
                with self._turns.database.transaction() as db:
                    kept = self._turns.commit(db, [turn])
                    self._turns.publish(db, kept)
                self._turns.announce(kept)
            except Lost:
                raise
            except Exception as error:  # noqa: BLE001 – the one that was refused; the others go on
                reason = f"rows refused: {type(error).__name__}"
                self._failed.append(Failed(event, turn.thread.id, turn.thread.fence, reason))
        with self._turns.database.transaction() as db:
            _count(db, self._failed)
        self.forget()

    def _decide(self, claimed: Claimed) -> None:
        if not claimed.events:
            return
        with self._turns.database.looking() as db:  # each conversation is held still by its lease
            for conversation, event in claimed.events:
                self._decide_one(db, claimed.threads[conversation], event)

    def _decide_one(self, db: Connection, thread: Thread, event: Waiting) -> None:
        try:
            self._decided.append((self._turns.decide_arrival(db, thread, event), event))
        except Unavailable:
            raise
        except Exception as defect:  # noqa: BLE001 – one event's defect must not hold up the others
            log.error("turn.broken", inbox=event.id, conversation=thread.id, error=type(defect).__name__)
            reason = f"{type(defect).__name__}: {defect}"
            self._failed.append(Failed(event, thread.id, thread.fence, reason))


def _count(db: Connection, failed: list[Failed]) -> None:
    """A failed try each, parked when it was the last, and the lease given back."""
    for each in failed:
        rows.count_failure(db, each.event.id, each.reason, inbox.ATTEMPTS)
        conversations.release(db, {each.conversation: each.fence})
