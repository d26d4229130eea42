"""The product put together for a test: real SQL, real rules, and LINE at the end of a real wire.

Nothing runs by itself here: `settle()` does what the pumps would do, on the thread of the test, so
that a test can stop between any two steps.
"""

import itertools
import json
import uuid
from dataclasses import dataclass, field

from bot import inbox
from bot.clock import Clock
from bot.corpus import CorpusHolder
from bot.decider import Decider
from bot.line.client import Line
from bot.line.errors import Answer, Kind
from bot.line.parse import envelopes
from bot.outbox import Sender
from bot.probe import Probe, unwatched
from bot.store import inbox as inbox_rows
from bot.store.database import Database
from bot.turn import Turns
from bot.wake import Wake
from tests.starter import CORPUS

START = 1_790_000_000_000  # a Monday in 2026, in ms


class HandClock(Clock):
    """A clock that stands still until a test moves it; ids are fresh all the same."""

    def __init__(self, now: int = START) -> None:
        super().__init__()
        self._now = now

    def now(self) -> int:
        """The moment the test has set."""
        return self._now

    def advance(self, *, seconds: float = 0, hours: float = 0) -> None:
        """Time passes."""
        self._now += int(seconds * 1000 + hours * 3_600_000)


class Killed(BaseException):
    """The process died here. Not an Exception: nothing in the product may catch it and carry on."""


@dataclass
class KillAt:
    """A probe that dies at the n-th step passed (from 1); 0 never dies. Remembers the steps."""

    at: int = 0
    steps: list[str] = field(default_factory=list)

    def __call__(self, step: str) -> None:
        """Pass a step, or die there."""
        self.steps.append(step)
        if self.at and len(self.steps) == self.at:
            raise Killed(step)


@dataclass
class Mouth:
    """LINE as a list: for spine tests that need no wire. `answers` are given in order, then ACCEPTED."""

    said: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def reply(self, token: str, payload: str) -> Answer:
        """Remember, and answer as told."""
        self.said.append(("reply", token, payload))
        return self.answers.pop(0) if self.answers else Answer(Kind.ACCEPTED)

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Remember, and answer as told."""
        self.said.append(("push", retry_key, payload))
        return self.answers.pop(0) if self.answers else Answer(Kind.ACCEPTED)


class Rig:
    """One process's spine. After a kill, build another over the same database: a restart."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        line: Line | Mouth,
        probe: Probe = unwatched,
        *,
        hands_over: bool = False,
        language: str = "th",
    ) -> None:
        """`hands_over`: what a turn owes goes from the turn's own commit to the sender, as in a worker."""
        self.database = database
        self.clock = clock
        self.line = line
        self.wake = Wake(database)
        self.corpus = CorpusHolder()
        self.turns = Turns(database, clock, self.wake, self.corpus, language, probe=probe)
        self.sender = Sender(database, clock, self.wake, line, probe=probe, has_threads=False)
        self.decider = Decider(self.turns, self.sender if hands_over else None)
        # Built once for the whole run; that publishing reaches it is proven in test_corpus.py.
        self.corpus.current = CORPUS

    def receive(self, *bodies: str) -> None:
        """Keep webhook calls as the keeper would."""
        for body in bodies:
            with self.database.transaction() as db:
                events = [inbox._new_event(each, self.clock.now()) for each in envelopes(body)]
                inbox_rows.keep(db, events)

    def decide(self) -> None:
        """Every waiting event handled."""
        while self.decider.round():
            pass

    def settle(self) -> None:
        """Everything decided, everything sent."""
        self.decide()
        self.sender.deliver_all()


_numbers = itertools.count(1)

MALI = "U" + "a" * 32
TOM = "U" + "b" * 32


def webhook(*events: dict[str, object]) -> str:
    """A webhook body with these events."""
    return json.dumps({"destination": "U" + "0" * 32, "events": list(events)}, ensure_ascii=False)


def event(
    kind: str, user: str = MALI, at: int = START, token: str | None = "", **fields: object
) -> dict[str, object]:
    """One webhook event. `token`: "" makes a fresh one, None leaves it out."""
    number = next(_numbers)
    body: dict[str, object] = {
        "type": kind,
        "mode": "active",
        "timestamp": at,
        "source": {"type": "user", "userId": user},
        "webhookEventId": f"01{uuid.uuid4().hex[:24].upper()}",
        "deliveryContext": {"isRedelivery": False},
        **fields,
    }
    if token is not None:
        body["replyToken"] = token or f"token{number}{uuid.uuid4().hex[:8]}"
    return body


def text(words: str, user: str = MALI, at: int = START, **fields: object) -> dict[str, object]:
    """A text message event."""
    message = {"id": str(next(_numbers) + 10**17), "type": "text", "text": words, "quoteToken": "q"}
    return event("message", user, at, message=message, **fields)


__all__ = ["MALI", "START", "TOM", "HandClock", "KillAt", "Killed", "Mouth", "Rig"]
