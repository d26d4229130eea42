"""Every webhook event kept exactly once, then handed out in order per contact."""

import threading
from collections import deque
from collections.abc import Iterable

from bot.line.parse import Envelope
from bot.logs import log
from bot.store import contacts, conversations
from bot.store import inbox as rows
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


def claim(db: Connection, now: int, limit: int) -> tuple[dict[int, int], list[tuple[int, rows.Waiting]]]:
    """Take leases on contacts with waiting events.

    Returns ({conversation: fence}, [(conversation, its lowest waiting event)]). The lease comes first
    and the event is chosen under it, so what another worker has just finished is not taken again.
    """
    found = rows.candidates(db, now, _WINDOW)[:limit]
    if not found:
        return {}, []
    strangers = [key for key, contact in found if contact is None]
    ids = [contact for _, contact in found if contact is not None]
    if strangers:
        new = contacts.add_missing(db, strangers, now)
        conversations.open_for(db, new)
        ids += new
    fences = conversations.claim(db, ids, now, LEASE_MS)
    taken = rows.lowest(db, list(fences))
    idle = fences.keys() - {conversation for conversation, _ in taken}
    conversations.release(db, {each: fences.pop(each) for each in idle})
    return fences, taken


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
