"""What every test of the simulator stands on: a pretend LINE, and a bot that only listens."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import urllib3
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob

from simulator import Line


class Listener(ThreadingHTTPServer):
    """Keeps every POST; `answers` are the next statuses, `hesitates` holds answers back while clear."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ListenerHandler)
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.hesitates = threading.Event()
        self.hesitates.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/line/webhook"

    @property
    def posts(self) -> list[list[dict[str, Any]]]:
        return [json.loads(body)["events"] for _, body in self.requests]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for post in self.posts for event in post]


class ListenerHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.server.hesitates.wait(5)
        self.close_connection = True
        self.wfile.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the tests say what matters."""


class Api:
    """LINE's API as plain HTTP, without a client library that might be kinder than the wire."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.pool = urllib3.PoolManager(retries=False, maxsize=8)

    def post(
        self, path: str, body: Any = None, *, headers: dict[str, str] | None = None, raw: bytes | None = None
    ) -> urllib3.BaseHTTPResponse:
        sent = json.dumps(body).encode() if raw is None else raw
        given = {"Authorization": "Bearer t", "Content-Type": "application/json", **(headers or {})}
        return self.pool.request("POST", f"{self.origin}/v2/bot/{path}", body=sent, headers=given)

    def get(self, path: str, headers: dict[str, str] | None = None) -> urllib3.BaseHTTPResponse:
        given = {"Authorization": "Bearer t", **(headers or {})}
        return self.pool.request("GET", f"{self.origin}/v2/bot/{path}", headers=given)

    def push(self, to: str, *texts: str, key: str | None = None) -> urllib3.BaseHTTPResponse:
        headers = {"X-Line-Retry-Key": key} if key else None
        return self.post("message/push", {"to": to, "messages": says(*texts)}, headers=headers)

    def reply(self, token: str, *texts: str) -> urllib3.BaseHTTPResponse:
        return self.post("message/reply", {"replyToken": token, "messages": says(*texts)})


def says(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text} for text in texts or ("hello",)]


@pytest.fixture
def bot() -> Iterator[Listener]:
    listener = Listener()
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield listener
    listener.hesitates.set()
    listener.shutdown()
    listener.server_close()
    thread.join()


@pytest.fixture
def line(bot: Listener) -> Iterator[Line]:
    """Its clock stands still until a test advances it."""
    with Line(bot.url, channel_secret="s", access_token="t", now=lambda: 1_790_000_000.0) as line:
        yield line


@pytest.fixture
def api(line: Line) -> Iterator[Api]:
    api = Api(line.origin)
    yield api
    api.pool.clear()


@pytest.fixture
def sdk(line: Line) -> Iterator[Callable[[type], Any]]:
    configuration = Configuration(host=line.origin, access_token="t")
    configuration.retries = False
    with ApiClient(configuration) as client:
        yield lambda kind=MessagingApi: kind(client)


__all__ = ["Api", "Listener", "MessagingApiBlob"]
