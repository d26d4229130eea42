"""The live stream: resumed where a browser left off, refused above the cap, given back at the end."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.test import TestResponse

from bot.web import live
from bot.web.live import HEARTBEAT_SECONDS, PER_PERSON
from bot.web.wire import Wire
from tests.bot.web.desktop import Desktop


def _lines(answer: TestResponse, number: int) -> list[str]:
    return [each.decode() for each in itertools.islice(answer.response, number)]


def test_a_new_browser_is_greeted_with_the_newest_number(desk: Desktop) -> None:
    desk.customer("hello")  # the first change; the sign-in, which colleagues see, is the second

    answer = desk.at("nok").client.get("/live")

    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert _lines(answer, 2)[1] == "id: 2\nevent: hello\ndata: {}\n\n"
    answer.close()


def test_a_browser_that_comes_back_hears_what_it_missed(desk: Desktop) -> None:
    _, second, third = (desk.customer("hello") for _ in range(3))
    nok = desk.at("nok")

    by_header = nok.client.get("/live", headers={"Last-Event-ID": "1"})
    by_address = nok.client.get("/live?last=2")

    heard = _lines(by_header, 3)[1:]
    assert f'{{"conversation": {second}}}' in heard[0]
    assert f'{{"conversation": {third}}}' in heard[1]
    assert f'{{"conversation": {third}}}' in _lines(by_address, 2)[1]
    by_header.close()
    by_address.close()


def test_changes_arrive_while_the_browser_listens(desk: Desktop) -> None:
    answer = desk.at("nok").client.get("/live")
    assert "hello" in _lines(answer, 2)[1]
    desk.hub.round()

    customer = desk.customer("hello")
    desk.hub.round()

    assert f'event: turn\ndata: {{"conversation": {customer}}}' in _lines(answer, 1)[0]
    answer.close()


def test_a_person_with_too_many_streams_loses_the_oldest_and_nobody_elses(desk: Desktop) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    oldest, bens = nok.client.get("/live"), ben.client.get("/live")
    others = [nok.client.get("/live") for _ in range(PER_PERSON - 1)]

    newest = nok.client.get("/live")

    assert newest.status_code == 200
    assert len(list(oldest.response)) <= 2  # its greeting, and then the end
    for each in (*others, newest, bens):
        each.close()


def test_above_the_cap_of_the_process_a_stream_is_refused_with_when_to_come_back(desk: Desktop) -> None:
    desk.hub._most = 1
    held = desk.at("nok").client.get("/live")

    refused = desk.at("ben").client.get("/live")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    held.close()
    assert desk.at("ben").client.get("/live").status_code == 200


def test_nonsense_in_the_last_number_is_a_new_start(desk: Desktop) -> None:
    answer = desk.at("nok").client.get("/live", headers={"Last-Event-ID": "9" * 40})

    assert "hello" in _lines(answer, 2)[1]
    answer.close()


@contextmanager
def wired(desk: Desktop) -> Iterator[tuple[socket.socket, threading.Thread]]:
    """A browser at the other end of a connection the hub writes to, and the thread that holds its place."""
    here, there = socket.socketpair()
    there.settimeout(20)
    stream = desk.hub.open(7)
    lines = desk.hub.lines(stream, None, Wire(here))
    assert "hello" in [next(lines), next(lines)][1]
    holding = threading.Thread(target=lambda: [*lines])
    holding.start()
    while stream.wire is None:
        holding.join(0.01)
    try:
        yield there, holding
    finally:
        desk.hub.close()
        holding.join(20)
        assert not holding.is_alive()
        here.close()
        there.close()


def test_the_hub_itself_writes_to_an_open_connection_in_whole_chunks(desk: Desktop) -> None:
    desk.customer("hello")
    with wired(desk) as (browser, _):
        customer = desk.customer("hello")
        desk.hub.round()

        size, event = browser.recv(1000).decode().split("\r\n", 1)
        assert f'event: turn\ndata: {{"conversation": {customer}}}' in event
        assert len(event.removesuffix("\r\n")) == int(size, 16)


def test_an_open_connection_hears_a_word_now_and_then(desk: Desktop) -> None:
    with wired(desk) as (browser, _):
        desk.hub.round()
        desk.hub._beaten -= HEARTBEAT_SECONDS
        desk.hub.round()

        assert browser.recv(1000) == b"E\r\n: still here\n\n\r\n"


def test_a_browser_that_does_not_read_is_cut_off_and_the_others_go_on(desk: Desktop) -> None:
    with wired(desk) as (browser, holding):
        for _ in range(10_000):
            live._write(next(iter(desk.hub._streams)), b"x" * 10_000)
            if not holding.is_alive():
                break
        holding.join(20)

        assert not holding.is_alive()
        browser.settimeout(20)
        while browser.recv(1_000_000):
            pass
