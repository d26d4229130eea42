"""The only file that opens a connection to LINE: reply, push, multicast, profile, files, and who we are."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
)
from linebot.v3.messaging.exceptions import ApiException
from pydantic.v1 import ValidationError
from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from bot.clock import stopwatch
from bot.line.errors import Answer, Gone, Kind, from_network, from_status
from bot.line.pace import Bucket
from bot.line.richmenus import RichMenus

REPLY_TIMEOUT = (1, 3)  # seconds to connect, to answer; under the sender's lease of five
PUSH_TIMEOUT = (3, 10)
ASK_TIMEOUT = (3, 10)
COURTESY_TIMEOUT = (1, 3)  # for what is worth nothing a moment later
CONTENT_SECONDS = 120.0  # the longest a file may take as a whole
CONTENT_HOST = "https://api-data.line.me"
_CHUNK = 256 * 1024
LOADING_PER_SECOND = 100

# What the SDK raises over a 2xx whose body is not what it expects.
_UNREADABLE = (ValidationError, TypeError, AttributeError, RecursionError)


class _StoredReply(ReplyMessageRequest):
    """Says the stored messages as they are stored.

    Reading them into the SDK's models and back would give the same bytes for a third of a send's
    processor time; handed over as plain dicts the SDK would silently empty them.
    """

    def to_dict(self) -> dict[str, Any]:
        """The request's body."""
        return {"replyToken": self.reply_token, "messages": self.messages}


class _StoredPush(PushMessageRequest):
    """The same for a push."""

    def to_dict(self) -> dict[str, Any]:
        """The request's body."""
        return {"to": self.to, "messages": self.messages}


class _StoredMulticast(MulticastRequest):
    """The same for many at once."""

    def to_dict(self) -> dict[str, Any]:
        """The request's body."""
        units = self.custom_aggregation_units
        return {"to": self.to, "messages": self.messages, "customAggregationUnits": units}


