"""The pumps and the tick as one thing that starts and stops.

A process of its own on PostgreSQL (`python -m bot worker`), inside the web process on SQLite.
"""

import threading
from contextlib import suppress

from bot.apply import MENU_LINK, PROFILE
from bot.batch import QUOTA_JOB, Batch
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.corpus import CorpusHolder
from bot.courtesy import Courtesies
from bot.decider import Decider
from bot.duty import note_gone
from bot.fetching import Fetching
from bot.jobs import Jobs, Write
from bot.learning import settle_due
from bot.librarian import LEASE_MS, Librarian
from bot.line.client import Line
from bot.logs import log
from bot.media import Shelf
from bot.menus.linking import Linker
from bot.menus.publishing import Publisher
from bot.outbox import Sender
from bot.retention import FOR_GOOD, Kept, Retention
from bot.routing import route
from bot.store import chunks, contacts, conversations, feed, jobs, ledger, messages, outbox, quota
from bot.store.database import Connection, Database, Unavailable
from bot.timers import fire_due
from bot.turn import Busy, Turns
from bot.wake import CAMPAIGNS, INBOX, JOBS, OUTBOX, Wake
from handlers import decide
from handlers.facts import Facts
from handlers.learned import ProfileRead

_TICK_SECONDS = 1.0
_FEED_KEPT_MS = 24 * 3_600_000
_TICKS_PER_CLEANING = 600
_CLEANED_AT_ONCE = 20
_TICKS_PER_SETTLING = 60
_TICKS_PER_ROUND = 10  # of the desks: nobody is missed within seconds
_WORDS_READ = 20  # of one who has just begun to write
MENUS, PUBLISH = "menus", "publish"
# The first customers are answered first.
_MENUS_DELAY_MS = 1_500


