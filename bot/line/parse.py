"""LINE webhook JSON to our events: anything unknown becomes Ignored, never an exception.

The SDK's webhook models are not used here: they drop the payload of kinds they do not know and
abort a whole batch on one odd event.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import events
from handlers.taps import event_of_tap

_USER = re.compile(r"U[0-9a-f]{32}\Z")
_PLACE = re.compile(r"[CR][0-9a-f]{32}\Z")
_SOURCES = {"user": ("userId", _USER), "group": ("groupId", _PLACE), "room": ("roomId", _PLACE)}
_PLAIN = re.compile(r"[\x21-\x7e]+")
_ATTACHMENTS = ("image", "video", "audio", "file")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is needed to keep one event before anybody has understood it.

    `problem` is empty, "standby" or "no contact" (kept, not acted on), or starts with "malformed".
    """

    webhook_event_id: str
    contact_key: str
    timestamp: int
    message_id: str | None
    payload: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message. Sizes and lengths are as told, 0 when not told.

    `is_external`: it lies on somebody else's server, where we do not fetch what a stranger points at.
    """

    kind: str
    file_name: str = ""
    size: int = 0
    duration_ms: int = 0
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What the contact put into the chat, for the transcript.

    `detail` may hold: quote_token and read_token (LINE's), quoted (the id of the message quoted),
    place (latitude, longitude), set (place in a set of pictures), params (what a picker was set to).
    """

    kind: str
    text: str
    line_message_id: str | None
    detail: Mapping[str, object] = field(default_factory=dict)
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One understood event."""

    event: events.Event
    timestamp: int
    reply_token: str | None
    heard: Heard | None


# More events in one call than LINE has ever sent.
_MANY = 100


def envelopes(body: str) -> list[Envelope]:
    """The events of one webhook call. Raises ValueError when the body is no webhook call at all."""
    try:
        call = _loads(body)
        if not isinstance(call, dict) or not isinstance(call.get("events"), list):
            raise ValueError("no events")  # one error for every shape that is not LINE's
        return [_envelope(each) for each in _once(call["events"])]
    except RecursionError:
        # One event is nested too deep to read; its neighbours are read one by one.
        return [_envelope_of(piece) for piece in elements(body, "events")]


def _once(events: list[Any]) -> list[Any]:
    """Without those that say the very same: a megabyte of the same junk is one event, and read as one."""
    return list({repr(each): each for each in events}.values()) if len(events) > _MANY else events


def _loads(text: str) -> Any:
    return json.loads(text, parse_int=_whole_number)


def _whole_number(digits: str) -> int | str:
    """LINE's longest number is a 13-digit moment; Python refuses to read thousands of digits at all."""
    return int(digits) if len(digits) <= 30 else digits[:30]


def _envelope_of(piece: str) -> Envelope:
    try:
        return _envelope(_loads(piece))
    except RecursionError:
        return _kept_as_malformed(_clean(piece[:10_000]), "nested too deep")


def elements(body: str, name: str) -> list[str]:
    """The texts of the elements of the array called `name` at the top, found without reading them."""
    start = body.find(f'"{name}"')
    start = body.find("[", start) if start >= 0 else -1
    if start < 0:
        raise ValueError("no events")
    found, depth, begun = [], 0, start + 1
    for mark in _MARKS.finditer(body, start + 1):
        sign = mark.group()
        if sign in "{[":
            depth += 1
        elif sign in "}]" and depth:
            depth -= 1
        elif sign in ",]" and not depth:
            found.append(body[begun : mark.start()].strip())
            begun = mark.end()
            if sign == "]":
                return [each for each in found if each]
    raise ValueError("events do not end")


# Strings whole, so that the brackets inside them are not counted. One that does not end reaches to the
# end of the body, and nothing is tried twice: a megabyte of quotes would else be searched for hours.
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],]', re.DOTALL)