class Line:
    """One shared client per process; make it after a fork. Never retries by itself: the outbox does."""

    def __init__(self, access_token: str, host: str = "", slots: int = 32) -> None:
        configuration = Configuration(access_token=access_token, host=host or None)
        configuration.retries = False
        configuration.connection_pool_maxsize = slots
        self._client = ApiClient(configuration)
        self._api = MessagingApi(self._client)
        self.rich_menus = RichMenus(self._client)
        self._replies, self._pushes = Bucket(), Bucket()
        self._loadings = Bucket(LOADING_PER_SECOND)

    def reply(self, token: str, payload: str) -> Answer:
        """Free, once per token, no retry key."""
        self._replies.take()
        request = _StoredReply.construct(reply_token=token, messages=json.loads(payload))
        return _attempt(
            lambda: self._api.reply_message_with_http_info(request, _request_timeout=REPLY_TIMEOUT)
        )

    def push(self, to: str, payload: str, retry_key: str) -> Answer:
        """Counted; safe to repeat with the same key for 24 hours."""
        self._pushes.take()
        request = _StoredPush.construct(to=to, messages=json.loads(payload))
        return _attempt(
            lambda: self._api.push_message_with_http_info(
                request, x_line_retry_key=retry_key, _request_timeout=PUSH_TIMEOUT
            ),
        )

    def multicast(self, to: list[str], payload: str, retry_key: str, unit: str) -> Answer:
        """Counted for each it reaches; safe to repeat, exactly the same, for 24 hours.

        Not paced here: LINE's 200 a second are shared by all processes (bot/store/buckets.py).
        """
        request = _StoredMulticast.construct(
            to=to, messages=json.loads(payload), custom_aggregation_units=[unit]
        )
        return _attempt(
            lambda: self._api.multicast_with_http_info(
                request, x_line_retry_key=retry_key, _request_timeout=PUSH_TIMEOUT
            ),
        )

    def quota(self) -> tuple[int | None, int]:
        """(messages allowed this month, None for no limit; used so far). Raises OSError to try later."""
        try:
            allowed = self._api.get_message_quota(_request_timeout=ASK_TIMEOUT)
            used = self._api.get_message_quota_consumption(_request_timeout=ASK_TIMEOUT)
            return allowed.value if allowed.type == "limited" else None, int(used.total_usage)
        except ApiException as refused:
            raise OSError(f"LINE answered {refused.status}") from None
        except (HTTPError, UnicodeDecodeError, *_UNREADABLE) as error:
            raise OSError(type(error).__name__) from None

    def profile(self, user_id: str) -> tuple[str, str, str] | None:
        """(display name, picture address, language); None when LINE will not say. OSError: try later."""
        try:
            found = self._api.get_profile(user_id, _request_timeout=ASK_TIMEOUT)
            return found.display_name or "", found.picture_url or "", found.language or ""
        except ApiException as refused:
            if from_status(refused).kind is Kind.REFUSED:
                return None
            raise OSError(f"LINE answered {refused.status}") from None
        except (HTTPError, UnicodeDecodeError, *_UNREADABLE) as error:
            raise OSError(type(error).__name__) from None

    @contextmanager
    def content(self, message_id: str) -> Iterator[Iterator[bytes]]:
        """A file a customer sent, piece by piece. Raises Gone, or OSError to try later (202 included).

        Not through the SDK: it reads a whole video into memory, and gives None for a 202.
        """
        configuration = self._client.configuration
        host = configuration.host or CONTENT_HOST
        url = f"{host}/v2/bot/message/{quote(message_id, safe='')}/content"
        headers = {"Authorization": f"Bearer {configuration.access_token}"}
        connect, read = ASK_TIMEOUT
        try:
            answer = self._client.rest_client.pool_manager.request(
                "GET", url, headers=headers, preload_content=False, timeout=Timeout(connect, read)
            )
        except HTTPError as error:
            raise OSError(type(error).__name__) from None
        try:
            if answer.status in (400, 403, 404, 410):
                raise Gone(f"LINE answered {answer.status}")
            if answer.status != 200:
                raise OSError(f"LINE answered {answer.status}")
            yield _pieces(answer)
            answer.release_conn()
        finally:
            answer.close()

    def show_loading(self, user_id: str, seconds: int) -> None:
        """Three dots in the customer's chat; nobody minds when it does not work."""
        self._loadings.take()
        request = ShowLoadingAnimationRequest(chat_id=user_id, loading_seconds=seconds)
        _quietly(lambda: self._api.show_loading_animation(request, _request_timeout=COURTESY_TIMEOUT))

    def mark_as_read(self, token: str) -> bool:
        """Show this message, and all before it, as read; was it taken?"""
        request = MarkMessagesAsReadByTokenRequest(mark_as_read_token=token)
        call = self._api.mark_messages_as_read_by_token
        return _quietly(lambda: call(request, _request_timeout=COURTESY_TIMEOUT))

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


def _pieces(answer: Any) -> Iterator[bytes]:
    """The body as it comes; a line that trickles for minutes is given up."""
    deadline = stopwatch() + CONTENT_SECONDS
    try:
        for piece in answer.stream(_CHUNK):
            if stopwatch() > deadline:
                raise OSError("the file took too long")
            yield piece
    except HTTPError as error:
        raise OSError(type(error).__name__) from None


def _quietly(call: Callable[[], Any]) -> bool:
    try:
        call()
    except (ApiException, HTTPError, OSError, UnicodeDecodeError, *_UNREADABLE):
        return False
    return True


def _attempt(call: Callable[[], Any]) -> Answer:
    try:
        response = call()
    except ApiException as refused:
        return from_status(refused)
    except (HTTPError, OSError, UnicodeDecodeError) as error:
        return from_network(error)
    except _UNREADABLE:
        # The SDK reads the answer after LINE has accepted: what it cannot read was still sent.
        return Answer(Kind.ACCEPTED, "unreadable answer")
    headers = response.headers or {}
    sent = getattr(response.data, "sent_messages", None) or ()
    line_ids = ",".join(str(each.id) for each in sent)
    return Answer(Kind.ACCEPTED, "", headers.get("x-line-request-id", ""), line_ids)
