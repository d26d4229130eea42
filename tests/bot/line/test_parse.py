"""Does each kind of LINE event become the right event of ours, and odd ones nothing worse than Ignored?"""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.line.parse import Arrival, Envelope, envelopes, parse
from handlers import events

PAYLOADS = Path(__file__).parents[2] / "payloads"
MALI = "U" + "4a6d" * 8
GROUP = "C" + "5b7e" * 8
ROOM = "R" + "6c8f" * 8


def genuine(name: str) -> dict[str, Any]:
    """The one event of a stored webhook call."""
    (event,) = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))["events"]
    assert isinstance(event, dict)
    return event


def kept(*raw: object) -> list[Envelope]:
    """What is kept of these events."""
    return envelopes(json.dumps({"destination": "U0", "events": list(raw)}))


def arrival(raw: object) -> Arrival:
    (envelope,) = kept(raw)
    assert not envelope.problem
    return parse(envelope.payload)


IMAGE_SET = "E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855"
UNDERSTOOD: dict[str, tuple[events.Event, tuple[str, str] | None]] = {
    "message-text": (events.TextReceived("ค่าส่งเท่าไหร่คะ 😊"), ("text", "ค่าส่งเท่าไหร่คะ 😊")),
    "message-text-decorated": (
        events.TextReceived("@Baicha (brown) hello $"),
        ("text", "@Baicha (brown) hello $"),
    ),
    "message-image": (
        events.AttachmentReceived("image", IMAGE_SET, 2),
        ("image", ""),
    ),
    "message-image-external": (events.AttachmentReceived("image"), ("image", "")),
    "message-video": (events.AttachmentReceived("video"), ("video", "")),
    "message-audio": (events.AttachmentReceived("audio"), ("audio", "")),
    "message-file": (events.AttachmentReceived("file"), ("file", "ใบเสร็จ.pdf")),
    "message-location": (
        events.LocationReceived(),
        ("location", "บ้าน · 99 ถนนตัวอย่าง กรุงเทพฯ · 13.756300, 100.501800"),
    ),
    "message-location-bare": (events.LocationReceived(), ("location", "13.756300, 100.501800")),
    "message-sticker": (events.StickerReceived(), ("sticker", "cony, sally, happy")),
    "message-unknown": (events.Ignored("message hologram"), ("unknown", "")),
    "message-redelivered": (events.TextReceived("again"), ("text", "again")),
    "unsend": (events.MessageUnsent("500000000000000001"), None),
    "follow": (events.Followed(1790000000000), None),
    "follow-unblocked": (events.Followed(1790000000000, is_unblocked=True), None),
    "unfollow": (events.Unfollowed(1790000000000), None),
    "postback-person": (events.PersonAskedFor(), ("tap", "person")),
    "postback-article": (events.ChoiceTapped("delivery-fee"), ("tap", "article:delivery-fee")),
    "postback-date": (events.Ignored("postback"), ("tap", "2026-12-25 01:00")),
    "postback-time": (events.Ignored("postback"), ("tap", "17:30")),
    "postback-datetime": (events.Ignored("postback"), ("tap", "2026-12-01 09:30")),
    "postback-menu": (events.Ignored("rich menu switch"), None),
    "postback-menu-failed": (events.Ignored("rich menu switch"), None),
    "message-image-set": (events.AttachmentReceived("image", IMAGE_SET, 2), ("image", "")),
    "message-quote": (events.TextReceived("อันนี้ค่ะ"), ("text", "อันนี้ค่ะ")),
    "message-sticker-text": (events.StickerReceived(), ("sticker", "ขอบคุณนะคะ")),
    "message-edited-chat": (events.MessageEdited("500000000000000051", "สีแดงค่ะ"), None),
    "deactivated": (events.Ignored("deactivated"), None),
    "video-play-complete": (events.Ignored("videoPlayComplete"), None),
    "beacon": (events.Ignored("beacon"), None),
    "account-link": (events.Ignored("accountLink"), None),
    "membership": (events.Ignored("membership"), None),
    "delivery": (events.Ignored("delivery"), None),
    "activated": (events.Ignored("activated"), None),
    "join": (events.GroupJoined(), None),
    "join-room": (events.GroupJoined(), None),
    "leave": (events.Ignored("group leave"), None),
    "member-joined": (events.Ignored("group memberJoined"), None),
    "member-left": (events.Ignored("group memberLeft"), None),
    "message-edited": (events.Ignored("group messageEdited"), None),
    "message-group": (events.Ignored("group message"), None),
    "message-room": (events.Ignored("group message"), None),
}
NOT_ACTED_ON = {
    "bot-resumed": "no contact",
    "module-detached": "no contact",
    "follow-standby": "standby",
    "message-standby": "standby",
    "account-link-failed": "no contact",
    "module": "no contact",
    "bot-suspended": "no contact",
}


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_each_kind_of_event_is_understood(name: str) -> None:
    raw = {**genuine(name), "timestamp": 1790000000000}
    event, heard = UNDERSTOOD[name]

    found = arrival(raw)

    assert (found.event, found.timestamp) == (event, 1790000000000)
    assert found.reply_token == raw.get("replyToken")
    assert (found.heard and (found.heard.kind, found.heard.text)) == heard
    if found.heard and found.heard.kind != "tap":
        assert found.heard.line_message_id == raw["message"]["id"]


