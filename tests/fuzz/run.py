"""Many odd webhook calls through the real application onto a real database: what became of each?"""

import base64
import hashlib
import hmac
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import local

from flask import Flask
from sqlalchemy import select

from bot.app import create_app
from bot.clock import Clock
from bot.inbox import Keeper
from bot.line.signature import Signatures
from bot.media import Shelf
from bot.settings import Settings
from bot.store.database import Database
from bot.store.inbox import PARKED, WAITING, InboxEvent
from bot.web.desk import Desk
from bot.web.live import Hub
from tests.fuzz.bodies import Bodies, Call
from tests.rig import Mouth, Rig

SECRET = "a-channel-secret"
TOGETHER = 8  # calls in flight at once, so that good and bad ones share commits
PER_PASS = 2_000
TRIES, PAUSE_SECONDS = 100, 0.2
_MARK = re.compile(r"mark-\d+-\d+")


@dataclass
class Report:
    """`wrong` has a line for every broken promise; the rest are figures."""

    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    kept: int = 0
    handled: int = 0
    parked: int = 0

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        p99 = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
        return (
            f"{sum(self.kinds.values())} bodies of {len(self.kinds)} kinds; answers "
            f"{dict(sorted(self.statuses.items()))}; p99 {p99 * 1000:.0f} ms, slowest "
            f"{self.slowest[0] * 1000:.0f} ms ({self.slowest[1]}); {self.kept} events kept, "
            f"{self.parked} of them parked as malformed, {self.handled} decided; {len(self.wrong)} wrong"
        )


class Fuzz:
    """One door over one database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._rig = Rig(database, Clock(), Mouth())
        self._keeper = Keeper(database, self._rig.wake)
        self._app = _application(self._rig, self._keeper, folder)
        self._mine = local()
        self._last = 0
        self.report = Report()

    @contextmanager
    def open(self) -> Iterator["Fuzz"]:
        """With the writer running."""
        self._keeper.start()
        try:
            yield self
        finally:
            self._keeper.stop()

    def play(self, bodies: Bodies, count: int) -> Report:
        """So many calls, each pass followed by the decider's, until nothing waits."""
        with ThreadPoolExecutor(TOGETHER) as callers:
            for begun in range(0, count, PER_PASS):
                calls = list(bodies.take(min(PER_PASS, count - begun)))
                answered = list(callers.map(self._post, calls))
                self._check(calls, answered)
                self._decide()
        return self.report

    def _post(self, call: Call) -> int:
        """Until kept or refused: a 503 means "send again", and is only good if a later one is kept."""
        headers = call.headers | ({"X-Line-Signature": _sign(call.body)} if call.is_signed else {})
        if not hasattr(self._mine, "client"):
            self._mine.client = self._app.test_client()
        status = 0
        for _ in range(TRIES):
            started = time.monotonic()
            answer = self._mine.client.post("/line/webhook", data=call.body, headers=headers)
            took = time.monotonic() - started
            status = answer.status_code
            self._note(call, status, took)
            if status != 503:
                break
            if answer.data != b"not kept, please send again\n":
                self.report.wrong.append(f"{call.kind}: a 503 that is not ours")
            time.sleep(PAUSE_SECONDS)
        return status

    def _note(self, call: Call, status: int, took: float) -> None:
        self.report.statuses[status] += 1
        self.report.seconds.append(took)
        self.report.slowest = max(self.report.slowest, (took, call.kind))

    def _check(self, calls: list[Call], answered: list[int]) -> None:
        report = self.report
        with self._database.reading() as db:
            rows = db.execute(
                select(
                    InboxEvent.id, InboxEvent.webhook_event_id, InboxEvent.state, InboxEvent.payload
                ).where(InboxEvent.id > self._last)
            ).all()
        kept = {row.webhook_event_id: row.state for row in rows}
        marked = {mark for row in rows if row.state == PARKED for mark in _MARK.findall(row.payload)}
        self._last = max([self._last, *(row.id for row in rows)])
        report.kept += len(rows)
        for call, status in zip(calls, answered, strict=True):
            report.kinds[call.kind] += 1
            if status not in call.allowed:
                report.wrong.append(f"{call.kind} was answered {status}: {call.body[:300]!r}")
            elif status == 200:
                lost = [each for each in call.keeps if kept.get(each) in (None, PARKED)]
                lost += [each for each in call.marks if each not in marked]
                report.wrong += [f"{call.kind}: {each} was not kept: {call.body[:300]!r}" for each in lost]
            else:
                stray = [each for each in call.keeps if each in kept]
                report.wrong += [f"{call.kind}: {each} was refused and kept" for each in stray]

    def _decide(self) -> None:
        """A crash of a round raises here; an event whose turn failed three times is parked."""
        self._rig.decide()
        with self._database.reading() as db:
            rows = db.execute(
                select(InboxEvent.state, InboxEvent.reason, InboxEvent.payload).where(
                    InboxEvent.state.in_([WAITING, PARKED])
                )
            ).all()
        broken = [row for row in rows if row.state == WAITING or not row.reason.startswith("malformed")]
        self.report.wrong += [f"state {row.state}, {row.reason}: {row.payload[:300]}" for row in broken]
        self.report.parked = len(rows)
        self.report.handled = self.report.kept - len(rows)


def _sign(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


def _application(rig: Rig, keeper: Keeper, folder: Path) -> Flask:
    settings = Settings(
        _env_file=None,
        line_channel_secret=SECRET,
        line_channel_access_token="t",
        secret_key="0123456789abcdef",
        public_url="",
        data_dir=folder,
    )
    return create_app(
        Desk(
            settings=settings,
            database=rig.database,
            clock=rig.clock,
            wake=rig.wake,
            turns=rig.turns,
            corpus=rig.corpus,
            keeper=keeper,
            signatures=Signatures(settings.secrets),
            hub=Hub(rig.database, rig.wake),
            shelf=Shelf("memory://fuzz"),
        )
    )
