"""What does LINE do with rich menus? One method per call the publisher needs; every refusal is an OSError.

https://developers.line.biz/en/reference/messaging-api/#rich-menu. LINE allows 100 creations and 100 deletions
an hour and ten lists a second; the publisher makes a handful of each, and waits longer after each failure.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linebot.v3.messaging import (
    ApiClient,
    MessagingApi,
    MessagingApiBlob,
    RichMenuBulkLinkRequest,
    RichMenuBulkUnlinkRequest,
    RichMenuRequest,
)
from linebot.v3.messaging.exceptions import ApiException
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError

from bot.line.errors import from_status

MOST_AT_ONCE = 500  # contacts in one bulk request
_TIMEOUT = (3, 10)
_PICTURE_TIMEOUT = (3, 30)


class MenuRefused(OSError):
    """LINE said no, or nothing; `status` is 0 when there was no answer."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Published:
    """One rich menu as LINE lists it."""

    id: str
    name: str


class RichMenus:
    """The channel's rich menus, over the process's one client."""

    def __init__(self, client: ApiClient) -> None:
        self._api = MessagingApi(client)
        self._blob = MessagingApiBlob(client)

    def every(self) -> list[Published]:
        """All menus made through the API. Read as plain JSON: others may hold what the SDK does not know."""
        answer = _ask(
            lambda: self._api.get_rich_menu_list_with_http_info(
                _preload_content=False, _request_timeout=_TIMEOUT
            )
        )
        try:
            listed = json.loads(answer.raw_data)["richmenus"]
            return [Published(str(each["richMenuId"]), str(each.get("name", ""))) for each in listed]
        except (ValueError, KeyError, TypeError) as error:
            raise MenuRefused(f"unreadable list of menus: {type(error).__name__}") from None

    def create(self, menu: dict[str, Any]) -> str:
        """A new menu's id; it cannot be shown before it has a picture."""
        request = RichMenuRequest.from_dict(menu)
        made = _ask(lambda: self._api.create_rich_menu(request, _request_timeout=_TIMEOUT))
        return str(made.rich_menu_id)

    def has_picture(self, menu_id: str) -> bool:
        """Was its picture uploaded? LINE takes one only once."""
        try:
            _ask(lambda: self._blob.get_rich_menu_image(menu_id, _request_timeout=_PICTURE_TIMEOUT))
        except MenuRefused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    def upload(self, menu_id: str, kind: str, picture: bytes) -> None:
        """Its picture, for good."""
        _ask(
            lambda: self._blob.set_rich_menu_image(
                menu_id, body=picture, _headers={"Content-Type": kind}, _request_timeout=_PICTURE_TIMEOUT
            )
        )

    def default(self) -> str | None:
        """The id of the menu everybody sees who is linked to none."""
        try:
            found = _ask(lambda: self._api.get_default_rich_menu_id(_request_timeout=_TIMEOUT))
        except MenuRefused as refused:
            if refused.status in (403, 404):  # none, or one that was made elsewhere
                return None
            raise
        return str(found.rich_menu_id)

    def set_default(self, menu_id: str) -> None:
        """From now on everybody's, unless linked to another."""
        _ask(lambda: self._api.set_default_rich_menu(menu_id, _request_timeout=_TIMEOUT))

    def link(self, user_ids: list[str], menu_id: str) -> None:
        """At most MOST_AT_ONCE people see this menu, soon. One who is no friend sees nothing of it."""
        if len(user_ids) == 1:
            _ask(lambda: self._api.link_rich_menu_id_to_user(user_ids[0], menu_id, _request_timeout=_TIMEOUT))
            return
        request = RichMenuBulkLinkRequest(richMenuId=menu_id, userIds=user_ids)
        _ask(lambda: self._api.link_rich_menu_id_to_users(request, _request_timeout=_TIMEOUT))

    def unlink(self, user_ids: list[str]) -> None:
        """At most MOST_AT_ONCE people see the default again, soon."""
        if len(user_ids) == 1:
            _ask(lambda: self._api.unlink_rich_menu_id_from_user(user_ids[0], _request_timeout=_TIMEOUT))
            return
        request = RichMenuBulkUnlinkRequest(userIds=user_ids)
        _ask(lambda: self._api.unlink_rich_menu_id_from_users(request, _request_timeout=_TIMEOUT))

    def delete(self, menu_id: str) -> None:
        """Gone; it is no error when it was gone already."""
        try:
            _ask(lambda: self._api.delete_rich_menu(menu_id, _request_timeout=_TIMEOUT))
        except MenuRefused as refused:
            if refused.status != 404:
                raise


def _ask(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except ApiException as refused:
        raise MenuRefused(from_status(refused).reason, int(refused.status or 0)) from None
    except (HTTPError, OSError, UnicodeDecodeError) as error:
        raise MenuRefused(f"no answer from LINE: {type(error).__name__}") from None
    except (ValidationError, TypeError, AttributeError, RecursionError) as error:
        raise MenuRefused(f"unreadable answer from LINE: {type(error).__name__}") from None
