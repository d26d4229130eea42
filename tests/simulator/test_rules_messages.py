"""Message objects against LINE's reference, point by point: what is taken, and what is named when it is not.

https://developers.line.biz/en/reference/messaging-api/#message-objects; sizes of text in UTF-16 code units,
of labels, titles and card texts in grapheme clusters.
"""

from typing import Any

import pytest

from simulator.rules import check_send

FAMILY = "👨‍👩‍👧‍👦"  # one cluster, 11 units


def problems(message: dict[str, Any], via: str = "push") -> list[str]:
    return [where for where, _ in check_send({"messages": [message]}, via, lambda token: token == "mine")]


def flex(part: dict[str, Any] | None = None, **bubble: Any) -> dict[str, Any]:
    body = {"body": {"type": "box", "layout": "vertical", "contents": [part]}} if part else {}
    return {"type": "flex", "altText": "alt", "contents": {"type": "bubble", **body, **bubble}}


def buttons(**more: Any) -> dict[str, Any]:
    action = {"type": "postback", "label": "a", "data": "d"}
    template = {"type": "buttons", "text": "t", "actions": [action], **more}
    return {"type": "template", "altText": "alt", "template": template}


def v2(text: str, **substitution: Any) -> dict[str, Any]:
    return {"type": "textV2", "text": text, "substitution": substitution}


def area(**more: Any) -> dict[str, Any]:
    action = {
        "type": "uri",
        "linkUri": "https://a.example",
        "area": {"x": 0, "y": 0, "width": 9, "height": 9},
        **more,
    }
    size = {"width": 1040, "height": 500}
    whole = {"type": "imagemap", "baseUrl": "https://a.example/m", "altText": "alt", "baseSize": size}
    return {**whole, "actions": [action]}


def act(**action: Any) -> dict[str, Any]:
    return buttons(actions=[{"label": "a", **action}])


WORDS = {"type": "text", "text": "hi"}
VIDEO = {"type": "video", "url": "https://a.example/v.mp4", "previewUrl": "https://a.example/v.jpg"}
EMOJI = {"type": "emoji", "productId": "p", "emojiId": "001"}
EVERYONE = {"type": "mention", "mentionee": {"type": "all"}}

