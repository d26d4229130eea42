"""Are pictures, cards and panels ones LINE takes, and is everything else refused by name?"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.line.cards import Unrenderable, message_of, problems
from bot.line.render import Bubble, payload, sender_name
from handlers.rich import Button, Card, Cards, Fact, Panel, Picture, Rich, words_of
from simulator.rules import check_send
from tests.bot.line.test_render import MODERATELY

# A copy of https://github.com/line/line-openapi beside the clone, or where LINE_OPENAPI says.
BESIDE = Path(__file__).parents[4] / "shared" / "line-openapi"
OPENAPI = Path(os.environ.get("LINE_OPENAPI", BESIDE)) / "messaging-api.yml"
FAMILY = "👨‍👩‍👧‍👦"

YES = Button("ตกลงค่ะ", data="yes")
LINK = Button("Track it", uri="https://shop.example/track?no=1")
WORDS = Button("Hours", text="opening hours")
CARD = Card("Your parcel is on its way", (YES, LINK), title="Order 1042")
CARDS = Cards("Three shirts", (CARD, replace(CARD, text="Another"), replace(CARD, text="A third")))
SCALE = Panel(
    "How easy was it? 1 to 7",
    "วันนี้ติดต่อเราง่ายแค่ไหนคะ",
    scale=tuple(Button(str(each), data=f"ces:1:{each}") for each in range(1, 8)),
    scale_ends=("ยากมาก", "ง่ายมาก"),
)
CASE = Panel(
    "Case C-1042: being looked at",
    "Case C-1042",
    text="We are on it.",
    facts=(Fact("Status", "Being looked at"), Fact("Since", "3 March")),
    buttons=(LINK, YES),
)
PICTURE = Picture("https://desk.example/m/abc", "https://desk.example/m/abc/preview", 7)
GOOD: dict[str, Rich] = {
    "picture": PICTURE,
    "picture on this machine": Picture("http://127.0.0.1:8000/m/a", "http://localhost:8000/m/a/preview"),
    "card": CARD,
    "plain card": Card("x" * 160, (YES, LINK, WORDS, YES)),
    "card with a picture": Card("y" * 60, (WORDS,), picture_url="https://desk.example/m/abc"),
    "cards": CARDS,
    "scale": SCALE,
    "case": CASE,
    "labels in clusters": Card("ok", (Button(FAMILY * 20, data="d"), Button("ที่" * 20, data="d" * 300))),
    "bare panel": Panel("alt", "title"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_we_render_passes_the_rules_of_line_as_the_simulator_plays_them(name: str) -> None:
    message = message_of(GOOD[name])

    assert problems(GOOD[name]) == []
    assert check_send({"messages": [message]}, "push", lambda token: True) == []


BAD: dict[str, tuple[Rich, str]] = {
    "no https": (replace(PICTURE, url="http://desk.example/m/a"), "picture: LINE fetches from https"),
    "loopback in a name": (replace(PICTURE, url="http://127.0.0.1.evil.example/a"), "picture: LINE"),
    "address with a space": (replace(PICTURE, url="https://desk.example/a b"), "picture: LINE fetches"),
    "preview too long": (
        replace(PICTURE, preview_url="https://desk.example/" + "a" * 2000),
        "preview: the address has 2021 characters; LINE takes 2000",
    ),
    "title": (replace(CARD, title="t" * 41), "card title has 41 characters; LINE takes 40"),
    "text under a title": (replace(CARD, text="t" * 61), "card text has 61 characters; LINE takes 60"),
    "plain text": (replace(CARD, title="", text="t" * 161), "card text has 161 characters; LINE takes 160"),
    "empty text": (replace(CARD, text=" "), "card text is empty"),
    "no button": (replace(CARD, buttons=()), "card buttons: 0; LINE takes 1 to 4"),
    "five buttons": (replace(CARD, buttons=(YES,) * 5), "card buttons: 5; LINE takes 1 to 4"),
    "label": (
        replace(CARD, buttons=(Button(FAMILY * 21, data="d"),)),
        "card button 1 label has 21 characters; LINE takes 20",
    ),
    "empty label": (replace(CARD, buttons=(Button("", data="d"),)), "card button 1 label is empty"),
    "data": (replace(CARD, buttons=(Button("a", data="d" * 301),)), "card button 1 data has 301"),
    "two doings": (
        replace(CARD, buttons=(Button("a", data="d", text="t"),)),
        "card button 1 needs exactly one of data, uri and text",
    ),
    "script": (replace(CARD, buttons=(Button("a", uri="javascript:alert(1)"),)), "card button 1 uri must be"),
    "said": (replace(CARD, buttons=(Button("a", text="t" * 301),)), "card button 1 text has 301"),
    "alt": (replace(CARD, alt="😊" * 751), "card: the alternative text has 1502 units; LINE takes 1500"),
    "eleven cards": (Cards("a", (CARD,) * 11), "cards: 11; LINE takes 1 to 10"),
    "no cards": (Cards("a", ()), "cards: 0; LINE takes 1 to 10"),
    "four buttons on a card": (Cards("a", (replace(CARD, buttons=(YES,) * 4),)), "card 1 buttons: 4"),
    "uneven cards": (Cards("a", (CARD, replace(CARD, title=""))), "cards: all need the same number"),
    "panel alt": (replace(CASE, alt=""), "panel: the alternative text is empty"),
    "panel title": (replace(CASE, title=""), "panel title is empty"),
    "panel fact": (replace(CASE, facts=(Fact("a", ""),)), "panel fact 1 is empty"),
    "panel label": (replace(CASE, buttons=(Button("x" * 41, data="d"),)), "panel button 1 label has 41"),
    "too many steps": (replace(SCALE, scale=SCALE.scale * 2), "panel scale: 14; LINE takes 0 to 11"),
    "panel bytes": (replace(CASE, text="ก" * 11_000), "bytes; LINE takes 30720"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_line_would_refuse_is_refused_by_name(name: str) -> None:
    rich, why = BAD[name]

    with pytest.raises(Unrenderable) as refused:
        payload([Bubble("", rich=rich)])

    assert why in str(refused.value)


def test_everything_wrong_is_said_at_once() -> None:
    assert len(problems(Card("", (Button("", data=""),), title="t" * 41))) == 4


def _shapes() -> dict[str, Any]:
    found = yaml.safe_load(OPENAPI.read_text("utf-8"))["components"]["schemas"]
    assert isinstance(found, dict)
    return found


def _misfits(value: Any, shape: dict[str, Any], shapes: dict[str, Any], where: str) -> Iterator[str]:
    """What LINE's own description says against it: kinds, required and known names, lengths, sizes."""
    shape, known, needed = _whole(shape, value, shapes)
    if isinstance(value, dict):
        yield from (f"{where}.{name} is missing" for name in needed - value.keys())
        for name, part in value.items():
            if name in known:
                yield from _misfits(part, known[name], shapes, f"{where}.{name}")
            else:
                yield f"{where}.{name} is not in the description"
    elif isinstance(value, list):
        if not shape.get("minItems", 0) <= len(value) <= shape.get("maxItems", 10**6):
            yield f"{where} has {len(value)}"
        for index, part in enumerate(value):
            yield from _misfits(part, shape["items"], shapes, f"{where}[{index}]")
    elif isinstance(value, str):
        if shape.get("type") != "string" or len(value) > shape.get("maxLength", 10**6):
            yield f"{where} may not be {value!r}"
        if value not in shape.get("enum", [value]):
            yield f"{where} is {value!r}, which is none of {shape['enum']}"


