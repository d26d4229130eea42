"""Campaigns carried out: a slice planned, a chunk sent, the answer recorded; killed anywhere, it carries on.

A slice is sorted by the rule into chunks in one commit with the cursor. When a chunk is claimed the
rule is asked once more, and the chosen are written into the ledger and frozen in that same commit;
only then does LINE hear of it, under a retry key it has had since it was planned.
"""

import json
from collections import Counter
from functools import partial

from bot.clock import Clock
from bot.line.errors import KEY_LIFE_MS, Answer, Kind
from bot.logs import log
from bot.multicasts import Multicasts, Ready, judge, outcome, unit_of
from bot.probe import Probe, unwatched
from bot.pump import Pump
from bot.slots import Slots
from bot.store import buckets, campaigns, chunks, jobs, ledger, limits, reach
from bot.store.chunks import FAILED, IN_DOUBT, SENT, Claimed, Frozen, Outcome
from bot.store.database import AnyRow, Connection, Database
from bot.store.reach import Moment, Wish
from bot.wake import CAMPAIGNS, JOBS, Wake
from handlers.campaigns import REFUSALS_TO_HOLD, UNSENT, Move, spoken_in
from handlers.daytime import ShopTime
from handlers.limits import Limits, is_quiet

QUOTA_JOB = "quota"
REFUSED = "refused"

# Candidates in one commit: far below the tenth of a second that SQLite's one write lock may be held.
# PostgreSQL locks the campaign alone, so a slice may be longer and what each costs is paid less often.
SLICE, LONG_SLICE = 4_000, 20_000
# Chunks planned and not yet sent: enough that sending never waits.
AHEAD = 40
SLOTS = 16
# Chunks in one claim: each writes five hundred ledger entries under the one write lock.
CLAIMED_AT_ONCE = 4


