"""A small world whose process may die in the middle of any step: what random sequences are played in."""

import itertools
from dataclasses import dataclass, field
from typing import ClassVar

from bot.probe import Probe, unwatched
from bot.store import contacts, conversations, outbox
from bot.store.database import Database
from bot.timers import fire_due
from tests.rig import HandClock, KillAt, Killed, Mouth, Rig, text, webhook

_numbers = itertools.count(1)


@dataclass
class Mortal:
    """A few customers who have said hello, and one process. Steps are methods called do_…()."""

    how_many: ClassVar[int] = 2

    database: Database
    clock: HandClock = field(default_factory=HandClock)
    mouth: Mouth = field(default_factory=Mouth)

    def __post_init__(self) -> None:
        self.line_ids = [f"U{next(_numbers):032x}" for _ in range(self.how_many)]
        self.rig = self.new_rig()
        for each in range(self.how_many):
            self.do_say((each, "สวัสดีค่ะ"))
        with self.database.transaction() as db:
            self.people = contacts.add_missing(db, self.line_ids, 0)

    def new_rig(self, probe: Probe = unwatched) -> Rig:
        """A process over the same database: after a kill, a restart."""
        return Rig(self.database, self.clock, self.mouth, probe)

    def do(self, what: str, how: object, dies_at: int) -> None:
        """One step, perhaps broken off; then a restart, and what the pumps and the tick do."""
        self.clock.advance(seconds=1)
        self.rig = self.new_rig(KillAt(dies_at))
        try:
            getattr(self, f"do_{what}")(how)
        except Killed:
            with self.database.transaction() as db:
                conversations.reset_leases(db)
                outbox.recover(db, None)
        self.rig = self.new_rig()
        self.passes(seconds=1)

    def passes(self, **time: float) -> None:
        """Time, and what is due by then."""
        self.clock.advance(**time)
        self.rig.settle()
        self.tick()
        self.rig.settle()

    def tick(self) -> None:
        """What the worker does each second."""
        fire_due(self.rig.turns)

    def do_say(self, wish: tuple[int, str]) -> None:
        """A customer writes."""
        who, words = wish
        self.rig.receive(webhook(text(words, self.line_ids[who], at=self.clock.now())))
        self.rig.settle()
