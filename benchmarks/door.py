"""Which servers stand against each other? `python -m benchmarks.door floor|web`, on loopback.

`web` is what `python -m bot web` starts, on either engine and with the pumps off: the webhook door
alone. `floor` is the least that a LINE bot in Python does behind the very same server: Flask, and
the SDK's handler checking and parsing each call.
"""

import sys
from typing import Any

from flask import Flask, request
from linebot.v3 import WebhookHandler
from linebot.v3.webhooks import MessageEvent, TextMessageContent

from bot.__main__ import LOOPBACK
from bot.logs import start_logging
from bot.server import Server
from bot.settings import read_settings


class Floor(Server):
    """The product's server, thread for thread, around another application."""

    def load(self) -> Any:
        """The application of the SDK's own example, without the call to LINE."""
        return echo(self._settings.line_channel_secret)

    def _on_worker(self, _worker: Any) -> None:
        pass


def echo(secret: str) -> Flask:
    """Checks the signature, parses, finds the handler, answers 200."""
    app, handler = Flask("floor"), WebhookHandler(secret)

    @app.post("/line/webhook")
    def receive() -> str:
        handler.handle(request.get_data(as_text=True), request.headers["X-Line-Signature"])
        return "ok\n"

    @app.get("/readyz")
    def ready() -> str:
        return "ok\n"

    @handler.add(MessageEvent, message=TextMessageContent)  # type: ignore[untyped-decorator,unused-ignore]
    def heard(event: MessageEvent) -> None:
        assert event.message.text

    return app


def main(which: str) -> None:
    """Serve until told to stop, or until the benchmark is gone."""
    start_logging(as_json=True)
    server = {"floor": Floor, "web": Server}[which]
    server(read_settings(), LOOPBACK, has_pumps=False, ready=lambda: None, ends_with_parent=True).run()


if __name__ == "__main__":
    main(sys.argv[1])
