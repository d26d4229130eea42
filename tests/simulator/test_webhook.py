"""Does the simulator deliver events as LINE does: signed, batched, repeated only when told to?"""

import base64
import hashlib
import hmac
import json
import re

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.models import UnknownEvent

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}$")


def test_the_signature_covers_the_raw_bytes_as_sent(line, bot):
    line.phone("Mali").says("สวัสดี\nค่ะ  \U0001f375")

    headers, body = bot.requests[0]
    digest = hmac.new(b"s", body, hashlib.sha256).digest()
    assert headers["x-line-signature"] == base64.b64encode(digest).decode()
    assert headers["content-type"] == "application/json; charset=utf-8"


def test_every_event_carries_the_fields_line_promises(line, bot):
    mali = line.phone("Mali")
    mali.says("hi")

    (event,) = bot.events
    assert event["mode"] == "active"
    assert event["timestamp"] == 1_790_000_000_000
    assert event["source"] == {"type": "user", "userId": mali.user_id}
    assert ULID.match(event["webhookEventId"])
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert re.match(r"U[0-9a-f]{32}$", json.loads(bot.requests[0][1])["destination"])


def test_the_real_parser_knows_everything_a_customer_can_do(line, bot):
    mali = line.phone("Mali")
    said = mali.says("hi").event["message"]["id"]
    mali.sends_sticker()
    mali.sends_image()
    mali.sends_file()
    mali.sends_location()
    mali.unsends(said)
    mali.blocks()
    mali.follows()

    parser = WebhookParser("s")
    parsed = [
        parser.parse(body.decode(), headers["x-line-signature"], as_payload=True).events[0]
        for headers, body in bot.requests
    ]
    assert not [event for event in parsed if isinstance(event, UnknownEvent)]
    assert [event.type for event in parsed] == ["message"] * 5 + ["unsend", "unfollow", "follow"]


@pytest.mark.parametrize("kind", ["unsend", "unfollow", "leave", "memberLeft"])
def test_what_cannot_be_answered_carries_no_reply_token(line, kind):
    assert "replyToken" not in line.event(line.phone("Mali"), kind)


def test_standby_events_carry_no_reply_token(line):
    event = line.event(line.phone("Mali"), "message", message={"text": "hi"}, mode="standby")

    assert "replyToken" not in event


def test_a_connection_check_is_a_signed_post_without_events(line, bot):
    assert line.send_events([]).status == 200

    assert bot.posts == [[]]


def test_one_post_may_carry_events_of_several_customers(line, bot):
    events = [line.event(line.phone(name), "message", message={"text": name}) for name in ("Mali", "Hana")]

    line.send_events(events)

    assert bot.posts == [events]


def test_a_wrong_signature_goes_out_as_given(line, bot):
    line.send_events([line.event(line.phone("Mali"), "follow")], signature="nonsense")

    assert bot.requests[0][0]["x-line-signature"] == "nonsense"


def test_raw_bytes_go_out_untouched(line, bot):
    line.post_raw(b"not json", {"x-line-signature": line.sign(b"not json")})

    assert bot.requests[0][1] == b"not json"


def test_a_refused_event_never_comes_again_while_redelivery_is_off(line, bot):
    bot.answers = [500]

    assert line.phone("Mali").says("hi").status == 500

    line.settle()
    assert len(bot.requests) == 1


def test_a_refused_event_comes_again_marked_when_redelivery_is_on(line, bot):
    line.faults.redeliveries, line.faults.redelivery_gap = 3, 0.01
    bot.answers = [500, 503]

    first = line.phone("Mali").says("hi").event

    line.settle()
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    assert bot.events == [first, again, again]


def test_redelivery_gives_up_after_the_fixed_number(line, bot):
    line.faults.redeliveries, line.faults.redelivery_gap = 2, 0.01
    bot.answers = [500] * 9

    line.phone("Mali").says("hi")

    line.settle()
    assert len(bot.requests) == 3


def test_no_answer_within_the_limit_counts_as_none(line, bot):
    line.webhook.answer_seconds = 0.05
    bot.hesitates.clear()

    delivery = line.phone("Mali").says("hi")

    assert delivery.status is None
    assert line.wire[-1].status is None


def test_nobody_listening_counts_as_no_answer(line):
    line.webhook_url = "http://127.0.0.1:9/line/webhook"

    assert line.phone("Mali").says("hi").status is None


def test_duplicates_look_exactly_alike(line, bot):
    line.faults.next("duplicate")

    event = line.phone("Mali").says("hi").event

    line.settle()
    assert bot.events == [event, event]


def test_a_reordered_event_arrives_after_the_next(line, bot):
    line.faults.next("reorder")
    mali = line.phone("Mali")

    first, second = mali.says("one").event, mali.says("two").event

    line.settle()
    assert bot.events == [second, first]


def test_a_reordered_event_arrives_even_when_nothing_follows(line, bot):
    line.faults.hold_seconds = 0.01
    line.faults.next("reorder")

    event = line.phone("Mali").says("one").event

    line.settle()
    assert bot.events == [event]


def test_mixed_events_share_one_post(line, bot):
    line.faults.next("mix")

    line.phone("Mali").says("one")
    line.phone("Hana").says("two")

    line.settle()
    (post,) = bot.posts
    assert {event["message"]["text"] for event in post} == {"one", "two"}


def test_a_burst_loses_nothing(line, bot):
    line.faults.burst_size = 5
    line.faults.next("burst", times=5)

    events = [line.phone(f"Guest {n}").says("hi").event for n in range(5)]

    line.settle()
    assert sorted(e["webhookEventId"] for e in bot.events) == sorted(e["webhookEventId"] for e in events)