@pytest.mark.parametrize("name", NOT_ACTED_ON)
def test_what_is_not_for_us_is_kept_with_the_reason(name: str) -> None:
    raw = genuine(name)

    (envelope,) = kept(raw)

    assert envelope.problem == NOT_ACTED_ON[name]
    assert json.loads(envelope.payload) == raw
    assert envelope.webhook_event_id == raw["webhookEventId"]


def test_every_stored_payload_is_tried_here() -> None:
    stored = {path.stem for path in PAYLOADS.glob("*.json")}

    assert stored == {*UNDERSTOOD, *NOT_ACTED_ON, "empty"}


def test_a_connection_check_holds_no_events() -> None:
    assert envelopes((PAYLOADS / "empty.json").read_text("utf-8")) == []


def test_an_envelope_carries_what_orders_and_identifies_the_event() -> None:
    raw = genuine("message-text")

    (envelope,) = kept(raw)

    assert envelope == Envelope(
        webhook_event_id=raw["webhookEventId"],
        contact_key=MALI,
        timestamp=raw["timestamp"],
        message_id=raw["message"]["id"],
        payload=json.dumps(raw, ensure_ascii=False),
    )


@pytest.mark.parametrize(("name", "key"), [("message-group", GROUP), ("message-room", ROOM)])
def test_a_group_or_room_is_its_own_contact_never_its_member(name: str, key: str) -> None:
    (envelope,) = kept(genuine(name))

    assert (envelope.contact_key, envelope.problem) == (key, "")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({"type": None}, "type"),
        ({"type": 5}, "type"),
        ({"webhookEventId": None}, "webhookEventId"),
        ({"webhookEventId": ""}, "webhookEventId"),
        ({"webhookEventId": 7}, "webhookEventId"),
        ({"webhookEventId": "a b"}, "webhookEventId"),
        ({"webhookEventId": "ก"}, "webhookEventId"),
        ({"webhookEventId": "a\0"}, "webhookEventId"),
        ({"webhookEventId": "a\n"}, "webhookEventId"),
        ({"webhookEventId": "a" * 101}, "webhookEventId"),
        ({"timestamp": None}, "timestamp"),
        ({"timestamp": True}, "timestamp"),
        ({"timestamp": "1790000000000"}, "timestamp"),
        ({"timestamp": 1.5}, "timestamp"),
        ({"timestamp": -1}, "timestamp"),
        ({"timestamp": 2**53}, "timestamp"),
    ],
)
def test_a_malformed_event_is_kept_by_name_of_its_fault_and_hurts_no_neighbour(
    fault: dict[str, object], problem: str
) -> None:
    good = genuine("message-text")
    bad = {**genuine("follow"), **fault}

    before, broken, after = kept(good, bad, genuine("unfollow"))

    assert (before.problem, after.problem) == ("", "")
    assert broken.problem == f"malformed: {problem}"
    assert json.loads(broken.payload) == bad
    assert broken.webhook_event_id.startswith("malformed:")


