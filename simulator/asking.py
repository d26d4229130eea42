"""What does LINE answer when the bot asks, rather than sends?"""

from __future__ import annotations

from simulator.account import Call
from simulator.events import is_read_token
from simulator.exchange import Answer, Refused, as_json
from simulator.phones import BLOCKED, STRANGER
from simulator.rules import USER_ID


def quota(call: Call) -> Answer:
    limit = call.account.quota.limit
    return Answer(200, as_json({"type": "none"} if limit is None else {"type": "limited", "value": limit}))


def consumption(call: Call) -> Answer:
    with call.account.lock:
        return Answer(200, as_json({"totalUsage": call.account.quota.used(call.now)}))


def info(call: Call) -> Answer:
    account = call.account
    return Answer(
        200,
        as_json(
            {
                "userId": account.bot_user_id,
                "basicId": "@000baicha",
                "displayName": account.display_name,
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        ),
    )


def profile(call: Call) -> Answer:
    user_id = str(call.parts[0])
    if not USER_ID.match(user_id):
        raise Refused(400, "The value for the 'userId' parameter is invalid", is_breach=True)
    phone = call.account.find_phone(user_id)
    unseen = (
        phone is None or phone.status == BLOCKED or (phone.status == STRANGER and not phone.last_spoke_at)
    )
    if phone is None or unseen:
        raise Refused(404, "Not found")
    shown = {"userId": user_id, "displayName": phone.name, "language": phone.language}
    return Answer(200, as_json(shown), user_id=user_id)


def loading(call: Call) -> Answer:
    chat_id = call.body.get("chatId")
    if not isinstance(chat_id, str) or not USER_ID.match(chat_id):
        raise Refused(400, "The value for the 'chatId' parameter is invalid", is_breach=True)
    seconds = call.body.get("loadingSeconds", 20)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 5 <= seconds <= 60:
        raise _bad_seconds("Must be between 5 and 60")
    if seconds % 5:
        raise _bad_seconds("must be a multiple of five")
    phone = call.account.find_phone(chat_id)
    if phone is not None and phone.is_reached(call.now):
        phone.loading_until = call.now + seconds
    return Answer(202, user_id=chat_id, note="free")


def _bad_seconds(why: str) -> Refused:
    return Refused(400, "The request body has 1 error(s)", [("loadingSeconds", why)], is_breach=True)


def mark_as_read(call: Call) -> Answer:
    if not is_read_token(call.body.get("markAsReadToken")):
        problem = [("markAsReadToken", "is invalid")]
        raise Refused(400, "The request body has 1 error(s)", problem, is_breach=True)
    return Answer(200, note="free")


def content(call: Call) -> Answer:
    """What a customer sent: 410 once unsent, 404 when there is none, 202 while it is made ready
    (reference: get-content)."""
    message_id, part = str(call.parts[0]), call.parts[1]
    is_unsent = call.account.media(message_id)
    file = call.account.files.find(message_id)
    if is_unsent is None:
        raise Refused(404, "Not found")
    if is_unsent:
        raise Refused(410, "The message was unsent")
    if file is None:
        raise Refused(400, "The message has no content", is_breach=True)
    is_waiting = call.fault == "content_202" or file.preparing > 0
    if part == "/transcoding":
        if file.kind not in ("video", "audio"):
            raise Refused(400, "The message is not a video or audio", is_breach=True)
        return Answer(200, as_json({"status": "processing" if is_waiting else "succeeded"}))
    if part == "/preview" and file.kind not in ("image", "video"):
        raise Refused(400, "The message has no preview", is_breach=True)
    if is_waiting:
        file.preparing = max(0, file.preparing - 1)
        return Answer(202, b"")
    return Answer(200, file.body, content_type=file.content_type)
