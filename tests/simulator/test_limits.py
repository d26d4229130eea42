"""Are message objects held to LINE's limits, in LINE's units?"""

import pytest

TEA = "\U0001f375"
THAI_20 = "ที่" * 20


def text(**more):
    return {"type": "text", "text": "hi", **more}


def quick(*actions):
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def postback(label="Go", **more):
    return {"type": "postback", "label": label, "data": "x", **more}


def template(kind, **more):
    return {"type": "template", "altText": "alt", "template": {"type": kind, **more}}


def buttons(**more):
    return template("buttons", **{"text": "t", "actions": [postback()], **more})


def columns(*cards):
    return template("carousel", columns=[{"text": "t", "actions": [postback()], **card} for card in cards])


def bubble(*contents, **more):
    return {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": list(contents)},
        **more,
    }


def flex(contents):
    return {"type": "flex", "altText": "alt", "contents": contents}


def flex_text(words):
    return {"type": "text", "text": words}


def carousel(*bubbles):
    return flex({"type": "carousel", "contents": list(bubbles)})


PICTURE = {
    "type": "image",
    "originalContentUrl": "https://shop.example/a.png",
    "previewImageUrl": "https://shop.example/b.png",
}
PLACE = {"type": "location", "title": "t", "address": "a", "latitude": 13.7, "longitude": 100.5}

ACCEPTED = {
    "5000 units": text(text="a" * 5000),
    "2500 astral emoji": text(text=TEA * 2500),
    "5000 Thai code points": text(text="ก" * 5000),
    "emoji on a dollar": text(text=f"{TEA}$", emojis=[{"index": 2, "productId": "p", "emojiId": "001"}]),
    "textV2": {
        "type": "textV2",
        "text": "{a} {{b}}",
        "substitution": {"a": {"type": "mention", "mentionee": {"type": "all"}}},
    },
    "sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "picture": PICTURE,
    "picture on this machine": {**PICTURE, "previewImageUrl": "http://127.0.0.1:8000/m/x"},
    "place": PLACE,
    "13 chips": quick(*[postback()] * 13),
    "label of 20 Thai clusters": quick(postback(THAI_20)),
    "every chip kind": quick(
        postback(displayText="go"),
        {"type": "message", "label": "a", "text": "b"},
        {"type": "uri", "label": "a", "uri": "tel:021234567"},
        {"type": "datetimepicker", "label": "a", "data": "d", "mode": "date", "initial": "2026-12-01"},
        {"type": "camera", "label": "a"},
        {"type": "cameraRoll", "label": "a"},
        {"type": "location", "label": "a"},
        {"type": "clipboard", "label": "a", "clipboardText": "b"},
    ),
    "data of 300": quick(postback(data="x" * 300)),
    "sender of 20": text(sender={"name": "ก" * 20}),
    "buttons": buttons(text="x" * 160),
    "buttons with title": buttons(text="x" * 60, title="t" * 40),
    "confirm": template("confirm", text="x" * 240, actions=[postback()] * 2),
    "carousel": columns(*[{"text": "x" * 120}] * 10),
    "flex": flex(bubble(flex_text("hi"), {"type": "button", "action": postback("x" * 40)})),
    "flex carousel of 12": carousel(*[bubble(flex_text("hi"))] * 12),
    "29 KB bubble": flex(bubble(flex_text("x" * 29_000))),
}