def _whole(
    shape: dict[str, Any], value: Any, shapes: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    """The shape with what it refers to and builds on; the one its `type` chooses among several."""
    known: dict[str, Any] = {}
    needed: set[str] = set()
    todo = [shape]
    merged: dict[str, Any] = {}
    while todo:
        one = todo.pop()
        if "$ref" in one:
            one = shapes[one["$ref"].rsplit("/", 1)[1]]
        chooser = one.get("discriminator", {}).get("mapping", {})
        if isinstance(value, dict) and value.get("type") in chooser and one not in [merged.get("_from")]:
            chosen = shapes[chooser[value["type"]].rsplit("/", 1)[1]]
            merged["_from"] = one
            todo.append(chosen)
        todo += one.get("allOf", [])
        known |= one.get("properties", {})
        needed |= set(one.get("required", []))
        merged |= {key: each for key, each in one.items() if key not in ("allOf", "properties")}
    return merged, known, needed


@pytest.mark.skipif(not OPENAPI.exists(), reason="LINE's OpenAPI description is not on this machine")
def test_what_we_render_fits_lines_own_description() -> None:
    shapes = _shapes()
    quoting = json.loads(payload([Bubble("hi", (("a", "b"),), "Nok", quote_token="q1")]))

    found = [
        misfit
        for message in [*map(message_of, GOOD.values()), *quoting]
        for misfit in _misfits(message, {"$ref": "#/components/schemas/Message"}, shapes, message["type"])
    ]

    assert found == []


BUTTONS = st.builds(Button, st.text(max_size=45), st.text(max_size=310), st.just(""), st.just(""))
RICH = st.one_of(
    st.builds(
        Picture, st.sampled_from(["https://a/b", "ftp://a", "", "https://a/\n"]), st.just("https://a/b")
    ),
    st.builds(
        Card,
        st.text(max_size=200),
        st.lists(BUTTONS, max_size=5).map(tuple),
        st.text(max_size=50),
        st.sampled_from(["", "https://a/b", "x"]),
    ),
    st.builds(
        Panel,
        st.text(max_size=20),
        st.text(max_size=50),
        st.text(max_size=50),
        st.lists(st.builds(Fact, st.text(max_size=9), st.text(max_size=9)), max_size=3).map(tuple),
        st.lists(BUTTONS, max_size=3).map(tuple),
    ),
)


@MODERATELY
@given(RICH)
def test_whatever_is_not_refused_is_accepted(rich: Rich) -> None:
    if problems(rich):
        with pytest.raises(Unrenderable):
            message_of(rich)
        return

    assert check_send({"messages": [message_of(rich)]}, "push", lambda token: True) == []


def test_a_picture_carries_its_two_addresses() -> None:
    assert message_of(PICTURE) == {
        "type": "image",
        "originalContentUrl": "https://desk.example/m/abc",
        "previewImageUrl": "https://desk.example/m/abc/preview",
    }


def test_the_alternative_text_of_a_card_is_what_stands_on_it() -> None:
    assert message_of(CARD)["altText"] == "Order 1042 · Your parcel is on its way"
    assert words_of(PICTURE) == ""


def test_each_step_of_a_scale_comes_back_as_its_own_answer() -> None:
    row = message_of(SCALE)["contents"]["body"]["contents"][1]["contents"]

    actions = [each["action"] for each in row]
    assert [each["data"] for each in actions] == [f"ces:1:{number}" for number in range(1, 8)]
    assert [each["displayText"] for each in actions] == list("1234567")


def sent(*bubbles: Bubble) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(payload(bubbles))
    return found


def test_a_picture_and_a_text_go_out_together_under_the_agents_name() -> None:
    first, second = sent(Bubble("", sender="Nok", rich=PICTURE), Bubble("Here you are", sender="Nok"))

    assert (first["type"], first["sender"]) == ("image", {"name": "Nok"})
    assert (second["text"], second["sender"]) == ("Here you are", {"name": "Nok"})


def test_quick_replies_ride_on_a_panel_too() -> None:
    (message,) = sent(Bubble("", (("skip", "Skip"),), rich=CASE))

    assert message["quickReply"]["items"][0]["action"]["data"] == "skip"


def test_only_the_first_piece_of_a_long_text_quotes() -> None:
    first, second = sent(Bubble("a" * 5001, quote_token="q1"))

    assert first["quoteToken"] == "q1"
    assert "quoteToken" not in second


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nok", "Nok"),
        ("x" * 30, "x" * 20),
        ("LINE Staff", ""),
        ("Line", ""),
        ("Caroline", "Caroline"),
        ("", ""),
    ],
)
def test_a_name_line_would_refuse_is_left_out(name: str, shown: str) -> None:
    assert sender_name(name) == shown
