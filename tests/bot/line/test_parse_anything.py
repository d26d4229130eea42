"""Whatever stands in a webhook call: is it kept, and does understanding it never fail?"""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.line.parse import envelopes, parse

# A busy machine must not turn a true promise into a failing test.
MODERATELY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = [
    *("type", "mode", "timestamp", "source", "webhookEventId", "replyToken", "message", "postback", "follow"),
    *("unsend", "userId", "groupId", "roomId", "id", "text", "data", "messageId", "isUnblocked", "title"),
    *("address", "fileName", "keywords", "events", "destination"),
]
KINDS = [
    "message",
    "text",
    "image",
    "sticker",
    "location",
    "file",
    "follow",
    "unfollow",
    "unsend",
    "postback",
]
WORDS = st.one_of(
    st.sampled_from([*KINDS, "join", "user", "group", "U" + "a" * 32, "C" + "b" * 32, "person", "article:x"]),
    st.text(max_size=8),
    st.sampled_from(["\0", "\ud800", "\udc00x", "\u2028"]),
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(0, 2**60), st.floats(allow_nan=True), WORDS
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=3)), inner, max_size=6),
    ),
    max_leaves=12,
)
NEARLY_EVENTS = st.fixed_dictionaries(
    {
        "type": st.one_of(st.sampled_from([*KINDS, "join", ""]), WORDS),
        "timestamp": st.integers(0, 2**53 - 1),
        "webhookEventId": st.sampled_from(["01A", "01B"]),
        "source": st.one_of(
            st.just({"type": "user", "userId": "U" + "a" * 32}),
            st.just({"type": "group", "groupId": "C" + "b" * 32}),
            ANY_JSON,
        ),
    },
    optional=dict.fromkeys(("mode", "replyToken", "message", "postback", "follow", "unsend"), ANY_JSON),
)


@MODERATELY
@given(st.one_of(ANY_JSON, st.fixed_dictionaries({"events": ANY_JSON})))
def test_a_call_is_read_or_refused_with_a_value_error(call: Any) -> None:
    try:
        found = envelopes(json.dumps(call))
    except ValueError:
        return

    assert len(found) == len(call["events"])


@MODERATELY
@given(st.text(max_size=60))
def test_a_call_that_is_no_json_is_refused_with_a_value_error(body: str) -> None:
    with contextlib.suppress(ValueError):
        json.loads(body)
        assume(False)  # it happens to be JSON: another test's

    with pytest.raises(ValueError):
        envelopes(body)


@MODERATELY
@given(st.lists(st.one_of(NEARLY_EVENTS, ANY_JSON), max_size=4))
def test_what_is_kept_can_be_stored_and_is_always_understood(raw: list[Any]) -> None:
    for envelope in envelopes(json.dumps({"events": raw})):
        stored = (envelope.payload, envelope.webhook_event_id, envelope.contact_key, envelope.problem)
        for column in stored:
            column.encode()
            assert "\0" not in column
        assert 0 <= envelope.timestamp < 2**53
        if not envelope.problem:
            arrival = parse(envelope.payload)
            heard = (arrival.heard.text, arrival.heard.kind) if arrival.heard else ()
            for column in heard:
                column.encode()
                assert "\0" not in column
            assert arrival.timestamp in (envelope.timestamp, 0)