@pytest.mark.parametrize("digits", ["9" * 31, "9" * 5000, "-" + "9" * 30])
def test_a_moment_longer_than_any_clock_is_malformed_and_hurts_no_neighbour(digits: str) -> None:
    body = json.dumps({"events": [genuine("message-text"), {**genuine("follow"), "timestamp": "LONG"}]})

    good, broken = envelopes(body.replace('"LONG"', digits))

    assert (good.problem, broken.problem) == ("", "malformed: timestamp")
    assert json.loads(broken.payload)["timestamp"] == digits[:30]


def test_a_long_number_where_nobody_looks_hurts_nothing() -> None:
    body = json.dumps({"events": [{**genuine("message-text"), "extra": "LONG"}]})

    (envelope,) = envelopes(body.replace('"LONG"', "9" * 5000))

    assert envelope.problem == ""
    assert isinstance(parse(envelope.payload).event, events.TextReceived)


@pytest.mark.parametrize("raw", [None, 5, "follow", [], [[]], True, 1.5])
def test_an_event_that_is_no_object_is_kept_for_inspection(raw: object) -> None:
    (envelope,) = kept(raw)

    assert envelope.problem == "malformed: not an object"
    assert json.loads(envelope.payload) == raw


def test_the_same_malformed_event_twice_is_one_event_and_two_are_two() -> None:
    one, same, other = kept({"type": 5}, {"type": 5}, {"type": 6})

    assert one.webhook_event_id == same.webhook_event_id != other.webhook_event_id


@pytest.mark.parametrize(
    "body",
    ["", "x", "null", "[]", "5", '"events"', "{}", '{"events": null}', '{"events": {}}', "{", "\ufeff{}"],
)
def test_a_body_that_is_no_webhook_call_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):
        envelopes(body)


@pytest.mark.parametrize(
    "source",
    [
        None,
        5,
        [],
        {},
        {"type": "user"},
        {"type": "user", "userId": None},
        {"type": "user", "userId": "U123"},
        {"type": "user", "userId": MALI.upper()},
        {"type": "user", "userId": MALI + "\n"},
        {"type": "user", "userId": "L" + "a" * 67},
        {"userId": MALI},
        {"type": None, "userId": MALI},
        {"type": ["user"], "userId": MALI},
        {"type": "User", "userId": MALI},
        {"type": "openchat", "openChatId": "x", "userId": MALI},
        {"type": "user", "groupId": GROUP},
        {"type": "group", "userId": MALI},
        {"type": "room", "groupId": GROUP, "userId": MALI},
        {"type": "group", "groupId": "C1", "userId": MALI},
        {"type": "room", "roomId": ROOM + "0", "userId": MALI},
    ],
)
def test_a_source_nobody_can_answer_is_no_contact(source: object) -> None:
    (envelope,) = kept({**genuine("message-text"), "source": source})

    assert (envelope.contact_key, envelope.problem) == ("", "no contact")


def test_the_type_of_a_source_decides_which_identity_counts() -> None:
    everything = {"userId": MALI, "groupId": GROUP, "roomId": ROOM}

    keys = [
        kept({**genuine("message-text"), "source": {**everything, "type": kind}})[0].contact_key
        for kind in ("user", "group", "room")
    ]

    assert keys == [MALI, GROUP, ROOM]


def test_a_source_left_out_is_no_contact() -> None:
    raw = genuine("follow")
    del raw["source"]

    assert kept(raw)[0].problem == "no contact"


@pytest.mark.parametrize("token", [None, "", 5, [], {"a": 1}, "\ud800", "a\0b", "ก", "x" * 301, "a b"])
def test_a_reply_token_of_no_known_shape_is_none(token: object) -> None:
    assert arrival({**genuine("message-text"), "replyToken": token}).reply_token is None


