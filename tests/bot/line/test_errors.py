"""Is every refusal of LINE sorted by what we should do next?"""

import json
import socket

import pytest
from linebot.v3.messaging.exceptions import ApiException
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from bot.line.errors import Answer, Kind, from_network, from_status

HERE = HTTPConnection("127.0.0.1", 9)
POOL = HTTPConnectionPool("127.0.0.1", 9)
REQUEST = {"x-line-request-id": "r1"}
TOO_FAST = "The API rate limit has been exceeded. Try again later."
ODD_DETAILS: list[object] = [
    *(5, True, "x", {"property": "x"}, [5, None, "x", []], [{}]),
    *([{"property": None}], [{"property": ""}], [{"property": 0}], [{"property": {}}]),
]
OVER_QUOTA = "You have reached your monthly limit."


def answered(status: int, body: object, headers: dict[str, str] | None = None) -> Answer:
    error = ApiException(status=status, reason="x")
    error.body = body if isinstance(body, str | bytes | None) else json.dumps(body)
    error.headers = REQUEST if headers is None else headers
    return from_status(error)


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Invalid reply token", Kind.TOKEN_INVALID),
        (400, "The request body has 1 error(s)", Kind.REFUSED),
        (400, "Failed to send messages", Kind.REFUSED),
        (401, "Authentication failed", Kind.REFUSED),
        (401, "Invalid reply token", Kind.REFUSED),
        (403, "Access to this API is not available for your account", Kind.REFUSED),
        (404, "Not found", Kind.REFUSED),
        (410, "Gone", Kind.REFUSED),
        (413, "Request Entity Too Large", Kind.REFUSED),
        (415, "The content type is not supported", Kind.REFUSED),
        (423, "Locked", Kind.REFUSED),
        (429, TOO_FAST, Kind.TOO_FAST),
        (429, "", Kind.TOO_FAST),
        (429, OVER_QUOTA, Kind.OVER_QUOTA),
        (500, "Internal Server Error", Kind.UNKNOWN),
        (502, "Bad Gateway", Kind.UNKNOWN),
        (503, "", Kind.UNKNOWN),
        (504, "", Kind.UNKNOWN),
        (302, "", Kind.UNKNOWN),
        (0, "", Kind.UNKNOWN),
    ],
)
def test_a_status_and_its_message_decide_what_to_do(status: int, message: str, kind: Kind) -> None:
    answer = answered(status, {"message": message})

    assert answer == Answer(kind, f"{status} {message}".strip(), "r1")


def test_a_repeat_of_an_accepted_push_is_a_success_under_the_first_request() -> None:
    headers = {**REQUEST, "x-line-accepted-request-id": "r0"}

    answer = answered(409, {"message": "The retry key is already accepted"}, headers)

    assert answer == Answer(Kind.ALREADY_ACCEPTED, "", "r0")


def test_the_property_line_blames_is_told() -> None:
    details = [
        {"message": "Length must be between 0 and 5000", "property": "messages[0].text"},
        {"message": "?"},
    ]

    answer = answered(400, {"message": "The request body has 1 error(s)", "details": details})

    assert answer == Answer(Kind.REFUSED, "400 The request body has 1 error(s) messages[0].text", "r1")


@pytest.mark.parametrize(("odd", "told"), [(5, "5"), (["a"], "['a']"), (True, "True")])
def test_a_blamed_property_that_is_no_text_is_told_as_it_is(odd: object, told: str) -> None:
    answer = answered(400, {"message": "bad", "details": [{"property": odd}]})

    assert answer == Answer(Kind.REFUSED, f"400 bad {told}", "r1")


def test_an_invalid_token_is_known_with_empty_details_too() -> None:
    assert answered(400, {"message": "Invalid reply token", "details": []}).kind is Kind.TOKEN_INVALID


@pytest.mark.parametrize(
    "body",
    [
        *(None, "", "<html>proxy</html>", "[]", "5", "null", b"\xff\xfe", '"x"', {}, {"details": None}),
        *({"details": odd} for odd in ODD_DETAILS),
        *(deep * 100_000 for deep in ("[", '{"details":', '{"message":[')),
    ],
    ids=lambda body: str(body)[:30],
)
@pytest.mark.parametrize(("status", "kind"), [(400, Kind.REFUSED), (429, Kind.TOO_FAST), (503, Kind.UNKNOWN)])
def test_a_body_that_says_nothing_leaves_the_status(status: int, kind: Kind, body: object) -> None:
    assert answered(status, body) == Answer(kind, str(status), "r1")


def test_a_long_explanation_is_cut() -> None:
    assert len(answered(400, {"message": "x" * 5000}).reason) < 400


def test_no_headers_are_no_error() -> None:
    error = ApiException(status=500, reason="x")

    assert from_status(error) == Answer(Kind.UNKNOWN, "500")


@pytest.mark.parametrize(
    "error",
    [
        NewConnectionError(HERE, "refused"),
        NameResolutionError("api.line.me", HERE, socket.gaierror(-2, "unknown")),
        ConnectTimeoutError(),
        MaxRetryError(POOL, "/", NewConnectionError(HERE, "refused")),
        MaxRetryError(POOL, "/", ConnectTimeoutError()),
    ],
)
def test_a_connection_never_made_has_sent_nothing(error: Exception) -> None:
    assert from_network(error).kind is Kind.NOT_SENT


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(POOL, "/", "slow"),
        ProtocolError("Connection aborted."),
        MaxRetryError(POOL, "/", ReadTimeoutError(POOL, "/", "slow")),
        ConnectionResetError(),
        BrokenPipeError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ],
)
def test_what_breaks_after_connecting_may_have_arrived(error: Exception) -> None:
    assert from_network(error).kind is Kind.UNKNOWN
