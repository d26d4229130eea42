"""Do our messages keep within what LINE takes, counted as LINE counts?"""

import json
from typing import Any

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linebot.v3.messaging import TextMessage

from bot.line.render import BUBBLES, QUICK_REPLIES, TEXT_UNITS, Bubble, payload, shorten, split, units

# A busy machine must not turn a true promise into a failing test.
MODERATELY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FAMILY = "👨‍👩‍👧‍👦"  # one cluster, 11 UTF-16 units
FLAG = "🇹🇭"  # one cluster, 4 units
THAI = "ที่นี่ค่ะ"
CLUSTERS = st.lists(st.sampled_from(["a", "ก", "ที่", "น้ำ", "é", "e\u0301", "😊", FAMILY, FLAG, "\r\n", " "]))


def clusters(text: str) -> list[str]:
    return list(regex.findall(r"\X", text))


def sent(*bubbles: Bubble) -> list[dict[str, Any]]:
    messages = json.loads(payload(bubbles))
    assert isinstance(messages, list)
    return messages


def chips(message: dict[str, Any]) -> list[tuple[str, str]]:
    actions = [each["action"] for each in message["quickReply"]["items"]]
    return [(each["data"], each["label"]) for each in actions]


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("a", 1), ("ก", 1), ("ที่", 3), ("😊", 2), (FAMILY, 11), (FLAG, 4)]
)
def test_length_is_counted_in_utf_16_units(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize("text", ["", "a", "a" * TEXT_UNITS, "😊" * (TEXT_UNITS // 2)])
def test_what_fits_stays_whole(text: str) -> None:
    assert split(text) == [text]


def test_one_unit_too_many_makes_a_second_piece() -> None:
    assert [units(each) for each in split("a" * (TEXT_UNITS + 1))] == [TEXT_UNITS, 1]
    assert [units(each) for each in split("a" + "😊" * (TEXT_UNITS // 2))] == [TEXT_UNITS - 1, 2]


@pytest.mark.parametrize("before", ["", "b", "b" * TEXT_UNITS])
@pytest.mark.parametrize("mark", ["\u0301", "\u0e48", "\U0001d165"])
def test_a_cluster_longer_than_a_whole_message_is_cut_all_the_same(before: str, mark: str) -> None:
    text = before + "a" + mark * TEXT_UNITS

    pieces = split(text)

    assert "".join(pieces) == text
    assert all(0 < units(each) <= TEXT_UNITS for each in pieces)


@MODERATELY
@given(CLUSTERS.map("".join), st.integers(11, 40))
def test_pieces_join_to_the_original_each_within_the_limit_and_no_cluster_broken(
    text: str, limit: int
) -> None:
    pieces = split(text, limit)

    assert "".join(pieces) == text
    assert all(units(each) <= limit for each in pieces)
    assert all(pieces) or pieces == [""]
    assert [cluster for each in pieces for cluster in clusters(each)] == clusters(text)


@MODERATELY
@given(CLUSTERS.map("".join), st.integers(1, 20))
def test_a_shortened_text_ends_between_clusters(text: str, graphemes: int) -> None:
    short = shorten(text, graphemes)

    if len(clusters(text)) <= graphemes:
        assert short == text
    else:
        assert len(clusters(short)) == graphemes
        assert short.endswith("…")
        assert clusters(text)[: graphemes - 1] == clusters(short)[:-1]


def test_a_bubble_is_a_text_message_the_client_library_knows() -> None:
    (message,) = sent(Bubble(THAI))

    assert message == {"type": "text", "text": THAI}
    assert TextMessage.from_dict(message).text == THAI


def test_options_are_taps_that_show_what_was_tapped() -> None:
    (message,) = sent(Bubble("?", (("person", "คุยกับเจ้าหน้าที่"),)))

    assert message["quickReply"] == {
        "items": [
            {
                "type": "action",
                "action": {
                    "type": "postback",
                    "label": "คุยกับเจ้าหน้าที่",
                    "data": "person",
                    "displayText": "คุยกับเจ้าหน้าที่",
                },
            }
        ]
    }


def test_all_options_ride_on_the_last_bubble_once_each() -> None:
    first, last = sent(
        Bubble("1", (("person", "A person"), ("a", "A"))), Bubble("2", (("b", "B"), ("person", "A person")))
    )

    assert "quickReply" not in first
    assert chips(last) == [("person", "A person"), ("a", "A"), ("b", "B")]


def test_a_text_cut_in_pieces_carries_its_options_on_the_last_piece() -> None:
    *others, last = sent(Bubble("a" * (TEXT_UNITS * 2 + 1), (("person", "A person"),)))

    assert len(others) == 2
    assert not any("quickReply" in each for each in others)
    assert chips(last) == [("person", "A person")]


def test_no_more_chips_than_line_shows() -> None:
    (message,) = sent(Bubble("?", tuple((f"o{n}", f"O{n}") for n in range(20))))

    assert len(chips(message)) == QUICK_REPLIES == 13


def test_a_label_is_shortened_and_what_was_meant_is_still_shown() -> None:
    long = THAI * 5

    (message,) = sent(Bubble("?", (("x", long),)))

    action = message["quickReply"]["items"][0]["action"]
    assert len(clusters(action["label"])) == 20
    assert action["displayText"] == long


def test_as_many_bubbles_as_line_takes_go_out_and_one_more_is_refused_before_any_is_lost() -> None:
    most = [Bubble(str(n)) for n in range(BUBBLES)]

    assert len(sent(*most)) == BUBBLES == 5
    with pytest.raises(ValueError, match="6 bubbles"):
        payload([*most, Bubble("one more")])


def test_a_text_too_long_for_all_the_bubbles_is_refused_and_never_cut_off() -> None:
    assert "".join(each["text"] for each in sent(Bubble("a" * TEXT_UNITS * BUBBLES))) == "a" * 25_000
    with pytest.raises(ValueError, match="6 bubbles"):
        payload([Bubble("a" * (TEXT_UNITS * BUBBLES + 1))])


def test_an_agent_speaks_under_their_name() -> None:
    (message,) = sent(Bubble("hello", sender="Nok"))

    assert message == {"type": "text", "text": "hello", "sender": {"name": "Nok"}}


def test_a_senders_name_is_at_most_twenty_characters() -> None:
    (message,) = sent(Bubble("hello", sender="x" * 30))

    assert message["sender"] == {"name": "x" * 20}


def test_the_same_bubbles_are_the_same_bytes() -> None:
    bubbles = [Bubble("a", (("x", "X"),), "Nok"), Bubble("ข")]

    assert payload(bubbles) == payload(list(bubbles))
    assert "ข" in payload(bubbles)