@pytest.mark.parametrize(
    "inner", [None, 5, "x", [], {}, {"type": None}, {"type": 5}, {"type": "text", "text": 5}]
)
def test_a_message_without_its_content_is_unknown(inner: object) -> None:
    found = arrival({**genuine("message-text"), "message": inner})

    assert isinstance(found.event, events.Ignored)
    assert found.heard is not None
    assert (found.heard.kind, found.heard.text, found.heard.line_message_id) == ("unknown", "", None)


@pytest.mark.parametrize("identity", [None, 5, "", "a b", "ก", "a" * 65, "1\n"])
def test_a_message_id_of_no_known_shape_is_none(identity: object) -> None:
    raw = genuine("message-text")
    raw["message"]["id"] = identity

    assert kept(raw)[0].message_id is None
    heard = arrival(raw).heard
    assert heard is not None
    assert heard.line_message_id is None


@pytest.mark.parametrize("inner", [None, {}, {"messageId": None}, {"messageId": 5}, {"messageId": ""}, []])
def test_an_unsend_that_names_no_message_is_ignored(inner: object) -> None:
    assert arrival({**genuine("unsend"), "unsend": inner}).event == events.Ignored("unsend")


@pytest.mark.parametrize("inner", [None, {}, {"isUnblocked": "true"}, {"isUnblocked": 1}, [True]])
def test_a_follow_is_a_return_only_when_line_says_true(inner: object) -> None:
    raw = {**genuine("follow"), "follow": inner}

    assert arrival(raw).event == events.Followed(raw["timestamp"], is_unblocked=False)


@pytest.mark.parametrize(
    "inner", [None, {}, {"data": None}, {"data": 5}, {"data": ["person"]}, {"data": "Person"}]
)
def test_a_tap_on_something_not_ours_is_ignored(inner: object) -> None:
    assert arrival({**genuine("postback-person"), "postback": inner}).event == events.Ignored("postback")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"latitude": 13, "longitude": -0.5}, "13.000000, -0.500000"),
        ({"latitude": 35.65910807942215, "longitude": 139.70372892916202}, "35.659108, 139.703729"),
        ({"title": "บ้าน", "latitude": 13.5}, "บ้าน"),
        ({"address": "99", "latitude": "13.5", "longitude": None}, "99"),
        ({"title": 5, "address": None}, ""),
    ],
)
def test_a_place_is_told_by_what_is_known_of_it(place: dict[str, object], told: str) -> None:
    raw = {**genuine("message-location-bare"), "message": {"id": "1", "type": "location", **place}}

    heard = arrival(raw).heard

    assert heard is not None
    assert heard.text == told


@pytest.mark.parametrize("keywords", [None, 5, "hello", {"a": 1}, []])
def test_a_sticker_needs_no_keywords(keywords: object) -> None:
    raw = genuine("message-sticker")
    raw["message"]["keywords"] = keywords

    found = arrival(raw)

    assert found.event == events.StickerReceived()
    assert found.heard is not None
    assert found.heard.text == ""


def test_text_no_database_could_store_is_made_storable() -> None:
    body = json.dumps({"events": [genuine("message-text")]}).replace(
        '"text": "', '"text": "a\\u0000b\\ud83dc\\ud83d\\ude0a'
    )

    (envelope,) = envelopes(body)
    found = parse(envelope.payload)

    envelope.payload.encode()
    assert "\0" not in envelope.payload
    assert isinstance(found.event, events.TextReceived)
    assert found.event.text.startswith("a\ufffdb?c😊")


def test_what_an_unsend_has_blanked_is_ignored() -> None:
    assert parse("{}") == Arrival(events.Ignored("unsent"), 0, None, None)


def test_an_event_nested_deeply_is_still_an_event() -> None:
    raw = genuine("message-text")
    body = json.dumps({"events": [{**raw, "extra": "DEEP"}]}).replace('"DEEP"', "[" * 500 + "]" * 500)

    (envelope,) = envelopes(body)

    assert isinstance(parse(envelope.payload).event, events.TextReceived)
