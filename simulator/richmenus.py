"""What does LINE answer to each call about rich menus?"""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

from simulator.account import Account, Call
from simulator.actions import check_rich_menu_action
from simulator.exchange import Answer, Refused, as_json
from simulator.findings import MISSING, Findings, graphemes
from simulator.pictures import check_menu_picture
from simulator.rules import USER_ID

MOST_MENUS = MOST_ALIASES = 1000
MOST_BULK = 500
ALIAS = re.compile(r"[a-z0-9_-]{1,32}$")


def check_menu(menu: dict[str, Any]) -> list[tuple[str, str]]:
    found = Findings()
    size = menu.get("size")
    if not isinstance(size, dict):
        found.add("size", MISSING)
    else:
        found.number(size, "size", "width", 800, 2500)
        found.number(size, "size", "height", 250, 2500)
        if not found.problems and size["width"] / size["height"] < 1.45:
            found.add("size", "width divided by height must be at least 1.45")
    if not isinstance(menu.get("selected"), bool):
        found.add("selected", MISSING)
    found.text(menu, "richmenu", "name", 300)
    found.text(menu, "richmenu", "chatBarText", 14, unit=graphemes)
    for place, area in found.objects(menu, "", "areas", 0, 20):
        bounds = area.get("bounds")
        if isinstance(bounds, dict):
            for key, low in (("x", 0), ("y", 0), ("width", 1), ("height", 1)):
                found.number(bounds, f"{place}.bounds", key, low, 2500)
        else:
            found.add(f"{place}.bounds", MISSING)
        check_rich_menu_action(found, area.get("action"), f"{place}.action")
    return found.problems


def validate(call: Call) -> Answer:
    _refuse(check_menu(call.body), is_breach=False)
    return Answer(200)


def create(call: Call) -> Answer:
    _refuse(check_menu(call.body))
    menus = call.account.rich_menus
    with call.account.lock:
        if len(menus.menus) >= MOST_MENUS:
            raise Refused(400, "The number of rich menus exceeds the limit", is_breach=True)
        menu_id = f"richmenu-{uuid.uuid4().hex}"
        menus.menus[menu_id] = {"richMenuId": menu_id, **call.body}
        menus.keep()
    return Answer(200, as_json({"richMenuId": menu_id}))


def every(call: Call) -> Answer:
    return Answer(200, as_json({"richmenus": list(call.account.rich_menus.menus.values())}))


def one(call: Call) -> Answer:
    return Answer(200, as_json(_find(call.account, str(call.parts[0]))))


def delete(call: Call) -> Answer:
    menus = call.account.rich_menus
    with call.account.lock:
        menu_id = _find(call.account, str(call.parts[0]))["richMenuId"]
        del menus.menus[menu_id]
        menus.pictures.pop(menu_id, None)
        menus.aliases = {alias: target for alias, target in menus.aliases.items() if target != menu_id}
        menus.linked = {user: target for user, target in menus.linked.items() if target != menu_id}
        if menus.default == menu_id:
            menus.default = None
        menus.keep()
    return Answer(200)


def upload(call: Call) -> Answer:
    menus, kind = call.account.rich_menus, call.request.headers.get("content-type", "")
    with call.account.lock:
        menu_id = _find(call.account, str(call.parts[0]))["richMenuId"]
        check_menu_picture(kind, call.request.body)
        if menu_id in menus.pictures:
            raise Refused(400, "An image has already been uploaded to the richmenu", is_breach=True)
        menus.pictures[menu_id] = [kind, base64.b64encode(call.request.body).decode()]
        menus.keep()
    return Answer(200)


def download(call: Call) -> Answer:
    picture = call.account.rich_menus.picture(str(call.parts[0]))
    if picture is None:
        raise Refused(404, "Not found")
    return Answer(200, picture[1], content_type=picture[0])


def set_default(call: Call) -> Answer:
    with call.account.lock:
        call.account.rich_menus.default = _with_picture(call.account, str(call.parts[0]))
        call.account.rich_menus.keep()
    return Answer(200)


def get_default(call: Call) -> Answer:
    menu_id = call.account.rich_menus.default
    if menu_id is None:
        raise Refused(404, "no default richmenu")
    return Answer(200, as_json({"richMenuId": menu_id}))


def clear_default(call: Call) -> Answer:
    with call.account.lock:
        call.account.rich_menus.default = None
        call.account.rich_menus.keep()
    return Answer(200)