class Batch(Pump):
    """One thread that plans, claims and records, and up to `slots` that wait for LINE."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        line: Multicasts,
        shop_time: ShopTime,
        shop_language: str = "th",
        slots: int = SLOTS,
        probe: Probe = unwatched,
        slice_size: int = 0,
        chunk_size: int = chunks.SIZE,
        *,
        has_threads: bool = True,
    ) -> None:
        """`has_threads`: False leaves all sending to carry_out() and send_some()."""
        super().__init__("batch", wake.subscribe(CAMPAIGNS))
        self._database = database
        self._clock = clock
        self._wake = wake
        self._line = line
        self._shop_time = shop_time
        self._shop_language = shop_language
        self._probe = probe
        self._slice_size = slice_size or (SLICE if database.is_sqlite else LONG_SLICE)
        self._chunk_size = chunk_size
        self._slots: Slots[Outcome] = Slots(slots, "multicast", self.news, has_threads=has_threads)

    def round(self) -> bool:
        """Record what LINE answered, plan a slice of each running campaign, claim what is due."""
        is_busy, ready = self._step()
        self._start(ready)
        return is_busy

    def carry_out(self) -> None:
        """Without threads, until nothing is due: what tests call."""
        is_busy = True
        while is_busy:
            is_busy = self.round()
            self._slots.run_all()

    def send_some(self) -> int:
        """One handful claimed, sent and recorded, without threads; how many chunks."""
        _, ready = self._claim()
        self._start(ready)
        self._slots.run_all()
        self._record()
        return len(ready)

    def finish(self) -> None:
        """Wait for the attempts in flight and record them: a stop leaves nothing in doubt."""
        self._slots.close()
        self._record()

    def _start(self, ready: list[Ready]) -> None:
        self._slots.take(len(ready))
        for each in ready:
            self._slots.start(partial(self._send, each))

    def _step(self) -> tuple[bool, list[Ready]]:
        recorded = self._record()
        now = self._clock.now()
        with self._database.reading() as db:
            work = campaigns.work(db, now)
            set_limits = limits.current(db) if work else Limits()
        if work is None or self.is_stopping:
            return recorded, []
        tidied = self._tidy(work, now)
        if self._is_quiet(set_limits, now):
            return recorded or tidied, []
        planned = [self.plan(each) for each in work.to_plan] if work.ahead < AHEAD else []
        claimed, ready = self._claim()
        is_full = len(ready) >= self._slots.free
        return (recorded or tidied or any(planned) or claimed) and not is_full, ready

    def _tidy(self, work: campaigns.Work, now: int) -> bool:
        """Start what is due, end what is done, let go of what a cancelled campaign had reserved."""
        if not (work.has_due or work.has_finished or work.has_leftovers):
            return False
        with self._database.transaction() as db:
            started = campaigns.start_due(db, now)
            for span in chunks.drop_cancelled(db, now):
                ledger.settle(db, span, self._moment(now))
            self._end(db, now)
            self._probe("batch.tidied")
        for each in started:
            log.info("campaign.started", campaign=each)
        return True

    def _end(self, db: Connection, now: int) -> None:
        ended = campaigns.finish_done(db, now)
        if ended:
            jobs.ask(db, [(QUOTA_JOB, "line", now)])
            self._wake.inside(db, JOBS)
        for each in ended:
            log.info("campaign.done", campaign=each)

    def plan(self, campaign_id: int) -> bool:
        """One slice sorted and reserved; False when there was nothing to plan, or it is quiet."""
        with self._database.transaction() as db:
            campaign = campaigns.hold_for_planning(db, campaign_id)
            if campaign is None:
                return False
            now, set_limits = self._clock.now(), limits.current(db)
            if self._is_quiet(set_limits, now):
                return False
            until = campaigns.slice_end(db, campaign.cursor, self._slice_size)
            if until is None:
                chunks.close(db, campaign_id)
            else:
                wish = self._wish(campaign, set_limits, now)
                audience = campaigns.draft_of(campaign).audience
                found = reach.sort(db, audience, wish, campaign.cursor, until)
                self._fill(db, campaign, found.chosen)
                campaigns.count_skips(db, campaign_id, found.excluded)
            cursor = campaign.cursor if until is None else until
            campaigns.move_cursor(db, campaign_id, cursor, is_planned=until is None)
            if until is None:
                self._end(db, now)
            self._probe("batch.planned")
        self._probe("batch.plan_committed")
        return True

    def _fill(self, db: Connection, campaign: AnyRow, chosen: dict[str, list[int]]) -> None:
        """The chosen into chunks of their language, the one that the last slice left unfilled first."""
        written = tuple(json.loads(campaign.payloads))
        people: dict[str, list[int]] = {}
        for own, ids in chosen.items():
            people.setdefault(spoken_in(written, own, self._shop_language), []).extend(ids)
        unfilled, full = chunks.filling(db, campaign.id), self._chunk_size
        new = []
        for language, ids in people.items():
            if language in unfilled:
                begun = unfilled[language]
                room = full - len(begun.people)
                chunks.fill(db, begun.id, begun.people + ids[:room], full)
                ids = ids[room:]
            parts = [ids[first : first + full] for first in range(0, len(ids), full)]
            new += [(campaign.id, language, self._clock.retry_key(), part) for part in parts]
        chunks.add(db, new, full)

    def _claim(self) -> tuple[bool, list[Ready]]:
        """What may go out now: due, within LINE's pace, not in quiet hours, to those who still may get it."""
        free = min(CLAIMED_AT_ONCE, self._slots.free)
        with self._database.looking() as db:
            wanted = chunks.count_ready(db, self._clock.now(), free)
        if not wanted:
            return False, []
        with self._database.transaction() as db:
            ledger.hold(db)
            now, set_limits = self._clock.now(), limits.current(db)
            ledger.recover(db, now)
            if self._is_quiet(set_limits, now):
                return False, []
            granted = buckets.take(db, buckets.MULTICAST, wanted, now)
            claimed = chunks.claim(db, now, granted)
            ready = []
            for whose in dict.fromkeys(each.campaign_id for each in claimed):
                campaign = campaigns.one(db, whose)
                assert campaign is not None  # chunks refer to it
                of_it = [each for each in claimed if each.campaign_id == whose]
                ready += self._owe(db, campaign, of_it, set_limits, now)
            self._probe("batch.claimed")
        self._probe("batch.claim_committed")
        return bool(claimed), sorted(ready, key=lambda each: each.claimed.id)

    def _owe(
        self, db: Connection, campaign: AnyRow, claimed: list[Claimed], set_limits: Limits, now: int
    ) -> list[Ready]:
        """What of a campaign is to be sent now: what may be with LINE as it was, the rest asked once more."""
        payloads, ready, fresh = json.loads(campaign.payloads), [], []
        for each in claimed:
            if not each.is_uncertain:
                fresh.append(each)
            elif now - (each.first_tried_at or 0) >= KEY_LIFE_MS:
                self._write(db, outcome(each, IN_DOUBT, "no answer from LINE within 24 hours"), now)
            else:
                ready.append(Ready(each, payloads[each.language], tuple(json.loads(each.recipients))))
        if fresh:
            wish = self._wish(campaign, set_limits, now)
            frozen = self._freeze(db, campaign.id, fresh, wish, now)
            to = {each.id: tuple(each.to) for each in frozen}
            ready += [Ready(each, payloads[each.language], to[each.id]) for each in fresh if each.id in to]
        return ready

    def _freeze(
        self, db: Connection, campaign_id: int, fresh: list[Claimed], wish: Wish, now: int
    ) -> list[Frozen]:
        """Those still to be sent to, in the ledger and settled chunk by chunk; a chunk left empty is over."""
        planned = {each.id: json.loads(each.people) for each in fresh}
        asked = [contact for people in planned.values() for contact in people]
        judged = reach.judge(db, asked, wish)
        campaigns.count_skips(db, campaign_id, Counter(why for _, _, why in judged if why))
        line_ids = {contact: line_id for contact, line_id, why in judged if not why}
        chosen = {chunk: [each for each in people if each in line_ids] for chunk, people in planned.items()}
        owed = {chunk: people for chunk, people in chosen.items() if people}
        for each in fresh:
            if each.id not in owed:
                chunks.empty(db, each.id)
                self._write(db, outcome(each, SENT, "nobody was left"), now)
        if not owed:
            return []
        spans = ledger.reserve_chunks(db, owed, campaign_id, self._owed_at(now))
        frozen = [
            Frozen(chunk, people, [line_ids[each] for each in people], spans[chunk])
            for chunk, people in owed.items()
        ]
        chunks.freeze(db, frozen, now)
        return frozen

    def _send(self, ready: Ready) -> Outcome:
        """One attempt. Whatever goes wrong, there is an outcome: the slot must come back."""
        claimed, answer = ready.claimed, Answer(Kind.UNKNOWN, "defect while sending")
        left = None
        try:
            self._probe("batch.sending")
            answer = self._line.multicast(
                list(ready.to), ready.payload, claimed.retry_key, unit_of(claimed.campaign_id)
            )
            self._probe("batch.answered")
            left = self._left_of_month() if answer.kind is Kind.OVER_QUOTA else None
        except Exception:  # noqa: BLE001 – the top of a sending thread
            log.exception("chunk.broken", chunk=claimed.id)
        found = judge(ready, answer, self._clock.now(), left)
        log.info(
            "chunk",
            chunk=claimed.id,
            campaign=claimed.campaign_id,
            people=len(ready.to),
            answer=answer.kind.value,
            state=found.state,
            attempt=claimed.attempts,
            request_id=answer.request_id,
        )
        return found

    def _left_of_month(self) -> int | None:
        """How many messages LINE says it still takes; None when it does not say."""
        try:
            allowed, used = self._line.quota()
        except OSError:
            return None
        return None if allowed is None else max(0, allowed - used)

    def _record(self) -> bool:
        outcomes, now = self._slots.unrecorded(), self._clock.now()
        if not outcomes:
            return False
        with self._database.transaction() as db:
            for each in outcomes:
                self._write(db, each, now)
            self._end(db, now)
            self._probe("batch.recorded")
        self._slots.recorded(outcomes)
        self._probe("batch.record_committed")
        return True

    def _write(self, db: Connection, found: Outcome, now: int) -> None:
        """The chunk's outcome and what it means for its people's ledger, in one commit."""
        is_ours, span = chunks.record(db, found, now)
        if not is_ours:
            return
        if span and found.state in (SENT, IN_DOUBT):
            ledger.settle(db, span, self._moment(now))
        elif span and (found.state == FAILED or not found.is_uncertain):
            ledger.release(db, span)
        elif span:
            ledger.reopen(db, span)
        if found.fits:
            chunks.cut(db, found.id, found.fits, self._clock.retry_key(), self._clock.retry_key())
        if found.holds or self._is_hopeless(db, found):
            reason = found.holds or REFUSED
            if campaigns.move(db, found.campaign_id, Move.HOLD, reason=reason):
                jobs.ask(db, [(QUOTA_JOB, "line", now)])
                log.warning("campaign.held", campaign=found.campaign_id, reason=reason)

    def _is_hopeless(self, db: Connection, found: Outcome) -> bool:
        """Refused several times and never once taken: it is the message or the token, not the people."""
        if found.state != FAILED:
            return False
        totals = chunks.totals(db, found.campaign_id)
        return SENT not in totals and totals[FAILED][0] >= REFUSALS_TO_HOLD

    def _wish(self, campaign: AnyRow, set_limits: Limits, now: int) -> Wish:
        return Wish(campaign.topic, self._shop_language, set_limits, self._moment(now), campaign.id)

    def _moment(self, now: int) -> Moment:
        return Moment(now, self._shop_time.midnight(now))

    def _owed_at(self, now: int) -> int:
        """Today, unless tomorrow may come before the attempt is over: then nobody knows until it is."""
        is_today = self._shop_time.midnight(now + chunks.LEASE_MS) == self._shop_time.midnight(now)
        return now if is_today else UNSENT

    def _is_quiet(self, set_limits: Limits, now: int) -> bool:
        return is_quiet(set_limits, self._shop_time.minute(now))
