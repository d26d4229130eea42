"""How are many customers moved from menu to menu at once? (reference: batch-control-rich-menus)"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.account import Call
from simulator.exchange import Answer, Refused, as_json
from simulator.findings import Findings

MOST_OPERATIONS = 1000
KINDS = ("link", "unlink", "unlinkAll")
RESUME_KEY = re.compile(r"[0-9A-Za-z_-]{1,100}$")
KEPT_SECONDS = 14 * 24 * 3600


def validate(call: Call) -> Answer:
    _refuse(_check(call), is_breach=False)
    return Answer(200)


def batch(call: Call) -> Answer:
    """LINE does it some time after the 202; here it is done by then."""
    _refuse(_check(call), is_breach=True)
    menus = call.account.rich_menus
    with call.account.lock:
        for operation in call.body["operations"]:
            _carry_out(menus.linked, operation)
        menus.batches[call.request_id] = call.now
        menus.keep()
    return Answer(202)


def progress(call: Call) -> Answer:
    asked = parse_qs(urlsplit(call.request.path).query).get("requestId", [""])[-1]
    at = call.account.rich_menus.batches.get(asked)
    if at is None or call.now - at > KEPT_SECONDS:
        raise Refused(404, "Not found")
    moment = f"{int(at)}"
    return Answer(200, as_json({"phase": "succeeded", "acceptedTime": moment, "completedTime": moment}))


def _check(call: Call) -> list[tuple[str, str]]:
    found = Findings()
    given = found.objects(call.body, "", "operations", 1, MOST_OPERATIONS)
    for where, operation in given:
        _check_one(found, call, where, operation)
    kinds = [operation.get("type") for _, operation in given]
    if "unlinkAll" in kinds and len(kinds) > 1:
        found.add("operations", "unlinkAll can't be used with other operations")
    sources = [operation.get("from") for _, operation in given if operation.get("type") != "unlinkAll"]
    if len(set(map(str, sources))) < len(sources):
        found.add("operations", "the same `from` is used more than once")
    key = call.body.get("resumeRequestKey")
    if key is not None and not (isinstance(key, str) and RESUME_KEY.match(key)):
        found.add("resumeRequestKey", "is invalid")
    return found.problems


def _check_one(found: Findings, call: Call, where: str, operation: dict[str, Any]) -> None:
    found.choice(operation, where, "type", KINDS)
    needed = {"link": ("from", "to"), "unlink": ("from",)}.get(str(operation.get("type")), ())
    for key in needed:
        found.text(operation, where, key, 100)
        if operation.get(key) and operation[key] not in call.account.rich_menus.menus:
            found.add(f"{where}.{key}", "no such rich menu")


def _carry_out(linked: dict[str, str], operation: dict[str, Any]) -> None:
    kind, source = operation["type"], operation.get("from")
    for user_id in [one for one, menu_id in linked.items() if kind == "unlinkAll" or menu_id == source]:
        if kind == "link":
            linked[user_id] = operation["to"]
        else:
            del linked[user_id]


def _refuse(problems: list[tuple[str, str]], *, is_breach: bool) -> None:
    if problems:
        raise Refused(400, f"The request body has {len(problems)} error(s)", problems, is_breach=is_breach)