class Worker:
    """The pumps and a tick over one database and one LINE client."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        turns: Turns,
        corpus: CorpusHolder,
        line: Line,
        shelf: Shelf,
        batch: Batch,
        publisher: Publisher,
        kept: Kept = FOR_GOOD,
    ) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._turns = turns
        self._line = line
        self.sender = Sender(database, clock, wake, line)
        self.decider = Decider(turns, self.sender)
        courtesies = Courtesies(database, clock, line).errands
        self._publisher = publisher
        errands = {
            PROFILE: self._fetch_profile,
            QUOTA_JOB: self._fetch_quota,
            MENU_LINK: Linker(database, clock, line.rich_menus).link,
            MENUS: self._publish_menus,
            **courtesies,
        }
        self.jobs = Jobs(database, clock, wake, errands)
        # One at a time, each recorded at once, and under a lease that outlives the slowest file.
        self._retention = Retention(database, clock, kept)
        files = {**Fetching(database, clock, line, shelf).errands, **self._retention.errands}
        self.files = Jobs(database, clock, wake, files, name="files", handful=1, lease_ms=150_000)
        # Nothing is decided before there is a corpus to decide by; until then the inbox keeps what comes.
        self._librarian = Librarian(database, clock, wake, corpus, builds=True, ready=self.decider.start)
        indexing = self._librarian.errands
        self.indexing = Jobs(database, clock, wake, indexing, name="indexing", handful=1, lease_ms=LEASE_MS)
        self.batch = batch
        self.catalogue = Catalogue(database, wake)
        slow = (self.files, self.indexing, self.batch, self.catalogue)
        self._pumps = (self._librarian, self.sender, self.jobs, *slow)
        self._stopping = threading.Event()
        self._tick = threading.Thread(target=self._run_tick, name="tick", daemon=True)

    def start(self, is_alone: bool) -> None:
        """Begin. `is_alone`: the file lock proves that no other process lives, so no lease is held."""
        if is_alone:
            self._reset_leases()
        with self._database.transaction() as db:
            jobs.ask_at(db, MENUS, PUBLISH, self._clock.now() + _MENUS_DELAY_MS)
        self._retention.begin()
        for pump in self._pumps:
            pump.start()
        self._ask_quota()
        self._tick.start()
        threading.Thread(target=self._warn_of_chat_mode, name="chat-mode", daemon=True).start()

    def stop(self) -> None:
        """Decide nothing more, deliver what is in flight, join everything."""
        self._stopping.set()
        self._librarian.stop()
        self.decider.stop()
        self.batch.stop()
        self.jobs.stop()
        self.files.stop()
        self.catalogue.stop()
        self.indexing.stop()
        self.sender.stop()
        self._tick.join(timeout=3)
        self._line.close()
        log.info("worker.stopped")

    def is_alive(self) -> bool:
        """Are all the pumps pumping?"""
        return self.decider.is_alive() and all(pump.is_alive() for pump in self._pumps)

    def _reset_leases(self) -> None:
        with self._database.transaction() as db:
            leases = conversations.reset_leases(db)
            attempts = outbox.recover(db, None) + ledger.recover(db, None)
        log.info("worker.recovered", leases=leases, attempts=attempts)

    def _run_tick(self) -> None:
        ticks = 0
        while not self._stopping.wait(_TICK_SECONDS):
            ticks += 1
            try:
                self.tick()
                self._database.checkpoint()
                if ticks % _TICKS_PER_ROUND == 0:
                    note_gone(self._database, self._clock, self._wake)
                if ticks % _TICKS_PER_SETTLING == 0:
                    settle_due(self._database, self._clock)
                if ticks % _TICKS_PER_CLEANING == 0:
                    self._clean()
                    self._ask_quota()
            except Unavailable as error:
                log.error("tick.database_away", error=type(error).__name__)
            except Exception:  # noqa: BLE001 – the top of the tick
                log.exception("tick.broken")

    def tick(self) -> None:
        """What a crash left, what has fallen due, and everybody looks again."""
        now = self._clock.now()
        with self._database.reading() as db:
            has_expired = outbox.expired(db, now) or chunks.expired(db, now)
        if has_expired:
            with self._database.transaction() as db:
                outbox.recover(db, now)
                ledger.recover(db, now)
        fire_due(self._turns)
        route(self._turns)
        self._wake.ring(INBOX, OUTBOX, JOBS, CAMPAIGNS)

    def _clean(self) -> None:
        """Slice by slice, so that a busy day is forgotten as fast as it was written."""
        before = self._clock.now() - _FEED_KEPT_MS
        for _ in range(_CLEANED_AT_ONCE):
            with self._database.transaction() as db:
                if not feed.forget_before(db, before):
                    return

    def _ask_quota(self) -> None:
        with self._database.transaction() as db:
            jobs.ask(db, [(QUOTA_JOB, "line", self._clock.now())])

    def _fetch_quota(self, _: str) -> Write | None:
        """What LINE says is left of this month's messages."""
        allowed, used = self._line.quota()

        def write(db: Connection) -> None:
            quota.keep(db, allowed, used, self._clock.now())

        return write

    def _fetch_profile(self, contact_id: str) -> Write | None:
        """The contact's name and picture as LINE shows them, and the language their LINE is set to."""
        contact = int(contact_id)
        with self._database.reading() as db:
            line_id = contacts.profile_missing(db, contact)
        if line_id is None:
            return None
        name, picture, spoken = self._line.profile(line_id) or ("", "", "")
        language = self._told_language(contact, spoken)

        def write(db: Connection) -> int:
            contacts.keep_profile(db, contact, name, picture, self._clock.now())
            contacts.settle_language(db, contact, language)
            return contact

        return write

    def _told_language(self, contact: int, spoken: str) -> str:
        """The language of their words, which says more than that of their LINE, or else that."""
        with self._database.reading() as db:
            state = conversations.state_of(db, contact)
            heard = ProfileRead(spoken, messages.words_of_contact(db, contact, _WORDS_READ))
        if decide(state, heard, Facts(self._clock.now())).state == state:
            return state.language
        with suppress(Busy):  # they write at this very moment, which says more
            state = self._turns.take(contact, heard)
        return state.language

    def _publish_menus(self, _key: str) -> None:
        self._publisher.publish()

    def _warn_of_chat_mode(self) -> None:
        if self._line.chat_mode() == "chat":
            log.warning(
                "line.chat_mode",
                advice="chat is on in OA Manager: people there may answer unseen by this desk",
            )