REFUSED = {
    "5001 units": (text(text="a" * 5001), "messages[0].text"),
    "2501 astral emoji": (text(text=TEA * 2501), "messages[0].text"),
    "no text": ({"type": "text"}, "messages[0].text"),
    "empty text": (text(text=""), "messages[0].text"),
    "unknown type": ({"type": "smell"}, "messages[0].type"),
    "emoji not on a dollar": (
        text(text="a$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
        "messages[0].emojis[0].index",
    ),
    "textV2 without substitution": ({"type": "textV2", "text": "{a}"}, "messages[0].text"),
    "textV2 lone brace": ({"type": "textV2", "text": "a } b"}, "messages[0].text"),
    "sticker without id": ({"type": "sticker", "packageId": "446"}, "messages[0].stickerId"),
    "http picture": (
        {**PICTURE, "previewImageUrl": "http://shop.example/b.png"},
        "messages[0].previewImageUrl",
    ),
    "long address": (
        {**PICTURE, "originalContentUrl": "https://" + "a" * 1993},
        "messages[0].originalContentUrl",
    ),
    "place without title": ({**PLACE, "title": ""}, "messages[0].title"),
    "14 chips": (quick(*[postback()] * 14), "messages[0].quickReply.items"),
    "label of 21": (quick(postback("x" * 21)), "messages[0].quickReply.items[0].action.label"),
    "label of 21 clusters": (quick(postback(THAI_20 + "ก")), "messages[0].quickReply.items[0].action.label"),
    "chip without label": (quick(postback(None)), "messages[0].quickReply.items[0].action.label"),
    "menu switch as chip": (
        quick({"type": "richmenuswitch", "label": "a", "data": "b", "richMenuAliasId": "c"}),
        "messages[0].quickReply.items[0].action.type",
    ),
    "data of 301": (quick(postback(data="x" * 301)), "messages[0].quickReply.items[0].action.data"),
    "long displayText": (
        quick(postback(displayText="x" * 301)),
        "messages[0].quickReply.items[0].action.displayText",
    ),
    "strange uri": (
        quick({"type": "uri", "label": "a", "uri": "ftp://x"}),
        "messages[0].quickReply.items[0].action.uri",
    ),
    "sender of 21": (text(sender={"name": "x" * 21}), "messages[0].sender.name"),
    "sender called LINE": (text(sender={"name": "LINE"}), "messages[0].sender.name"),
    "buttons too long": (buttons(text="x" * 161), "messages[0].template.text"),
    "buttons too long under a title": (buttons(text="x" * 61, title="t"), "messages[0].template.text"),
    "five buttons": (buttons(actions=[postback()] * 5), "messages[0].template.actions"),
    "button label of 21": (buttons(actions=[postback("x" * 21)]), "messages[0].template.actions[0].label"),
    "camera on a button": (
        buttons(actions=[{"type": "camera", "label": "a"}]),
        "messages[0].template.actions[0].type",
    ),
    "confirm with one": (template("confirm", text="x", actions=[postback()]), "messages[0].template.actions"),
    "11 columns": (columns(*[{}] * 11), "messages[0].template.columns"),
    "uneven columns": (columns({}, {"title": "t"}), "messages[0].template.columns"),
    "no altText": ({**buttons(), "altText": ""}, "messages[0].altText"),
    "31 KB bubble": (flex(bubble(flex_text("x" * 31_000))), "messages[0].contents"),
    "51 KB carousel": (carousel(*[bubble(flex_text("x" * 10_000))] * 6), "messages[0].contents"),
    "13 bubbles": (carousel(*[bubble(flex_text("hi"))] * 13), "messages[0].contents.contents"),
    "bubbles of two sizes": (
        carousel(bubble(flex_text("a"), size="kilo"), bubble(flex_text("a"))),
        "messages[0].contents.contents",
    ),
    "empty flex text": (flex(bubble({"type": "text"})), "messages[0].contents.body.contents[0].text"),
    "flex button label of 41": (
        flex(bubble({"type": "button", "action": postback("x" * 41)})),
        "messages[0].contents.body.contents[0].action.label",
    ),
}


def validate(api, *messages):
    return api.post("message/validate/reply", {"messages": list(messages)})


@pytest.mark.parametrize("message", ACCEPTED.values(), ids=ACCEPTED)
def test_what_line_accepts_is_accepted(api, message):
    answer = validate(api, message)

    assert (answer.status, answer.json()) == (200, {})


@pytest.mark.parametrize(("message", "place"), REFUSED.values(), ids=REFUSED)
def test_what_line_refuses_is_refused_by_place(api, message, place):
    answer = validate(api, message)

    assert answer.status == 400
    assert place in [detail["property"] for detail in answer.json()["details"]]


@pytest.mark.parametrize(("count", "status"), [(0, 400), (1, 200), (5, 200), (6, 400)])
def test_one_to_five_messages(api, count, status):
    assert validate(api, *[text()] * count).status == status


def test_the_error_body_counts_its_details(api):
    answer = validate(api, text(text=""), text(text="a" * 5001))

    assert answer.json() == {
        "message": "The request body has 2 error(s)",
        "details": [
            {"message": "May not be empty", "property": "messages[0].text"},
            {"message": "Length must be between 0 and 5000", "property": "messages[1].text"},
        ],
    }


def test_validating_is_never_a_breach(line, api):
    validate(api, text(text=""))

    assert line.breaches == []


def test_a_refused_message_in_a_send_is_a_breach(line, api):
    api.push(line.phone("Mali").user_id, "")

    assert line.breaches == [
        "POST /v2/bot/message/push → 400 The request body has 1 error(s); messages[0].text May not be empty"
    ]


def test_a_quote_is_good_in_its_own_chat_only(line, api):
    mali, hana = line.phone("Mali"), line.phone("Hana")
    quote = mali.says("hi").event["message"]["quoteToken"]

    at_home = api.post("message/push", {"to": mali.user_id, "messages": [text(quoteToken=quote)]})
    abroad = api.post("message/push", {"to": hana.user_id, "messages": [text(quoteToken=quote)]})

    assert (at_home.status, abroad.status) == (200, 400)


def test_what_was_sent_can_be_quoted_too(line, api):
    mali = line.phone("Mali")
    quote = api.push(mali.user_id).json()["sentMessages"][0]["quoteToken"]

    assert api.post("message/push", {"to": mali.user_id, "messages": [text(quoteToken=quote)]}).status == 200


@pytest.mark.parametrize("units", [["two", "units"], ["with space"], ["x" * 31]])
def test_aggregation_units_are_one_short_word(line, api, units):
    body = {"to": line.phone("Mali").user_id, "messages": [text()], "customAggregationUnits": units}

    assert api.post("message/push", body).status == 400
