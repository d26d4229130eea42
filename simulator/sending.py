"""What happens to a reply, a push or a multicast: who gets it, what it costs, why it is refused?"""

from __future__ import annotations

from typing import Any

from simulator.account import Accepted, Account, Call
from simulator.allowances import KEY_SECONDS, KeyUse
from simulator.events import is_quote_token_of, new_message_id, quote_token
from simulator.exchange import Answer, Refused, as_json
from simulator.phones import bubble_from
from simulator.rules import CHAT_ID, QUOTABLE, RETRY_KEY, USER_ID, check_send

MOST_RECIPIENTS = 500


def reply(call: Call) -> Answer:
    account = call.account
    token_text = call.body.get("replyToken")
    if not isinstance(token_text, str) or not token_text:
        _refuse_problems([("replyToken", "must be specified")])
    with account.lock:
        token = account.tokens.find(str(token_text))
        _refuse_problems(check_send(call.body, "reply", _quotes_of(token.chat_id if token else "")))
        if token is None:
            raise Refused(400, "Invalid reply token", is_breach=True)
        if call.fault == "token_expired":
            token.is_dead = True
        if not token.is_fresh(call.now):
            # The same bytes again may be an honest retry after an answer that was lost; other bytes are not.
            reused = token.used_for not in (None, call.digest)
            raise Refused(400, "Invalid reply token", is_breach=reused)
        account.tokens.use(token, call.digest)
        sent = _deliver(call, token.chat_id, reply_token=token.token)
    note = "free" if _reaches(account, token.chat_id, call.now) else "free; not delivered"
    return Answer(200, as_json({"sentMessages": sent}), user_id=token.chat_id, note=note)


def push(call: Call) -> Answer:
    account = call.account
    to = call.body.get("to")
    if not isinstance(to, str) or not CHAT_ID.match(to) or to == account.bot_user_id:
        raise Refused(400, _invalid("to"), is_breach=True)
    with account.lock:
        _retry_key(call)
        _refuse_problems(check_send(call.body, "push", _quotes_of(to)))
        if account.find_phone(to) is None:
            raise Refused(400, "Failed to send messages", is_breach=True)
        count = int(_reaches(account, to, call.now))
        _spend(call, count)
        sent = _deliver(call, to)
        _burn(call, sent)
    note = "counted" if count else "not delivered, not counted"
    return Answer(200, as_json({"sentMessages": sent}), counted=count, user_id=to, note=note)


def multicast(call: Call) -> Answer:
    account = call.account
    recipients = _recipients(call.body.get("to"))
    with account.lock:
        _retry_key(call)
        _refuse_problems(check_send(call.body, "multicast", lambda token: False))
        known = [to for to in recipients if account.find_phone(to)]
        strays = set(recipients).difference(known)
        account.breaches.extend(f"multicast to {to}, who is unknown to this channel" for to in sorted(strays))
        count = sum(_reaches(account, to, call.now) and _is_friend(account, to) for to in known)
        _spend(call, count)
        for to in known:
            _deliver(call, to)
        _burn(call, None)
    note = f"counted {count} of {len(recipients)}"
    return Answer(200, counted=count, user_id=recipients[0] if len(recipients) == 1 else None, note=note)


def validate(call: Call) -> Answer:
    _refuse_problems(check_send(call.body, str(call.parts[0]), lambda token: True), is_breach=False)
    return Answer(200)


def _recipients(to: Any) -> list[str]:
    if not isinstance(to, list) or not 1 <= len(to) <= MOST_RECIPIENTS:
        _refuse_problems([("to", f"Size must be between 1 and {MOST_RECIPIENTS}")])
    for index, user_id in enumerate(to):
        if not isinstance(user_id, str) or not USER_ID.match(user_id):
            raise Refused(400, _invalid(f"to[{index}]"), is_breach=True)
    return list(dict.fromkeys(to))


def _invalid(name: str) -> str:
    return f"The property, '{name}', in the request body is invalid (line: -, column: -)"


def _refuse_problems(problems: list[tuple[str, str]], *, is_breach: bool = True) -> None:
    if problems:
        raise Refused(400, f"The request body has {len(problems)} error(s)", problems, is_breach=is_breach)


def _quotes_of(chat_id: str) -> Any:
    return lambda token: is_quote_token_of(chat_id, token)


def _is_friend(account: Account, chat_id: str) -> bool:
    """A multicast, unlike a push, never reaches who only wrote (reference: send-multicast-message)."""
    phone = account.find_phone(chat_id)
    return phone is not None and phone.status == "friend"


def _reaches(account: Account, chat_id: str, now: float) -> bool:
    phone = account.find_phone(chat_id)
    return phone is not None and phone.is_reached(now)


def _retry_key(call: Call) -> None:
    """Refuse a malformed key, answer 409 to one already accepted (docs: retrying-api-request)."""
    key = call.request.headers.get("x-line-retry-key")
    if key is None:
        return
    if not RETRY_KEY.match(key):
        raise Refused(400, "The retry key is invalid", is_breach=True)
    use = call.account.retry_keys.find(key.lower())
    if use is None:
        return
    if call.now - use.at > KEY_SECONDS:
        call.account.breaches.append(f"retry key {key} used again after 24 hours: a new send")
        return
    if use.digest != call.digest:
        call.account.breaches.append(f"retry key {key} used again for something else")
    extra = {} if use.sent is None else {"sentMessages": use.sent}
    headers = {"x-line-accepted-request-id": use.request_id}
    raise Refused(409, "The retry key is already accepted", headers=headers, extra=extra)


def _burn(call: Call, sent: list[dict[str, str]] | None) -> None:
    key = call.request.headers.get("x-line-retry-key")
    if key:
        call.account.retry_keys.burn(KeyUse(key.lower(), call.digest, call.request_id, call.now, sent))


def _spend(call: Call, count: int) -> None:
    quota = call.account.quota
    if call.fault == "429_monthly" or not quota.has_room(count, call.now):
        raise Refused(429, "You have reached your monthly limit.")
    quota.add(count, call.now)


def _deliver(call: Call, chat_id: str, reply_token: str | None = None) -> list[dict[str, str]]:
    """Put the bubbles on the phone, if they reach it, and write down that LINE accepted them."""
    account, via = call.account, call.endpoint
    if chat_id in account.standby and via != "reply":
        account.breaches.append(f"{via} to {chat_id} while another channel holds the chat (standby)")
    messages = call.body["messages"]
    ids = [new_message_id() for _ in messages]
    reached = _reaches(account, chat_id, call.now) and (via != "multicast" or _is_friend(account, chat_id))
    phone = account.find_phone(chat_id)
    if phone is not None and reached:
        pairs = zip(messages, ids, strict=True)
        phone.hear([bubble_from(message, via, call.now, message_id) for message, message_id in pairs])
    key = call.request.headers.get("x-line-retry-key")
    account.accepted.append(
        Accepted(call.now, chat_id, messages, via, key, call.request_id, reply_token, call.fault, reached)
    )
    return [_sent(message, message_id, chat_id) for message, message_id in zip(messages, ids, strict=True)]


def _sent(message: dict[str, Any], message_id: str, chat_id: str) -> dict[str, str]:
    if message["type"] in QUOTABLE:
        return {"id": message_id, "quoteToken": quote_token(chat_id, message_id)}
    return {"id": message_id}
