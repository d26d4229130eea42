"""The only file that opens a connection to LINE: reply, push, profile, and who we are."""

import json
from collections.abc import Callable
from typing import Any

from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    Message,
    MessagingApi,
    PushMessageRequest,
    ReplyMessageRequest,
)
from linebot.v3.messaging.exceptions import ApiException
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError

from bot.line.errors import Answer, Kind, from_network, from_status
from bot.line.pace import Bucket

REPLY_TIMEOUT = (1, 3)  # seconds to connect, to answer; under the sender's lease of five
PUSH_TIMEOUT = (3, 10)
ASK_TIMEOUT = (3, 10)

# What the SDK raises over a 2xx whose body is not what it expects.
_UNREADABLE = (ValidationError, TypeError, AttributeError, RecursionError)


class Line:
    """One shared client per process; make it after a fork. Never retries by itself: the outbox does."""

    def __init__(self, access_token: str, host: str = "", slots: int = 32) -> None:
        configuration = Configuration(access_token=access_token, host=host or None)
        configuration.retries = False
        configuration.connection_pool_maxsize = slots
        self._client = ApiClient(configuration)
        self._api = MessagingApi(self._client)
        self._replies, self._pushes = Bucket(), Bucket()

    def reply(self, token: str, payload: str) -> Answer:
        """Free, once per token, no retry key."""
        self._replies.take()
        return _attempt(
            lambda: ReplyMessageRequest(replyToken=token, messages=_messages(payload)),
            lambda request: self._api.reply_message_with_http_info(request, _request_timeout=REPLY_TIMEOUT),
        )

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Counted; safe to repeat with the same key for 24 hours."""
        self._pushes.take()
        return _attempt(
            lambda: PushMessageRequest(to=to, messages=_messages(payload)),
            lambda request: self._api.push_message_with_http_info(
                request, x_line_retry_key=retry_key, _request_timeout=PUSH_TIMEOUT
            ),
        )

    def profile(self, user_id: str) -> tuple[str, str] | None:
        """(display name, picture address); None when LINE will not say. Raises OSError to try later."""
        try:
            found = self._api.get_profile(user_id, _request_timeout=ASK_TIMEOUT)
            return found.display_name or "", found.picture_url or ""
        except ApiException as refused:
            if from_status(refused).kind is Kind.REFUSED:
                return None
            raise OSError(f"LINE answered {refused.status}") from None
        except (HTTPError, UnicodeDecodeError, *_UNREADABLE) as error:
            raise OSError(type(error).__name__) from None

    def chat_mode(self) -> str:
        """`chat` or `bot` as /v2/bot/info tells; empty when LINE cannot be asked now."""
        try:
            found = self._api.get_bot_info(_request_timeout=ASK_TIMEOUT)
            return str(getattr(found.chat_mode, "value", found.chat_mode) or "")
        except (ApiException, HTTPError, OSError, UnicodeDecodeError, *_UNREADABLE):
            return ""

    def close(self) -> None:
        """Let go of the kept-alive connections."""
        self._client.rest_client.pool_manager.clear()


def _messages(payload: str) -> list[Message]:
    """SDK models from the stored bytes; plain dicts in a request would be silently emptied."""
    return [Message.from_dict(each) for each in json.loads(payload)]


def _attempt(build: Callable[[], Any], call: Callable[[Any], Any]) -> Answer:
    try:
        request = build()
    except ValidationError as invalid:
        return Answer(Kind.REFUSED, f"not a message LINE knows: {invalid.errors()[0]['loc']}")
    try:
        response = call(request)
    except ApiException as refused:
        return from_status(refused)
    except (HTTPError, OSError, UnicodeDecodeError) as error:
        return from_network(error)
    except _UNREADABLE:
        # The SDK reads the answer after LINE has accepted: what it cannot read was still sent.
        return Answer(Kind.ACCEPTED, "unreadable answer")
    headers = response.headers or {}
    return Answer(Kind.ACCEPTED, "", headers.get("x-line-request-id", ""))