TAKEN: dict[str, dict[str, Any]] = {
    "5000 units": {"type": "text", "text": "😊" * 2500},
    "a quote of this chat": {"type": "text", "text": "hi", "quoteToken": "mine"},
    "escaped braces": v2("{{not a key}}"),
    "emoji and mention": v2("{a} {b}", a=EMOJI, b=EVERYONE),
    "coupon with a tag": {"type": "coupon", "couponId": "c", "deliveryTag": "spring_1"},
    "an imagemap's areas": area(label="x" * 100),
    "an area that speaks": area(type="message", text="t" * 400),
    "labels in clusters": buttons(actions=[{"type": "postback", "label": FAMILY * 20, "data": "d"}]),
    "a text of 160 clusters": buttons(text="ที่" * 160),
    "a square picture": buttons(thumbnailImageUrl="https://a.example/t.png", imageAspectRatio="square"),
    "line breaks that wrap": flex({"type": "text", "text": "a\nb", "wrap": True}),
    "spans": flex({"type": "text", "contents": [{"type": "span", "text": "a"}]}),
    "an empty box": flex({"type": "box", "layout": "vertical", "contents": []}),
    "a video at the top": flex(WORDS, hero=VIDEO),
    "a tall picture": flex({"type": "image", "url": "https://a.example/i.png", "aspectRatio": "1:3"}),
    "a telephone": act(type="uri", uri="tel:0212345678"),
    "a page for the desktop": act(
        type="uri", uri="https://a.example", altUri={"desktop": "https://b.example"}
    ),
    "a picker to the year 2100": act(type="datetimepicker", data="d", mode="date", max="2100-12-31"),
    "1000 characters to copy": act(type="clipboard", clipboardText="c" * 1000),
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "5001 units": ({"type": "text", "text": "😊" * 2500 + "a"}, "text"),
    "another chat's quote": ({"type": "text", "text": "hi", "quoteToken": "theirs"}, "quoteToken"),
    "a quote on a picture": (
        {
            "type": "image",
            "originalContentUrl": "https://a.example/a",
            "previewImageUrl": "https://a.example/b",
            "quoteToken": "mine",
        },
        "quoteToken",
    ),
    "a lone brace": (v2("{"), "text"),
    "an unknown key": (v2("{a}"), "text"),
    "a substitute of no kind": (v2("{a}", a={"type": "sticker"}), "substitution.a.type"),
    "a mention of nobody": (
        v2("{a}", a={"type": "mention", "mentionee": {"type": "user", "userId": "me"}}),
        "substitution.a.mentionee.userId",
    ),
    "21 emoji": (v2("hi", **{f"k{n}": EMOJI for n in range(21)}), "substitution"),
    "a key too long": (v2("hi", **{"k" * 21: EMOJI}), f"substitution.{'k' * 21}"),
    "a tag with a space": ({"type": "coupon", "couponId": "c", "deliveryTag": "a b"}, "deliveryTag"),
    "a link of 1001": (area(linkUri="h" * 1001), "actions[0].linkUri"),
    "a label of 101": (area(label="x" * 101), "actions[0].label"),
    "an area nowhere": (area(area={"x": -1, "y": 0, "width": 1, "height": 1}), "actions[0].area"),
    "an area of no kind": (area(type="postback"), "actions[0].type"),
    "21 clusters": (
        buttons(actions=[{"type": "postback", "label": FAMILY * 21, "data": "d"}]),
        "template.actions[0].label",
    ),
    "161 clusters": (buttons(text="ที่" * 161), "template.text"),
    "61 under a title": (buttons(title="t", text="x" * 61), "template.text"),
    "an odd ratio": (buttons(imageAspectRatio="round"), "template.imageAspectRatio"),
    "line breaks that do not wrap": (
        flex({"type": "text", "text": "a\nb"}),
        "contents.body.contents[0].wrap",
    ),
    "spans of another kind": (
        flex({"type": "text", "contents": [{"type": "text", "text": "a"}]}),
        "contents.body.contents[0].contents[0].type",
    ),
    "a video in the body": (flex(VIDEO), "contents.body.contents[0].type"),
    "a video on a small bubble": (flex(WORDS, hero=VIDEO, size="micro"), "contents.hero.type"),
    "a picture too tall": (
        flex({"type": "image", "url": "https://a.example/i.png", "aspectRatio": "1:4"}),
        "contents.body.contents[0].aspectRatio",
    ),
    "a colour in words": (
        flex({"type": "text", "text": "a", "color": "red"}),
        "contents.body.contents[0].color",
    ),
    "a script": (act(type="uri", uri="javascript:alert(1)"), "template.actions[0].uri"),
    "a desktop page too long": (
        act(type="uri", uri="https://a.example", altUri={"desktop": "x" * 1001}),
        "template.actions[0].altUri.desktop",
    ),
    "a picker before 1900": (
        act(type="datetimepicker", data="d", mode="date", min="1899-12-31"),
        "template.actions[0].min",
    ),
    "1001 characters to copy": (
        act(type="clipboard", clipboardText="c" * 1001),
        "template.actions[0].clipboardText",
    ),
    "a menu switch on a card": (
        act(type="richmenuswitch", richMenuAliasId="a", data="d"),
        "template.actions[0].type",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_the_reference_allows_is_taken(name: str) -> None:
    assert problems(TAKEN[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_reference_forbids_is_refused_by_name(name: str) -> None:
    message, where = REFUSED[name]

    assert problems(message) == [f"messages[0].{where}"]


def test_a_multicast_quotes_nobody() -> None:
    assert problems({"type": "text", "text": "hi", "quoteToken": "mine"}, "multicast") == [
        "messages[0].quoteToken"
    ]