def _envelope(raw: Any) -> Envelope:
    payload = json.dumps(raw, ensure_ascii=False)
    if not _is_utf8(payload):
        payload = json.dumps(raw)
    problem = _malformed(raw)
    if problem:
        return _kept_as_malformed(payload, problem)
    key = _contact_key(raw.get("source"))
    return Envelope(
        webhook_event_id=raw["webhookEventId"],
        contact_key=key,
        timestamp=raw["timestamp"],
        message_id=_message_id(raw),
        payload=payload,
        problem="standby" if raw.get("mode") == "standby" else "" if key else "no contact",
    )


def _kept_as_malformed(payload: str, problem: str) -> Envelope:
    """Under a key of its own content, so that the same junk twice is one row."""
    digest = hashlib.sha256(payload.encode("utf-8", "replace")).hexdigest()[:40]
    return Envelope(f"malformed:{digest}", "", 0, None, payload, f"malformed: {problem}")


def _malformed(raw: Any) -> str:
    """What makes this event impossible to keep in order, in LINE's own field names."""
    if not isinstance(raw, dict):
        return "not an object"
    if not isinstance(raw.get("type"), str):
        return "type"
    event_id, moment = raw.get("webhookEventId"), raw.get("timestamp")
    if not isinstance(event_id, str) or not re.fullmatch(r"[\x21-\x7e]{1,100}", event_id):
        return "webhookEventId"
    if not isinstance(moment, int) or isinstance(moment, bool) or not 0 <= moment < 2**53:
        return "timestamp"
    return ""


def _contact_key(source: Any) -> str:
    """The user in a one-to-one chat, the group or room otherwise, empty when there is nobody."""
    if not isinstance(source, dict):
        return ""
    field, shape = _SOURCES.get(str(source.get("type")), ("", _USER))
    value = source.get(field)
    return value if isinstance(value, str) and shape.match(value) else ""


def _message_id(raw: dict[str, Any]) -> str | None:
    message = raw.get("message")
    return _short(message.get("id")) if isinstance(message, dict) else None


def parse(payload: str) -> Arrival:
    """A kept event understood."""
    raw = json.loads(payload)
    kind = raw.get("type", "") if isinstance(raw, dict) else ""
    if not kind:
        return Arrival(events.Ignored("unsent"), 0, None, None)
    event, heard = _understand(kind, raw)
    return Arrival(event, raw["timestamp"], _short(raw.get("replyToken"), 300), heard)


def _understand(kind: str, raw: dict[str, Any]) -> tuple[events.Event, Heard | None]:
    if not _USER.match(_contact_key(raw.get("source"))):
        return (events.GroupJoined() if kind == "join" else events.Ignored(f"group {kind}")), None
    inner = raw.get({"follow": "follow", "unsend": "unsend", "postback": "postback"}.get(kind, "message"))
    body: dict[str, Any] = inner if isinstance(inner, dict) else {}
    if kind == "message":
        return _message(body)
    if kind == "messageEdited":
        return _edited(body)
    if kind == "postback":
        return _tap(_clean(body.get("data")), body.get("params"))
    if kind == "follow":
        return events.Followed(raw["timestamp"], body.get("isUnblocked") is True), None
    if kind == "unfollow":
        return events.Unfollowed(raw["timestamp"]), None
    if kind == "unsend" and (unsent := _short(body.get("messageId"))):
        return events.MessageUnsent(unsent), None
    return events.Ignored(kind), None


def _message(message: dict[str, Any]) -> tuple[events.Event, Heard | None]:
    kind = message.get("type")
    identity = _short(message.get("id"))
    detail = _beside(message)
    if kind == "text" and isinstance(message.get("text"), str):
        text = _clean(message["text"])
        return events.TextReceived(text), Heard("text", text, identity, detail)
    if kind == "sticker":
        return events.StickerReceived(), Heard("sticker", _mood(message), identity, detail)
    if kind in _ATTACHMENTS:
        attached = _attached(str(kind), message)
        heard = Heard(str(kind), attached.file_name, identity, detail, attached)
        return events.AttachmentReceived(str(kind), *_picture_set(message)), heard
    if kind == "location":
        spot = _spot(message)
        detail |= {"place": spot} if spot else {}
        return events.LocationReceived(), Heard("location", _place(message), identity, detail)
    return events.Ignored(f"message {_clean(kind)[:40]}"), Heard("unknown", "", identity, detail)


