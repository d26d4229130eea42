"""Several processes over one database, moved step by step or by threads: what may never happen?"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from bot.apply import Turn
from bot.line.errors import Answer, Kind
from bot.store import feed, inbox, outbox
from bot.store.contacts import Contact
from bot.store.database import Connection, Database
from bot.store.feed import Change
from bot.store.inbox import DONE, WAITING, InboxEvent
from bot.store.messages import Message
from bot.store.outbox import DROPPED, IN_DOUBT, SENT, Delivery
from bot.turn import Busy
from handlers.acts import (
    AgentClaimed,
    AgentReplied,
    HandedBack,
    Resolved,
)
from handlers.events import Event
from handlers.state import Refused
from tests.rig import MALI, START, TOM, HandClock, KillAt, Killed, Mouth, Rig, text, webhook

CONTACTS = (MALI, TOM, "U" + "c" * 32)
WORDS = ("ค่าส่งเท่าไหร่คะ", "ร้านเปิดกี่โมงคะ", "ขอคุยกับเจ้าหน้าที่", "qqq www", "ขอบคุณค่ะ")
CLICKS: dict[str, Event] = {
    "claim": AgentClaimed(7, "Nok"),
    "reply": AgentReplied(7, "Nok", "สวัสดีค่ะ"),
    "other claim": AgentClaimed(8, "Ben"),
    "hand back": HandedBack(7),
    "resolve": Resolved(7),
}
LEASE_OVER_SECONDS = 16  # longer than any lease, the senders' included


class CutLine(Mouth):
    """Each token and each key works once; `cuts` says whose answers are lost on the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.cuts: list[bool] = []
        self.arrived: list[str] = []
        self._spent: set[str] = set()

    def reply(self, token: str, payload: str) -> Answer:
        """Accepted once."""
        return self._take(token, Answer(Kind.TOKEN_INVALID, "400 Invalid reply token"))

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Accepted once."""
        return self._take(retry_key, Answer(Kind.ALREADY_ACCEPTED))

    def _take(self, right: str, again: Answer) -> Answer:
        if right in self._spent:
            return again
        self._spent.add(right)
        self.arrived.append(right)
        return Answer(Kind.UNKNOWN) if self.cuts and self.cuts.pop(0) else Answer(Kind.ACCEPTED)


class Office:
    """A few processes, customers who write to them, and agents who click."""

    def __init__(self, database: Database, size: int = 3, messages: int = 9) -> None:
        self.database = database
        self.clock = HandClock()
        self.line = CutLine()
        self.events = [
            text(WORDS[n % len(WORDS)], CONTACTS[n % len(CONTACTS)], START + n // 2) for n in range(messages)
        ]
        self.turns_under: Counter[tuple[int, int]] = Counter()
        self.effects_of: Counter[int] = Counter()
        self.out_of_turn: list[str] = []
        self._rights: dict[int, set[str]] = defaultdict(set)
        self.seen: list[int] = []
        self._deaths: list[KillAt] = [KillAt() for _ in range(size)]
        self.rigs = [self._started(number) for number in range(size)]

    def _started(self, number: int) -> Rig:
        self._deaths[number] = KillAt()
        rig = Rig(self.database, self.clock, self.line, probe=self._deaths[number])
        decide, arrive, announce = rig.turns.decide, rig.turns.decide_arrival, rig.turns.announce

        def watched(db: Connection, thread: Any, *rest: Any, **more: Any) -> Turn:
            self.turns_under[thread.id, thread.fence] += 1
            return decide(db, thread, *rest, **more)

        def watched_arrival(db: Connection, thread: Any, waiting: Any) -> Turn:
            self._must_be_lowest(thread.line_id, waiting.id)
            return arrive(db, thread, waiting)

        def watched_commit(kept: Sequence[Turn] = (), *rest: Any) -> None:
            self.effects_of.update(each.event_id for each in kept if each.event_id is not None)
            announce(kept, *rest)

        rig.turns.announce = watched_commit  # type: ignore[method-assign]
        rig.turns.decide = watched  # type: ignore[method-assign]
        rig.turns.decide_arrival = watched_arrival  # type: ignore[method-assign]
        return rig

    def _must_be_lowest(self, line_id: str, event_id: int) -> None:
        with self.database.reading() as db:
            place = (InboxEvent.line_timestamp, InboxEvent.webhook_event_id)
            waiting = select(InboxEvent.id).where(
                InboxEvent.contact_key == line_id, InboxEvent.state == WAITING
            )
            lowest = db.execute(waiting.order_by(*place).limit(1)).scalar()
        if lowest != event_id:
            self.out_of_turn.append(f"event {event_id} was taken while {lowest} waited")

    # One step each -----------------------------------------------------------------------------

    def receive(self, numbers: list[int]) -> None:
        """One webhook call with these events, some of them perhaps not for the first time."""
        self.rigs[0].receive(webhook(*[self.events[n] for n in numbers]))

    def round(self, number: int) -> None:
        """One round of this process's decider."""
        self._may_die(number, lambda rig: rig.decider.round())

    def send(self, number: int, cuts: list[bool]) -> None:
        """This process sends what is due; some answers are lost."""
        self.line.cuts = list(cuts)
        self._may_die(number, lambda rig: rig.sender.deliver_all())
        self.line.cuts = []

    def click(self, number: int, contact: int, what: str) -> None:
        """An agent's click through this process; a refusal is an answer like any other."""

        def take(rig: Rig) -> None:
            with self.database.reading() as db:
                known = db.execute(select(Contact.id).where(Contact.line_id == CONTACTS[contact])).scalar()
            if known is None:
                return
            try:
                rig.turns.take(known, CLICKS[what])
            except (Busy, Refused):
                return

        self._may_die(number, take)

    def die(self, number: int, at: int) -> None:
        """This process dies at the next so many-th step it passes."""
        self._deaths[number].at = len(self._deaths[number].steps) + at

    def wait(self, seconds: float) -> None:
        """Time passes, and the tick looks for attempts whose process is gone."""
        self.clock.advance(seconds=seconds)
        with self.database.transaction() as db:
            outbox.recover(db, self.clock.now())

    def tail(self) -> None:
        """A screen that stays open reads on from where it was."""
        with self.database.reading() as db:
            self.seen += [each.id for each in feed.after(db, self.seen[-1] if self.seen else 0, 10_000)]

    def _may_die(self, number: int, act: Callable[[Rig], object]) -> None:
        self._note_rights()
        try:
            act(self.rigs[number])
        except Killed:
            self.rigs[number] = self._started(number)

    def _note_rights(self) -> None:
        """A token that was found spent is dropped from its row; what it delivered counts all the same."""
        with self.database.reading() as db:
            for number, token, key in db.execute(
                select(Delivery.id, Delivery.reply_token, Delivery.retry_key)
            ):
                self._rights[number] |= {token, key} - {None}

    def settle(self) -> None:
        """Everything delivered once more, nobody dies any more, and time enough for every lease."""
        for death in self._deaths:
            death.at = 0
        self.receive(list(range(len(self.events))))
        for _ in range(12):
            for rig in self.rigs:
                rig.decide()
                self._note_rights()
                rig.sender.deliver_all()
            if self._is_quiet():
                break
            self.wait(LEASE_OVER_SECONDS)
        self.tail()

    def _is_quiet(self) -> bool:
        with self.database.reading() as db:
            return inbox.oldest_waiting(db) is None and outbox.oldest_open(db) is None

    # What may never happen ---------------------------------------------------------------------

    def check(self) -> None:
        """Handled once, in order, under exclusive leases; said once; and shown without a gap."""
        assert self.out_of_turn == []
        assert [each for each, times in self.turns_under.items() if times > 1] == []
        assert [each for each, times in self.effects_of.items() if times > 1] == []
        with self.database.reading() as db:
            states = db.execute(select(InboxEvent.webhook_event_id, InboxEvent.state)).all()
            heard = select(Message.line_message_id).where(Message.author == "contact")
            shown = Counter(db.execute(heard).scalars())
            owed = db.execute(select(Delivery).order_by(Delivery.id)).all()
            numbers = list(db.execute(select(Change.id).order_by(Change.id)).scalars())
        assert Counter(states) == Counter((each["webhookEventId"], DONE) for each in self.events)
        assert shown == Counter(_message_id(each) for each in self.events)
        assert self.seen == numbers
        self._check_deliveries(owed)

    def _check_deliveries(self, owed: list[Any]) -> None:
        arrived = Counter(self.line.arrived)
        order: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in owed:
            rights = self._rights[each.id]
            times = sum(arrived[right] for right in rights)
            assert each.state in (SENT, IN_DOUBT, DROPPED)
            assert times == 1 or (times == 0 and each.state != SENT), (
                f"delivery {each.id} arrived {times} times"
            )
            assert each.state != DROPPED or times == 0
            order[each.conversation_id] += [
                (self.line.arrived.index(right), each.id) for right in rights if arrived[right]
            ]
        for places in order.values():
            assert [number for _, number in sorted(places)] == sorted(number for _, number in places)


def _message_id(event: dict[str, object]) -> str:
    found: dict[str, str] = json.loads(json.dumps(event["message"]))
    return found["id"]
