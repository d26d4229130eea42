"""Which call is which endpoint, and what does each do?"""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator import asking, menubatch, richmenus, sending
from simulator.account import Call
from simulator.exchange import Answer

Doing = Callable[[Call], Answer]
Route = tuple[str, re.Pattern[str], str, Doing]


def _route(method: str, path: str, name: str, doing: Doing) -> Route:
    return method, re.compile(f"/v2/bot/{path}$"), name, doing


# Order matters only where one pattern could swallow another: `list` and `alias` before `{richMenuId}`.
ROUTES: list[Route] = [
    _route("POST", "message/reply", "reply", sending.reply),
    _route("POST", "message/push", "push", sending.push),
    _route("POST", "message/multicast", "multicast", sending.multicast),
    _route(
        "POST",
        "message/validate/(reply|push|multicast|narrowcast|broadcast)",
        "validate",
        sending.validate,
    ),
    _route("GET", "profile/([^/]+)", "profile", asking.profile),
    _route("GET", "message/quota", "quota", asking.quota),
    _route("GET", "message/quota/consumption", "consumption", asking.consumption),
    _route("GET", "message/([^/]+)/content(/preview|/transcoding)?", "content", asking.content),
    _route("GET", "info", "info", asking.info),
    _route("POST", "chat/loading/start", "loading", asking.loading),
    _route("POST", "chat/markAsRead", "markAsRead", asking.mark_as_read),
    _route("POST", "richmenu", "richmenu_create", richmenus.create),
    _route("POST", "richmenu/validate", "richmenu_validate", richmenus.validate),
    _route("POST", "richmenu/validate/batch", "richmenu_validate_batch", menubatch.validate),
    _route("POST", "richmenu/batch", "richmenu_batch", menubatch.batch),
    _route("GET", "richmenu/progress/batch", "richmenu_progress", menubatch.progress),
    _route("GET", "richmenu/list", "richmenu_list", richmenus.every),
    _route("POST", "richmenu/bulk/(link|unlink)", "richmenu_bulk", richmenus.bulk),
    _route("POST", "richmenu/alias", "richmenu_alias_create", richmenus.save_alias),
    _route("GET", "richmenu/alias/list", "richmenu_alias_list", richmenus.every_alias),
    _route("POST", "richmenu/alias/([^/]+)", "richmenu_alias_update", richmenus.save_alias),
    _route("GET", "richmenu/alias/([^/]+)", "richmenu_alias", richmenus.one_alias),
    _route("DELETE", "richmenu/alias/([^/]+)", "richmenu_alias_delete", richmenus.delete_alias),
    _route("GET", "richmenu/([^/]+)", "richmenu", richmenus.one),
    _route("DELETE", "richmenu/([^/]+)", "richmenu_delete", richmenus.delete),
    _route("POST", "richmenu/([^/]+)/content", "richmenu_upload", richmenus.upload),
    _route("GET", "richmenu/([^/]+)/content", "richmenu_image", richmenus.download),
    _route("POST", "user/all/richmenu/([^/]+)", "richmenu_set_default", richmenus.set_default),
    _route("GET", "user/all/richmenu", "richmenu_default", richmenus.get_default),
    _route("DELETE", "user/all/richmenu", "richmenu_clear_default", richmenus.clear_default),
    _route("POST", "user/([^/]+)/richmenu/([^/]+)", "richmenu_link", richmenus.link),
    _route("GET", "user/([^/]+)/richmenu", "richmenu_linked", richmenus.linked),
    _route("DELETE", "user/([^/]+)/richmenu", "richmenu_unlink", richmenus.unlink),
]
