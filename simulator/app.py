"""What does LINE answer to each call of its Messaging API?"""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from simulator.account import Account, Call
from simulator.exchange import Answer, Refused, Request
from simulator.wire import TO_LINE, WireEntry

MOST_BYTES = 2 * 1024 * 1024
TAKES_RETRY_KEY = ("push", "multicast")
# POSTs whose body is a picture or nothing at all.
WITHOUT_JSON = ("richmenu_upload", "richmenu_set_default", "richmenu_link")


class LineApi:
    """Routes, authenticates, meters and logs; what a call does stands beside its route."""

    def __init__(
        self, account: Account, routes: list[tuple[str, re.Pattern[str], str, Callable[[Call], Answer]]]
    ) -> None:
        self._account = account
        self._routes = routes
        self._doings = {name: doing for _, _, name, doing in routes}

    def answer(self, request: Request) -> Answer:
        call = self._route(request)
        drawn = self._account.faults.draw(call.endpoint, call.request_id, call.now)
        call.fault = drawn[0] if drawn else None
        answer = self._under_fault(call, drawn[1] if drawn else 0.0)
        answer.headers.setdefault("x-line-request-id", call.request_id)
        self._log(call, answer)
        return answer

    def _route(self, request: Request) -> Call:
        path = request.path.partition("?")[0]
        now = self._account.now()
        for method, pattern, name, _ in self._routes:
            match = pattern.match(path) if method == request.method else None
            if match:
                parts = tuple(part and unquote(part) for part in match.groups())
                return Call(self._account, request, name, parts, str(uuid.uuid4()), now)
        return Call(self._account, request, "", (), str(uuid.uuid4()), now)

    def _under_fault(self, call: Call, seconds: float) -> Answer:
        kind = call.fault
        if kind == "reset_before_accept":
            return Answer(0, ending="reset")
        if kind == "500_before_accept":
            return Refused(500, "Internal Server Error").answer()
        if kind == "429_rate":
            return Refused(429, "The API rate limit has been exceeded. Try again later.").answer()
        if kind == "slow_before_accept":
            threading.Event().wait(seconds)
        answer = self._fair(call)
        if kind == "slow":
            answer.delay = seconds
        elif kind == "accept_then_reset":
            answer.ending = "reset"
        elif kind == "500_after_accept":
            spoilt = Refused(500, "Internal Server Error").answer()
            spoilt.counted, spoilt.user_id = answer.counted, answer.user_id
            return spoilt
        return answer

    def _fair(self, call: Call) -> Answer:
        try:
            self._admit(call)
            return self._doings[call.endpoint](call)
        except Refused as refused:
            if refused.is_breach:
                self._account.breaches.append(
                    f"{call.request.method} {call.request.path} → {refused.status} {refused.answer().note}"
                )
            return refused.answer()

    def _admit(self, call: Call) -> None:
        headers = call.request.headers
        if headers.get("authorization") != f"Bearer {self._account.access_token}":
            why = "Confirm that the access token in the authorization header is valid."
            raise Refused(401, f"Authentication failed due to the following reason: {why}", is_breach=True)
        if call.endpoint not in self._doings:
            raise Refused(404, "Not found")
        with self._account.lock:
            if not self._account.buckets.take(call.endpoint, call.now):
                why = "The API rate limit has been exceeded. Try again later."
                raise Refused(429, why, is_breach=True)
        if "x-line-retry-key" in headers and call.endpoint not in TAKES_RETRY_KEY:
            raise Refused(400, "The retry key can't be used for this API", is_breach=True)
        if call.request.method == "POST" and call.endpoint not in WITHOUT_JSON:
            call.body = _parse(call.request)

    def _log(self, call: Call, answer: Answer) -> None:
        note = answer.note
        if call.fault:
            note = f"{note}; fault {call.fault}".lstrip("; ")
        status = answer.status if answer.ending == "send" else None
        self._account.wire.add(
            WireEntry(
                call.now,
                TO_LINE,
                call.request.method,
                call.request.path,
                status,
                call.request_id,
                answer.counted,
                note,
                answer.user_id,
            )
        )
        self._account.changed()


def _parse(request: Request) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise Refused(413, "Request exceeds the max size of 2MB", is_breach=True)
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, f"The content type, {content_type}, is not supported", is_breach=True)
    try:
        body = json.loads(request.body)
    except ValueError as error:
        line, column = getattr(error, "lineno", "-"), getattr(error, "colno", "-")
        place = f"(line: {line}, column: {column})"
        why = f"The request body could not be parsed as JSON {place}"
        raise Refused(400, why, is_breach=True) from error
    if not isinstance(body, dict):
        raise Refused(400, "The request body has 1 error(s)", [("", "must be an object")], is_breach=True)
    return body