def link(call: Call) -> Answer:
    with call.account.lock:
        menu_id = _with_picture(call.account, str(call.parts[1]))
        _set_links(call.account, [str(call.parts[0])], menu_id)
    return Answer(200, user_id=call.parts[0])


def linked(call: Call) -> Answer:
    menu_id = call.account.rich_menus.linked.get(_user(str(call.parts[0])))
    if menu_id is None:
        raise Refused(404, "the user has no richmenu")
    return Answer(200, as_json({"richMenuId": menu_id}), user_id=call.parts[0])


def unlink(call: Call) -> Answer:
    with call.account.lock:
        _set_links(call.account, [str(call.parts[0])], None)
    return Answer(200, user_id=call.parts[0])


def bulk(call: Call) -> Answer:
    ids = call.body.get("userIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_BULK:
        _refuse([("userIds", f"Size must be between 1 and {MOST_BULK}")])
    with call.account.lock:
        is_link = call.parts[0] == "link"
        menu_id = _with_picture(call.account, str(call.body.get("richMenuId"))) if is_link else None
        _set_links(call.account, [str(one) for one in ids or []], menu_id)
    return Answer(202)


def save_alias(call: Call) -> Answer:
    """Create when the path names no alias, else point the named one elsewhere."""
    menus, named = call.account.rich_menus, call.parts[0] if call.parts else None
    alias = str(named or call.body.get("richMenuAliasId"))
    with call.account.lock:
        if not ALIAS.match(alias):
            _refuse([("richMenuAliasId", "is invalid")])
        if named is None and alias in menus.aliases:
            raise Refused(400, "conflict richmenu alias id")
        if named is not None and alias not in menus.aliases:
            raise Refused(404, "Not found")
        if named is None and len(menus.aliases) >= MOST_ALIASES:
            raise Refused(400, "The number of rich menu aliases exceeds the limit", is_breach=True)
        menus.aliases[alias] = _with_picture(call.account, str(call.body.get("richMenuId")))
        menus.keep()
    return Answer(200)


def every_alias(call: Call) -> Answer:
    pairs = call.account.rich_menus.aliases.items()
    return Answer(200, as_json({"aliases": [_alias(alias, menu_id) for alias, menu_id in pairs]}))


def one_alias(call: Call) -> Answer:
    alias = str(call.parts[0])
    if alias not in call.account.rich_menus.aliases:
        raise Refused(404, "Not found")
    return Answer(200, as_json(_alias(alias, call.account.rich_menus.aliases[alias])))


def delete_alias(call: Call) -> Answer:
    with call.account.lock:
        if call.account.rich_menus.aliases.pop(str(call.parts[0]), None) is None:
            raise Refused(404, "Not found")
        call.account.rich_menus.keep()
    return Answer(200)


def switch(account: Account, user_id: str, alias: str) -> dict[str, str]:
    """The platform itself links the customer to another menu; the params of the postback that follows."""
    with account.lock:
        menu_id = account.rich_menus.aliases.get(alias)
        if menu_id is None:
            return {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
        _set_links(account, [user_id], menu_id)
    return {"newRichMenuAliasId": alias, "status": "SUCCESS"}


def _alias(alias: str, menu_id: str) -> dict[str, str]:
    return {"richMenuAliasId": alias, "richMenuId": menu_id}


def _find(account: Account, menu_id: str) -> dict[str, Any]:
    menu = account.rich_menus.menus.get(menu_id)
    if menu is None:
        raise Refused(404, "Not found")
    return menu


def _with_picture(account: Account, menu_id: str) -> str:
    _find(account, menu_id)
    if menu_id not in account.rich_menus.pictures:
        raise Refused(400, "must upload richmenu image before applying it to user", is_breach=True)
    return menu_id


def _user(user_id: str) -> str:
    if not USER_ID.match(user_id):
        raise Refused(400, "The value for the 'userId' parameter is invalid", is_breach=True)
    return user_id


def _set_links(account: Account, user_ids: list[str], menu_id: str | None) -> None:
    """Friends only; for anybody else LINE answers the same and changes nothing."""
    for user_id in user_ids:
        phone = account.find_phone(_user(user_id))
        if phone is None or phone.status != "friend":
            continue
        if menu_id is None:
            account.rich_menus.linked.pop(user_id, None)
        else:
            account.rich_menus.linked[user_id] = menu_id
    account.rich_menus.keep()


def _refuse(problems: list[tuple[str, str]], *, is_breach: bool = True) -> None:
    if problems:
        raise Refused(400, f"The request body has {len(problems)} error(s)", problems, is_breach=is_breach)
