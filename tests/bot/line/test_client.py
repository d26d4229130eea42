"""What does each way the wire can fail come to, through the real client library?"""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

import simulator
from bot.line import client
from bot.line.client import Line
from bot.line.errors import Kind
from bot.line.render import Bubble, payload

KEY = "123e4567-e89b-42d3-a456-426614174000"
OTHER_KEY = "123e4567-e89b-42d3-a456-426614174001"
HELLO = payload([Bubble("สวัสดีค่ะ", (("person", "คุยกับเจ้าหน้าที่"),), "Nok"), Bubble("ยินดีค่ะ")])
MALI = "U" + "a" * 32
SENT = b'{"sentMessages":[{"id":"1","quoteToken":"q"}]}'


@pytest.fixture
def pretend() -> Iterator[simulator.Line]:
    with simulator.Line(channel_secret="s", access_token="t") as running:
        yield running


@pytest.fixture
def line(pretend: simulator.Line) -> Iterator[Line]:
    opened = Line("t", pretend.origin)
    yield opened
    opened.close()


@dataclass
class Canned:
    """One answer to every request, byte for byte; `hangs` gives none at all."""

    answer: bytes = b""
    hangs: threading.Event = field(default_factory=threading.Event)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    origin: str = ""

    def says(self, status: int, body: bytes, *headers: str) -> None:
        """From now on."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
        self.answer = "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def canned() -> Iterator[Canned]:
    """A server at the other end that says what it is told, however wrong."""
    saying = Canned()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            saying.requests.append((f"{self.command} {self.path}", headers, body))
            if not saying.answer:
                saying.hangs.wait(5)
            self.wfile.write(saying.answer)
            self.close_connection = True

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    saying.origin = f"http://127.0.0.1:{server.server_port}"
    yield saying
    saying.hangs.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def towards(canned: Canned) -> Iterator[Line]:
    """The real client, speaking to what `canned` says."""
    opened = Line("secret-token", canned.origin)
    yield opened
    opened.close()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token_of(pretend: simulator.Line) -> str:
    token = pretend.phone("Mali").says("hi").event["replyToken"]
    assert isinstance(token, str)
    return token


def test_a_reply_reaches_the_phone_whole(pretend: simulator.Line, line: Line) -> None:
    answer = line.reply(token_of(pretend), HELLO)

    first, second = pretend.phone("Mali").heard
    assert (answer.kind, answer.reason) == (Kind.ACCEPTED, "")
    assert answer.request_id == pretend.wire[-1].request_id
    assert (first.text, first.sender, second.text) == ("สวัสดีค่ะ", "Nok", "ยินดีค่ะ")
    assert second.quick_replies == ["คุยกับเจ้าหน้าที่"]
    assert pretend.breaches == []


def test_a_reply_token_works_once(pretend: simulator.Line, line: Line) -> None:
    token = token_of(pretend)

    kinds = [line.reply(token, HELLO).kind, line.reply(token, HELLO).kind, line.reply("never", HELLO).kind]

    assert kinds == [Kind.ACCEPTED, Kind.TOKEN_INVALID, Kind.TOKEN_INVALID]
    assert len(pretend.phone("Mali").heard) == 2


def test_a_push_repeated_with_its_key_arrives_once(pretend: simulator.Line, line: Line) -> None:
    mali = pretend.phone("Mali")

    first, again = line.push(mali.user_id, HELLO, KEY), line.push(mali.user_id, HELLO, KEY)
    other = line.push(mali.user_id, HELLO, OTHER_KEY)

    assert [each.kind for each in (first, again, other)] == [
        Kind.ACCEPTED,
        Kind.ALREADY_ACCEPTED,
        Kind.ACCEPTED,
    ]
    assert again.request_id == first.request_id
    assert len(mali.heard) == 4


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        ("500_before_accept", Kind.UNKNOWN, 0),
        ("500_after_accept", Kind.UNKNOWN, 2),
        ("reset_before_accept", Kind.UNKNOWN, 0),
        ("accept_then_reset", Kind.UNKNOWN, 2),
        ("429_rate", Kind.TOO_FAST, 0),
        ("429_monthly", Kind.OVER_QUOTA, 0),
    ],
)
def test_each_fault_of_line_is_told_apart(
    pretend: simulator.Line, line: Line, fault: str, kind: Kind, arrived: int
) -> None:
    mali = pretend.phone("Mali")
    pretend.faults.next(fault, "push")

    answer = line.push(mali.user_id, HELLO, KEY)

    assert (answer.kind, len(mali.heard)) == (kind, arrived)
    assert line.push(mali.user_id, HELLO, KEY).kind is (Kind.ALREADY_ACCEPTED if arrived else Kind.ACCEPTED)


def test_a_wrong_access_token_is_refused(pretend: simulator.Line) -> None:
    stranger = Line("wrong", pretend.origin)

    answer = stranger.push(MALI, HELLO, KEY)
    stranger.close()

    assert answer.kind is Kind.REFUSED
    assert answer.reason.startswith("401")
    assert "wrong" not in answer.reason


def test_the_retry_key_goes_with_a_push_and_never_with_a_reply(canned: Canned, towards: Line) -> None:
    canned.says(200, SENT)

    towards.push(MALI, HELLO, KEY)
    towards.reply("token", HELLO)

    (push, push_headers, pushed), (reply, reply_headers, replied) = canned.requests
    assert (push, reply) == ("POST /v2/bot/message/push", "POST /v2/bot/message/reply")
    assert push_headers["x-line-retry-key"] == KEY
    assert "x-line-retry-key" not in reply_headers
    assert push_headers["authorization"] == reply_headers["authorization"] == "Bearer secret-token"
    assert json.loads(pushed)["to"] == MALI
    assert json.loads(replied)["replyToken"] == "token"
    assert json.loads(pushed)["messages"] == json.loads(replied)["messages"]


def test_what_was_stored_is_what_is_sent(canned: Canned, towards: Line) -> None:
    canned.says(200, SENT)

    towards.push(MALI, HELLO, KEY)

    assert without_defaults(json.loads(canned.requests[0][2])["messages"]) == json.loads(HELLO)


def without_defaults(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields the client library adds with nothing in them."""
    return [{name: value for name, value in each.items() if value is not None} for each in messages]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"",
        b"null",
        b"[]",
        b"not json",
        b'"ok"',
        b'{"sentMessages":null}',
        b'{"sentMessages":[{}]}',
        b'{"sentMessages":[5]}',
        b'{"sentMessages":[{"id":5}]}',
        *(b'{"sentMessages":5}', b'{"sentMessages":{}}', b'{"sentMessages":"ab"}'),
        b"[" * 100_000,
    ],
    ids=lambda body: body[:30].decode(),
)
def test_an_answer_200_that_cannot_be_read_was_still_accepted(
    canned: Canned, towards: Line, body: bytes
) -> None:
    canned.says(200, body, "Content-Type: application/json")

    assert towards.push(MALI, HELLO, KEY).kind is Kind.ACCEPTED
    assert towards.reply("token", HELLO).kind is Kind.ACCEPTED


