"""LINE's refusals sorted by what we should do next: the outbox alone acts on them."""

import json
from dataclasses import dataclass
from enum import Enum

from linebot.v3.messaging.exceptions import ApiException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

# LINE remembers a retry key for 24 hours (reference: retry-api-request); a retry after that would be a
# second message.
KEY_LIFE_MS = int(23.5 * 3_600_000)


class Gone(Exception):
    """LINE does not have it, and will not have it later; the message is LINE's own words."""


class Kind(Enum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    ALREADY_ACCEPTED = "already accepted"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    TOO_FAST = "too fast"
    OVER_QUOTA = "over quota"
    TOKEN_INVALID = "reply token invalid"  # noqa: S105 – a name, not a secret
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What LINE said. `reason` is for people: status and LINE's own words, never ours or a contact's.

    `line_ids`: LINE's ids of the bubbles it took, comma between.
    """

    kind: Kind
    reason: str = ""
    request_id: str = ""
    line_ids: str = ""


def from_network(error: Exception) -> Answer:
    """Connection never made: certainly not sent. Anything later: nobody knows."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, NewConnectionError | ConnectTimeoutError):
        return Answer(Kind.NOT_SENT, type(cause).__name__)
    return Answer(Kind.UNKNOWN, type(error).__name__)


def from_status(error: ApiException) -> Answer:
    """LINE answered with something other than 2xx.

    The two meanings of 429 and the used-up reply token can only be told apart by LINE's message text.
    """
    headers = error.headers or {}
    request_id = headers.get("x-line-request-id", "")
    status, message = int(error.status or 0), _message(error.body)
    reason = f"{status} {message}".strip()
    if status == 409:
        return Answer(Kind.ALREADY_ACCEPTED, "", headers.get("x-line-accepted-request-id", request_id))
    if status == 429:
        kind = Kind.OVER_QUOTA if "monthly limit" in message else Kind.TOO_FAST
        return Answer(kind, reason, request_id)
    if status == 400 and message == "Invalid reply token":
        return Answer(Kind.TOKEN_INVALID, reason, request_id)
    if 400 <= status < 500:
        return Answer(Kind.REFUSED, reason, request_id)
    return Answer(Kind.UNKNOWN, reason, request_id)


def _message(body: object) -> str:
    """LINE's own `message`, and the property it blames."""
    try:
        parsed = json.loads(body) if isinstance(body, str | bytes) else {}
    except (ValueError, RecursionError):
        return ""
    if not isinstance(parsed, dict):
        return ""
    details = parsed.get("details")
    listed = details if isinstance(details, list) else []
    blamed = [str(each.get("property") or "") for each in listed if isinstance(each, dict)]
    return " ".join([str(parsed.get("message", "")), *filter(None, blamed)])[:300]
