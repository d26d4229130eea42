"""How does the phone get into a browser, and how do taps and switches come back?"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.actions import MOMENTS
from simulator.customer import Phone
from simulator.exchange import Answer, Request, as_json
from simulator.faults import BAD_DAY
from simulator.line import Line
from simulator.server import Stream
from simulator.view import BY_CHANCE, REDELIVERY, moment

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
LANGUAGES = ("th", "en")
CUSTOMER_LANGUAGES = ("th", "en", "ja", "zh-TW")
# Pictures may come from the bot on this machine; scripts and styles only from here.
POLICY = (
    "default-src 'self'; img-src 'self' https: http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
SEEDED = (("มะลิ ส.", "th"), ("Tom Baker", "en"), ("ปอ", "th"), ("Hana", "ja"))
REDELIVERIES = 3
MOST_NAME = 20
STEPS = (60, 3_600, 86_400)  # seconds the clock may be moved at once


class Unusable(Exception):
    """What the page sent cannot be done; the sentence says why."""


class Page:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._files = {f"/static/{path.name}": path for path in STATIC.iterdir() if path.suffix in KINDS}
        self._acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "say": lambda asked: _none(self._phone(asked).says(_words(asked, "text", 5000))),
            "tap": lambda asked: _none(
                self._phone(asked).taps(
                    _words(asked, "label", 100),
                    bubble_id=asked.get("bubble") or None,
                    params=_params(asked.get("params")),
                )
            ),
            "upload": self._upload,
            "sticker": lambda asked: _none(self._phone(asked).sends_sticker()),
            "picture": lambda asked: _none(self._phone(asked).sends_image()),
            "place": lambda asked: _none(self._phone(asked).sends_location()),
            "block": lambda asked: _none(self._phone(asked).blocks()),
            "unblock": lambda asked: _none(self._phone(asked).follows()),
            "unsend": lambda asked: _none(self._phone(asked).unsends(_words(asked, "message", 40))),
            "add": self._add,
            "quota": self._set_quota,
            "fault": self._switch,
            "clock": self._advance,
        }

    def seed(self) -> None:
        for name, language in SEEDED:
            self._line.phone(name, language)

    def answer(self, request: Request) -> Answer | Stream | None:
        """None when this is no address of the page."""
        address = urlsplit(request.path)
        if address.path not in ("/", *self._files) and not address.path.startswith("/phone/"):
            return None
        if request.headers.get("host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            return _sentence(403, "This page answers only to 127.0.0.1 and localhost.")
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        if address.path == "/phone/stream":
            return self._line.stream()
        if address.path == "/phone/state":
            return Answer(200, as_json(moment(self._line, query.get("user"))), dict(SAFE))
        if address.path == "/phone/menu":
            return self._menu_picture(query.get("id", ""))
        if address.path == "/phone/file":
            return self._upload_of(query.get("id", ""))
        if address.path.startswith("/phone/"):
            return self._act(request, address.path.removeprefix("/phone/"))
        return self._document(query, request) if address.path == "/" else self._file(address.path)

    def _document(self, query: dict[str, str], request: Request) -> Answer:
        chosen = query.get("lang", "")
        remembered = "lang=en" in request.headers.get("cookie", "").replace(" ", "").split(";")
        language = chosen if chosen in LANGUAGES else ("en" if remembered else "th")
        headers = dict(SAFE)
        if chosen in LANGUAGES:
            headers["Set-Cookie"] = f"lang={chosen}; Path=/; SameSite=Strict; Max-Age=31536000"
        html = (
            (STATIC / "phone.html").read_text(encoding="utf-8").replace('lang="th"', f'lang="{language}"', 1)
        )
        return Answer(200, html.encode(), headers, KINDS[".html"])

    def _file(self, path: str) -> Answer:
        file = self._files[path]
        return Answer(200, file.read_bytes(), {**SAFE, "Cache-Control": "no-cache"}, KINDS[file.suffix])

    def _upload_of(self, message_id: str) -> Answer:
        """What a customer sent, on their own phone: pictures shown, all else saved."""
        file = self._line.account.files.find(message_id)
        if file is None or self._line.account.media(message_id) is not False:
            return _sentence(404, "No such file.")
        headers = {**SAFE, "Content-Disposition": "inline" if file.kind == "image" else "attachment"}
        shown = file.content_type if file.kind == "image" else "application/octet-stream"
        return Answer(200, file.body, headers, shown)

    def _upload(self, asked: dict[str, Any]) -> None:
        """Any file from this machine's disk, sent as the phone would: a picture as a picture."""
        name, kind = _words(asked, "name", 200), str(asked.get("kind"))
        try:
            body = base64.b64decode(asked.get("body") or "", validate=True)
        except (ValueError, TypeError):
            raise Unusable("body is not Base64.") from None
        if not body:
            raise Unusable("The file is empty.")
        phone = self._phone(asked)
        if kind in ("image/jpeg", "image/png"):
            phone.sends_image(body, kind)
        elif kind == "video/mp4":
            phone.sends_video(body)
        else:
            phone.sends_file(name, body=body)

    def _menu_picture(self, menu_id: str) -> Answer:
        picture = self._line.account.rich_menus.picture(menu_id)
        if picture is None:
            return _sentence(404, "No such picture.")
        return Answer(200, picture[1], dict(SAFE), picture[0])

    def _act(self, request: Request, name: str) -> Answer:
        """JSON only: another site's form cannot send that, so it cannot press our buttons."""
        act = self._acts.get(name)
        if request.method != "POST" or act is None:
            return _sentence(404, "There is nothing here.")
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _sentence(415, "Send JSON.")
        try:
            asked = json.loads(request.body)
            if not isinstance(asked, dict):
                raise Unusable("Send a JSON object.")
            act(asked)
        except (Unusable, ValueError, AssertionError) as problem:
            return _sentence(400, str(problem))
        self._line.changed()
        return Answer(200, b"{}", dict(SAFE))

    def _phone(self, asked: dict[str, Any]) -> Phone:
        phone = self._line.find_phone(str(asked.get("user")))
        if phone is None:
            raise Unusable("No such customer.")
        return phone

    def _add(self, asked: dict[str, Any]) -> None:
        name = _words(asked, "name", MOST_NAME)
        language = str(asked.get("language"))
        if language not in CUSTOMER_LANGUAGES:
            raise Unusable("No such language.")
        if any(phone.name == name for phone in self._line.phones):
            raise Unusable(f"{name} is already there.")
        self._line.phone(name, language).follows()

    def _set_quota(self, asked: dict[str, Any]) -> None:
        limit = asked.get("limit")
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 0):
            raise Unusable("The limit is a whole number, or empty for none.")
        self._line.quota = limit

    def _advance(self, asked: dict[str, Any]) -> None:
        seconds = asked.get("seconds")
        if seconds not in STEPS:
            raise Unusable("The clock moves by a minute, an hour or a day.")
        self._line.advance(seconds)

    def _switch(self, asked: dict[str, Any]) -> None:
        kind, is_on = _words(asked, "kind", 40), bool(asked.get("on"))
        if kind == REDELIVERY:
            self._line.faults.redeliveries = REDELIVERIES if is_on else 0
            return
        if kind == BY_CHANCE:
            self._line.faults.plan(random.randrange(10**6), BAD_DAY if is_on else {})
            return
        self._line.faults.clear(kind)
        if is_on:
            self._line.faults.next(kind, times=None)


def _words(asked: dict[str, Any], key: str, most: int) -> str:
    value = asked.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Unusable(f"{key} is missing.")
    if len(value) > most:
        raise Unusable(f"{key} may have at most {most} characters.")
    return value.strip()


def _params(given: Any) -> dict[str, str] | None:
    """What a date picker was set to: one moment under its mode."""
    if not isinstance(given, dict) or len(given) != 1:
        return None
    ((mode, moment),) = given.items()
    if mode not in MOMENTS or not isinstance(moment, str) or not MOMENTS[mode].match(moment):
        raise Unusable("That is no date or time.")
    return {mode: moment}


def _none(_: object) -> None:
    """The bot's answer to the webhook is shown in the wire log, not here."""


def _sentence(status: int, text: str) -> Answer:
    return Answer(status, as_json({"message": text}), dict(SAFE))
