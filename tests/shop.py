"""The whole product in one process, its pumps moved by hand, with LINE played at the end of a real wire.

Customers have phones, their words come through the signed door, answers and broadcasts leave by the
real client, pictures are fetched over HTTP; only the clock and the pumps wait for the test. What needs
neither a browser nor processes that die is told here, in a second instead of twenty.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.assemble import menu_publisher
from bot.batch import Batch
from bot.line.client import Line as Client
from bot.probe import Probe, unwatched
from bot.store import campaigns, ledger, limits
from bot.store.database import Database
from bot.worker import Worker
from handlers.daytime import ShopTime
from handlers.limits import Limits
from simulator import Line
from tests.bot.web.desktop import Browser, Desktop
from tests.rig import HandClock

SECRET, TOKEN = "secret", "token"
# The hand clock starts at 21:13 in Bangkok: these hours later it is 11:13, when shops are open.
TO_MORNING = 14
OPEN = Limits(per_day=1, per_week=2, gap_hours=0, quiet_from=0, quiet_to=0)


class _Silent(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Nothing: a failing test should show what it asserted."""


class Shop:
    """Nok, Ben, Sora and Ada at the console, a worker, and phones on LINE."""

    def __init__(self, database: Database, clock: HandClock, folder: Path, line: Line) -> None:
        self.line, self.clock, self.database = line, clock, database
        self._client = Client(TOKEN, line.origin)
        self._door = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Silent)
        self.port = self._door.server_port
        changes = {"line_api_host": line.origin, "port": self.port, "line_channel_access_token": TOKEN}
        self.desk = Desktop(database, clock, folder, changes, line=self._client)
        self.rig = self.desk.rig
        self._keeper = self.desk.app.extensions["desk"].keeper
        settings = self.desk.app.extensions["desk"].settings
        self.worker = Worker(
            database,
            clock,
            self.rig.wake,
            self.rig.turns,
            self.rig.corpus,
            self._client,
            self.desk.shelf,
            self.batch(),
            menu_publisher(settings, database, clock, self._client),
        )

    def open(self) -> None:
        """From here on customers are heard."""
        self._keeper.start()
        threading.Thread(target=self._door.serve_forever, args=(0.05,), daemon=True).start()
        self.line.webhook_url = f"http://127.0.0.1:{self.port}/line/webhook"

    def close(self) -> None:
        """The door is shut, and every thread gone."""
        self._door.shutdown()
        self._door.server_close()
        self._keeper.stop()
        self.desk.close()
        self._client.close()

    def _answer(self, environment: Any, start: Any) -> Any:
        return self.desk.app(environment, start)

    def at(self, name: str) -> Browser:
        """A browser this person has signed in with."""
        return self.desk.at(name)

    def customer(self, name: str, language: str = "th") -> Any:
        """Somebody new has said hello and been answered; their phone."""
        phone = self.line.phone(name, language)
        phone.says("สวัสดีค่ะ" if language == "th" else "hello")
        self.settle()
        self.clock.advance(seconds=1)  # then the desk asks LINE for the name
        self.settle()
        return phone

    def settle(self) -> None:
        """What has been said is decided, what is owed is sent, errands are run, due timers fire."""
        self.rig.settle()
        self.worker.tick()
        self.rig.settle()
        while self.worker.jobs.round() or self.worker.files.round():
            pass

    def batch(self, size: int = 500, probe: Probe = unwatched, slots: int = 16) -> Batch:
        """The pump of one worker process, with chunks of this size."""
        return Batch(
            self.database,
            self.clock,
            self.rig.wake,
            self._client,
            ShopTime("Asia/Bangkok"),
            slots=slots,
            probe=probe,
            slice_size=size,
            chunk_size=size,
            has_threads=False,
        )

    def plan(self, number: int, size: int) -> Batch:
        """It has begun and everybody is planned, in chunks of this size; the pump, one chunk at a time."""
        pump = self.batch(size, slots=1)
        with self.database.transaction() as db:
            campaigns.start_due(db, self.clock.now())
        while pump.plan(number):
            pass
        return pump

    def broadcasts_go_out(self, size: int = 500) -> None:
        """All that may, as of now, and what LINE is asked afterwards."""
        self.batch(size).carry_out()
        self.settle()

    def restart(self) -> None:
        """What a start after a crash does: attempts in hand are of unknown fate."""
        with self.database.transaction() as db:
            ledger.recover(db, None)

    def set_limits(self, wanted: Limits) -> None:
        """As an admin has set them."""
        with self.database.transaction() as db:
            limits.change(db, wanted, self.clock.now(), 1)

    def written(self, name: str = "ลดปลายเดือน", **fields: Any) -> int:
        """Ada writes one in both languages; its number."""
        typed = {"name": name, "topic": "promotions", "text_th": "ลด 25% วันนี้ค่ะ", "text_en": "25% off today"}
        answer = self.at("ada").post("/broadcasts", **(typed | fields))
        assert answer.status_code == 303, answer.text
        return int(answer.location.rpartition("/")[2])

    def sent_off(self, number: int) -> int:
        """Ada checks it and sends it now; its number."""
        self.at("ada").post(f"/broadcasts/{number}/schedule", when="now", sure="1")
        return number

    def move(self, number: int, what: str) -> None:
        """Ada pauses, resumes or cancels it."""
        self.at("ada").post(f"/broadcasts/{number}/move", move=what)

    def page(self, number: int, name: str = "ada") -> str:
        """What the broadcast's page says."""
        return self.at(name).get(f"/broadcasts/{number}").text


def figure(page: str, name: str) -> int:
    """A figure of a page."""
    return int(re.search(rf"<dt>{name}</dt><dd>([\d,]+)", page)[1].replace(",", ""))


@contextmanager
def opened(database: Database, clock: HandClock, folder: Path) -> Iterator[Shop]:
    """A shop at eleven in the morning; fails when any rule of LINE's was broken in it."""
    clock.advance(hours=TO_MORNING)
    with Line(channel_secret=SECRET, access_token=TOKEN, now=lambda: clock.now() / 1000) as line:
        shop = Shop(database, clock, folder, line)
        shop.open()
        shop.set_limits(OPEN)
        yield shop
        shop.close()
        assert line.breaches == []