@pytest.mark.parametrize("status", [400, 429, 500, 502, 503])
def test_an_error_page_that_is_no_text_is_of_unknown_fate(canned: Canned, towards: Line, status: int) -> None:
    canned.says(status, b"\xff\xfe\x80 proxy", "Content-Type: text/html")

    assert towards.push(MALI, HELLO, KEY).kind is Kind.UNKNOWN


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_page_in_words_is_of_unknown_fate(canned: Canned, towards: Line, status: int) -> None:
    canned.says(status, b"<h1>Bad gateway</h1>", "Content-Type: text/html")

    assert towards.reply("token", HELLO).kind is Kind.UNKNOWN


def test_one_call_is_one_request_whatever_comes_of_it(canned: Canned, towards: Line) -> None:
    canned.says(503, b"", "Retry-After: 30")

    towards.push(MALI, HELLO, KEY)

    assert len(canned.requests) == 1


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", b"\r\n\r\n", b"x"])
def test_an_answer_that_breaks_off_is_of_unknown_fate(canned: Canned, towards: Line, answer: bytes) -> None:
    canned.answer = answer

    assert towards.push(MALI, HELLO, KEY).kind is Kind.UNKNOWN


def test_no_answer_in_time_is_of_unknown_fate(
    canned: Canned, towards: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PUSH_TIMEOUT", (1, 0.1))
    monkeypatch.setattr(client, "REPLY_TIMEOUT", (1, 0.1))

    assert towards.push(MALI, HELLO, KEY).kind is Kind.UNKNOWN
    assert towards.reply("token", HELLO).kind is Kind.UNKNOWN


def test_a_refused_connection_has_sent_nothing() -> None:
    nobody = Line("t", f"http://127.0.0.1:{closed_port()}")

    kinds = [nobody.push(MALI, HELLO, KEY).kind, nobody.reply("token", HELLO).kind]
    nobody.close()

    assert kinds == [Kind.NOT_SENT, Kind.NOT_SENT]


def test_the_quota_is_what_line_says_or_none_without_a_limit(pretend: simulator.Line, line: Line) -> None:
    pretend.quota = 500

    assert line.quota() == (500, 0)
    pretend.quota = None
    assert line.quota() == (None, 0)


def test_a_multicast_reaches_its_people_once_however_often_it_is_tried(
    pretend: simulator.Line, line: Line
) -> None:
    phones = [pretend.phone("Mali"), pretend.phone("Nid")]
    to, key = [each.user_id for each in phones], "123e4567-e89b-12d3-a456-426614174000"
    words = '[{"type":"text","text":"hi"}]'

    first = line.multicast(to, words, key, "broadcast_1")
    again = line.multicast(to, words, key, "broadcast_1")

    assert (first.kind, again.kind) == (Kind.ACCEPTED, Kind.ALREADY_ACCEPTED)
    assert [len(each.heard) for each in phones] == [1, 1]
    assert pretend.breaches == []


def test_a_profile_is_a_name_and_a_picture_or_none(pretend: simulator.Line, line: Line) -> None:
    mali = pretend.phone("Mali")

    found = line.profile(mali.user_id)

    assert found is not None
    assert found[0] == "Mali"
    assert line.profile("U" + "f" * 32) is None


@pytest.mark.parametrize(("status", "body"), [(500, b""), (429, b"{}"), (503, b"<h1>later</h1>")])
def test_a_profile_line_cannot_tell_now_is_asked_again_later(
    canned: Canned, towards: Line, status: int, body: bytes
) -> None:
    canned.says(status, body)

    with pytest.raises(OSError, match=str(status)):
        towards.profile(MALI)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b"x", b"[]", b"null", b"5", b"\xff", b"[" * 100_000),
        b'{"userId":"U","displayName":5}',
        b'{"userId":"U","displayName":"x","pictureUrl":5}',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_cannot_be_read_is_no_profile_and_no_chat_mode(
    canned: Canned, towards: Line, body: bytes
) -> None:
    canned.says(200, body, "Content-Type: application/json")

    with pytest.raises(OSError):
        towards.profile(MALI)
    assert towards.chat_mode() == ""


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_page_that_is_no_text_tells_no_profile(canned: Canned, towards: Line, status: int) -> None:
    canned.says(status, b"\xff")

    with pytest.raises(OSError):
        towards.profile(MALI)
    assert towards.chat_mode() == ""


@pytest.mark.parametrize(
    "body", [b'{"message":"x","details":5}', b'{"details":[{"property":5}]}', b"[" * 100_000], ids=len
)
def test_an_odd_explanation_leaves_the_refusal(canned: Canned, towards: Line, body: bytes) -> None:
    canned.says(400, body, "Content-Type: application/json")

    assert towards.push(MALI, HELLO, KEY).kind is Kind.REFUSED


def test_a_profile_nobody_answers_for_is_asked_again_later() -> None:
    nobody = Line("t", f"http://127.0.0.1:{closed_port()}")

    with pytest.raises(OSError, match="Connection"):
        nobody.profile(MALI)
    nobody.close()


def test_the_chat_mode_is_told_or_left_open(canned: Canned, towards: Line) -> None:
    told = {"userId": MALI, "basicId": "@x", "displayName": "x", "chatMode": "chat", "markAsReadMode": "auto"}
    canned.says(200, json.dumps(told).encode(), "Content-Type: application/json")
    known = towards.chat_mode()
    canned.says(500, b"")
    unknown = towards.chat_mode()

    assert (known, unknown) == ("chat", "")
