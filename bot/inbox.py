"""Every webhook event kept exactly once, then handed out in order per contact."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.line.parse import Envelope
from bot.logs import log
from bot.store import claiming, contacts, conversations
from bot.store import inbox as rows
from bot.store.claiming import Waiting
from bot.store.conversations import Thread
from bot.store.database import Connection, Database, Unavailable
from bot.wake import INBOX, Wake

# LINE gives up after two seconds; a 503 in time is redelivered, silence may not be.
KEEP_SECONDS = 1.2
# More requests than this waiting for the disk means it has stopped: refuse at once.
_MOST_WAITING = 2000

LEASE_MS = 10_000
_WINDOW = 256
ATTEMPTS = 3


class NotKept(Exception):
    """The events could not be committed in time; the webhook must answer 503."""


class _Ticket:
    """One request's events on their way to the disk."""

    __slots__ = ("done", "events", "is_kept")

    def __init__(self, events: list[rows.NewEvent]) -> None:
        self.events = events
        self.done = threading.Event()
        self.is_kept = False


class Keeper:
    """One writer per process: all requests in flight share one commit, and so one fsync."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake
        self._waiting: deque[_Ticket] = deque()
        self._news = threading.Condition()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin writing."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end."""
        with self._news:
            self._is_stopping = True
            self._news.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout=3)

    def keep(self, envelopes: Iterable[Envelope], now: int) -> None:
        """Return once all of them are committed. Raises NotKept after KEEP_SECONDS, or when overloaded."""
        events = [_new_event(each, now) for each in envelopes]
        if not events:
            return
        ticket = _Ticket(events)
        with self._news:
            if self._is_stopping or len(self._waiting) >= _MOST_WAITING:
                raise NotKept
            self._waiting.append(ticket)
            self._news.notify()
        if not ticket.done.wait(KEEP_SECONDS) or not ticket.is_kept:
            raise NotKept

    def prove(self) -> None:
        """Commit an empty batch: can this process keep an event now? Raises TimeoutError when it cannot."""
        ticket = _Ticket([])
        with self._news:
            self._waiting.append(ticket)
            self._news.notify()
        if not ticket.done.wait(KEEP_SECONDS) or not ticket.is_kept:
            raise TimeoutError

    def _run(self) -> None:
        while True:
            with self._news:
                while not self._waiting and not self._is_stopping:
                    self._news.wait()
                if not self._waiting:
                    return
                batch = list(self._waiting)
                self._waiting.clear()
            self._write(batch)

    def _write(self, batch: list[_Ticket]) -> None:
        try:
            self._commit([event for ticket in batch for event in ticket.events])
            is_kept = True
        except Unavailable as error:
            log.error("inbox.not_kept", error=type(error).__name__, requests=len(batch))
            is_kept = False
        for ticket in batch:
            ticket.is_kept = is_kept
            ticket.done.set()

    def _commit(self, events: list[rows.NewEvent]) -> None:
        with self._database.writing_once() as db:
            if events:
                rows.keep(db, events)
            else:
                rows.prove_writable(db)
        self._wake.after(INBOX)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Conversations under a lease, each with its lowest waiting event."""

    threads: dict[int, Thread] = field(default_factory=dict)
    events: list[tuple[int, Waiting]] = field(default_factory=list)


def claim(db: Connection, now: int, limit: int) -> Claimed:
    """Take leases on contacts with waiting events, as part of an open transaction."""
    threads, strangers = claiming.lease(db, now, LEASE_MS, _WINDOW, limit)
    return _chosen(db, threads | _welcome(db, strangers, now))


def claim_alone(database: Database, clock: Clock, limit: int) -> Claimed:
    """The same with nothing else to commit: on PostgreSQL two round trips, unless somebody is new."""
    if database.is_sqlite:
        with database.transaction() as db:
            return claim(db, clock.now(), limit)
    with database.looking() as db:
        threads, strangers = claiming.lease(db, clock.now(), LEASE_MS, _WINDOW, limit)
        if not strangers:
            return _chosen(db, threads)
    with database.transaction() as db:
        return _chosen(db, threads | _welcome(db, strangers, clock.now()))


def _welcome(db: Connection, strangers: list[str], now: int) -> dict[int, Thread]:
    """A contact and a conversation for each who has none, under a lease."""
    if not strangers:
        return {}
    new = contacts.add_missing(db, strangers, now)
    conversations.open_for(db, new)
    return conversations.lease(db, new, now, LEASE_MS)


def _chosen(db: Connection, threads: dict[int, Thread]) -> Claimed:
    """The lease comes first and the event is chosen under it: what another worker just finished stays so."""
    events = claiming.lowest(db, list(threads))
    idle = threads.keys() - {conversation for conversation, _ in events}
    conversations.release(db, {each: threads.pop(each).fence for each in idle})
    return Claimed(threads, events)


def _new_event(envelope: Envelope, now: int) -> rows.NewEvent:
    problem = envelope.problem
    state = rows.WAITING
    if problem:
        state = rows.PARKED if problem.startswith("malformed") else rows.IGNORED
    return rows.NewEvent(
        webhook_event_id=envelope.webhook_event_id,
        contact_key=envelope.contact_key,
        line_timestamp=envelope.timestamp,
        line_message_id=envelope.message_id,
        delivered_at=now,
        payload=envelope.payload,
        state=state,
        reason=problem,
    )
