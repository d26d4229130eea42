"""Does one event nested too deep cost only itself, found between its neighbours without being read?"""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.line.parse import elements, envelopes, parse
from handlers.events import Unfollowed

# A busy machine must not turn a true promise into a failing test.
MODERATELY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

GOOD = json.dumps(
    {
        "type": "unfollow",
        "timestamp": 1,
        "webhookEventId": "01A",
        "source": {"type": "user", "userId": "U" + "a" * 32},
        "note": 'a ]} in words, a \\" and a [{, and ends with a \\',
    }
)
DEEP = "[" * 5000 + '"]}{[,\\"\\\\"' + "]" * 5000
DEEP_OBJECTS = '{"a,]":' * 5000 + "1" + "}" * 5000
WORDS = st.one_of(st.text(max_size=8), st.text('[]{},:"\\ \n', max_size=8))
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=15,
)


def call(*pieces: str) -> str:
    return f'{{"destination":"U0","events":[{",".join(pieces)}]}}'


@MODERATELY
@given(st.lists(ANY_JSON, max_size=5), st.booleans(), st.sampled_from([None, 1]))
def test_the_elements_of_a_list_are_found_as_json_reads_them(
    raw: list[Any], is_ascii: bool, indent: int | None
) -> None:
    body = json.dumps(
        {"destination": "U0", "events": raw, "after": [1, "]"]}, ensure_ascii=is_ascii, indent=indent
    )

    assert [json.loads(each) for each in elements(body, "events")] == raw


@pytest.mark.parametrize("odd", [DEEP, DEEP_OBJECTS], ids=["lists", "objects"])
def test_an_event_nested_too_deep_is_kept_as_malformed_and_hurts_no_neighbour(odd: str) -> None:
    before, broken, after = envelopes(call(GOOD, odd, GOOD))

    assert broken.problem == "malformed: nested too deep"
    assert broken.webhook_event_id.startswith("malformed:")
    assert odd.startswith(broken.payload)
    assert len(broken.payload) == 10_000
    for neighbour in (before, after):
        assert (neighbour.problem, neighbour.payload) == ("", GOOD)
        assert parse(neighbour.payload).event == Unfollowed(1)


def test_a_neighbour_with_a_fault_of_its_own_keeps_its_own_problem() -> None:
    found = envelopes(call('{"type":5}', DEEP, "7", '{"type":"x","source":"]"}'))

    assert [each.problem for each in found] == [
        "malformed: type",
        "malformed: nested too deep",
        "malformed: not an object",
        "malformed: webhookEventId",
    ]


def test_the_same_deep_event_twice_is_one_event() -> None:
    one, same, other = envelopes(call(DEEP, DEEP, DEEP_OBJECTS))

    assert one.webhook_event_id == same.webhook_event_id != other.webhook_event_id


@pytest.mark.parametrize("depth", range(900, 1010, 7))
def test_there_is_no_depth_at_which_a_neighbour_is_lost(depth: int) -> None:
    good, _ = envelopes(call(GOOD, "[" * depth + "]" * depth))

    assert good.problem == ""


@pytest.mark.parametrize(
    "body",
    [
        "[" * 5000,
        '{"events":' + "[" * 5000,
        '{"a":' + DEEP + "}",
        call("x", DEEP).replace("x", "[}"),
    ],
    ids=["no object", "no end", "no events", "no JSON"],
)
def test_a_deep_body_that_is_no_webhook_call_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError):
        envelopes(body)


def test_a_megabyte_of_quotes_that_never_end_is_refused_without_searching_for_hours() -> None:
    """Tried again from each quote it took a time that grew with the square of the length."""
    with pytest.raises(ValueError):
        envelopes('{"events":[' + "[" * 5000 + '\\"' * 500_000)


def test_a_megabyte_of_the_same_junk_is_read_as_one_event() -> None:
    real = {"type": "follow", "webhookEventId": "01H", "timestamp": 1, "source": {"type": "user"}}

    read = envelopes(json.dumps({"events": [{}] * 300_000 + [real, 1, "1", real]}))

    assert [each.webhook_event_id[:9] for each in read] == ["malformed", "01H", "malformed", "malformed"]
