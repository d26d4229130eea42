"""Clients that stall, flood or send junk, at a real server: who else is hurt?"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.limits import SPARE_THREADS, STREAMS
from bot.store.database import Database, sqlite_url
from bot.store.inbox import InboxEvent
from simulator import Line
from tests.processes import SECRET, TOKEN, Desk, children
from tests.rig import text, webhook

# A hang, not a measure: python -m tests.fuzz and benchmarks.webhook tell how long answers take.
PATIENCE = 60
JUNK = b"x" * 1024 * 1024


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One server for all these crowds."""
    with Line(channel_secret=SECRET, access_token=TOKEN) as line:
        running = Desk(tmp_path_factory.mktemp("desk"), line.origin, line=line)
        running.prepare()
        running.start()
        yield running
        running.kill()


def sign(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


def post(desk: Desk, body: bytes, signature: str | None = None) -> int:
    """One call on a connection of its own. Raises TimeoutError when nothing comes back."""
    line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=PATIENCE)
    with contextlib.closing(line):
        line.request("POST", "/line/webhook", body, {"X-Line-Signature": signature or sign(body)})
        return line.getresponse().status


def insist(desk: Desk, body: bytes, signature: str | None = None) -> int:
    """As LINE would: a 503 means "send again", and a busy machine may say so now and then."""
    statuses = (post(desk, body, signature) for _ in range(20))
    return next((status for status in statuses if status != 503), 503)


def question() -> bytes:
    return webhook(text("ค่าส่งเท่าไหร่คะ")).encode()


def kept(folder: Path) -> int:
    database = Database(sqlite_url(folder / "saphan.db"))
    with database.reading() as db:
        number = len(db.execute(select(InboxEvent.id)).all())
    database.dispose()
    return number


def stalled(desk: Desk, said: bytes) -> socket.socket:
    """A client that says this much and then nothing."""
    line = socket.create_connection(("127.0.0.1", desk.port))
    line.sendall(said)
    return line


HEAD = b"POST /line/webhook HTTP/1.1\r\nHost: x\r\n"


def test_more_clients_than_threads_that_never_finish_keep_nobody_out(desk: Desk) -> None:
    saying = [b"POST /line", HEAD + b"X-A: ", HEAD + b"Content-Length: 999\r\n\r\n{"]
    count = STREAMS + SPARE_THREADS + 20
    with contextlib.ExitStack() as lines:
        for number in range(count):
            lines.enter_context(stalled(desk, saying[number % len(saying)]))

        assert insist(desk, question()) == 200


def test_clients_that_trickle_hold_up_nobody_else(desk: Desk) -> None:
    lines = [stalled(desk, HEAD) for _ in range(40)]
    has_enough = threading.Event()

    def trickle() -> None:
        while not has_enough.wait(0.05):
            for each in lines:
                with contextlib.suppress(OSError):
                    each.sendall(b"X")

    slow = threading.Thread(target=trickle)
    slow.start()
    statuses = [insist(desk, question()) for _ in range(20)]
    has_enough.set()
    slow.join()
    for each in lines:
        each.close()
    assert statuses == [200] * 20


def test_every_connection_of_a_full_house_is_answered_and_what_was_accepted_is_kept(desk: Desk) -> None:
    before = kept(desk.folder)

    with ThreadPoolExecutor(64) as callers:
        statuses = list(callers.map(lambda _: post(desk, question()), range(64 * 8)))

    assert set(statuses) <= {200, 503}
    assert kept(desk.folder) - before >= statuses.count(200) > 0


def test_a_megabyte_of_junk_is_refused_beside_calls_that_are_kept(desk: Desk) -> None:
    bodies = [question() if number % 2 else JUNK for number in range(40)]
    signatures = [sign(each) if number % 4 < 2 else "bm90IGl0" for number, each in enumerate(bodies)]

    with ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(lambda each: insist(desk, *each), zip(bodies, signatures, strict=True)))

    genuine = [status for number, status in enumerate(statuses) if number % 4 == 1]
    assert set(genuine) == {200}
    assert {status for number, status in enumerate(statuses) if number % 4 != 1} == {400}


def test_a_call_that_lay_in_the_backlog_of_a_crashed_process_brought_its_reply_token_when_it_came(
    desk: Desk,
) -> None:
    """A stopped process stands for one that has yet to be started again: its listening socket lives on."""
    assert desk.web is not None
    (worker,) = children(desk.web.pid)
    body, before = question(), newest(desk.folder)
    os.kill(worker, signal.SIGSTOP)
    with contextlib.closing(socket.create_connection(("127.0.0.1", desk.port))) as line:
        head = f"Content-Length: {len(body)}\r\nX-Line-Signature: {sign(body)}\r\n\r\n"
        line.sendall(HEAD + head.encode() + body)
        sent_at = time.time() * 1000
        time.sleep(2)
        os.kill(worker, signal.SIGCONT)
        line.settimeout(PATIENCE)
        assert line.recv(64).startswith(b"HTTP/1.1 200")

    number, delivered_at = newest(desk.folder)
    assert number > before[0]
    assert abs(delivered_at - sent_at) < 1000


def newest(folder: Path) -> tuple[int, int]:
    database = Database(sqlite_url(folder / "saphan.db"))
    with database.reading() as db:
        found = db.execute(select(InboxEvent.id, InboxEvent.delivered_at).order_by(InboxEvent.id.desc()))
        row = found.first()
    database.dispose()
    return (row[0], row[1]) if row else (0, 0)