def _edited(message: dict[str, Any]) -> tuple[events.Event, Heard | None]:
    """LINE sends these from groups only, as of 2026; one from a chat changes the words in place."""
    identity, words = _short(message.get("id")), message.get("text")
    if identity is None or not isinstance(words, str):
        return events.Ignored("messageEdited"), None
    return events.MessageEdited(identity, _clean(words)), None


_BESIDE = (("quote_token", "quoteToken"), ("read_token", "markAsReadToken"), ("quoted", "quotedMessageId"))


def _beside(message: dict[str, Any]) -> dict[str, object]:
    """What LINE says about a message beside its content."""
    found = ((ours, message.get(lines)) for ours, lines in _BESIDE)
    detail: dict[str, object] = {ours: kept for ours, kept in found if _is_token(kept)}
    images = message.get("imageSet")
    if isinstance(images, dict):
        places = {key: images.get(key) for key in ("index", "total")}
        detail |= {"set": places} if all(isinstance(each, int) for each in places.values()) else {}
    return detail


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]{1,500}", value) is not None


def _mood(message: dict[str, Any]) -> str:
    """A sticker in words: those written on it, else LINE's keywords for it."""
    if isinstance(message.get("text"), str) and message["text"].strip():
        return _clean(message["text"])
    words = message.get("keywords")
    return _clean(", ".join(str(each) for each in words[:3])) if isinstance(words, list) else ""


def _attached(kind: str, message: dict[str, Any]) -> Attached:
    provider = message.get("contentProvider")
    return Attached(
        kind=kind,
        file_name=_clean(message.get("fileName"))[:300],
        size=_count(message.get("fileSize")),
        duration_ms=_count(message.get("duration")),
        is_external=isinstance(provider, dict) and provider.get("type") == "external",
    )


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    return int(value) if is_count else 0


def _picture_set(message: dict[str, Any]) -> tuple[str, int]:
    """The set a picture was sent in and how many are in it; LINE leaves the number out at times."""
    sent = message.get("imageSet")
    if not isinstance(sent, dict):
        return "", 0
    total = sent.get("total")
    return _short(sent.get("id")) or "", total if isinstance(total, int) and 0 < total <= 100 else 0


def _place(message: dict[str, Any]) -> str:
    """Its name and address, and where it is: people send bare pins too."""
    named = [_clean(message.get("title")), _clean(message.get("address"))]
    if spot := _spot(message):
        named.append(f"{spot[0]:.6f}, {spot[1]:.6f}")
    return " · ".join(filter(None, named))


def _spot(message: dict[str, Any]) -> tuple[float, float] | None:
    """Latitude and longitude, where both are numbers a map has."""
    spot = (message.get("latitude"), message.get("longitude"))
    if not all(isinstance(each, int | float) and abs(each) <= 180 for each in spot):
        return None
    return float(spot[0] or 0), float(spot[1] or 0)


def _tap(data: str, params: Any = None) -> tuple[events.Event, Heard | None]:
    chosen = params if isinstance(params, dict) else {}
    if "status" in chosen:
        return events.Ignored("rich menu switch"), None  # another tab of the menu: nothing was said
    moment = next((_clean(chosen[mode]) for mode in _MOMENTS if isinstance(chosen.get(mode), str)), "")
    detail = {"params": {"moment": moment}} if moment else {}
    return event_of_tap(data), Heard("tap", moment.replace("T", " ") or data, None, detail)


_MOMENTS = ("date", "time", "datetime")


def _clean(value: Any) -> str:
    """Text both databases accept: no NUL, no lone surrogate."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _short(value: Any, most: int = 64) -> str | None:
    """An identifier of LINE's as our columns hold it; None for anything else."""
    if isinstance(value, str) and len(value) <= most and _PLAIN.fullmatch(value):
        return value
    return None


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
