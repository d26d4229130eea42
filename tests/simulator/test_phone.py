"""Does a pretend phone show and do what a customer's phone would?"""

import pytest

from simulator import Line


def chips(*labels, kind="postback"):
    actions = {
        "postback": lambda label: {
            "type": "postback",
            "label": label,
            "data": f"go={label}",
            "displayText": label,
        },
        "message": lambda label: {"type": "message", "label": label, "text": f"I want {label}"},
        "datetimepicker": lambda label: {
            "type": "datetimepicker",
            "label": label,
            "data": "d",
            "mode": "date",
        },
        "location": lambda label: {"type": "location", "label": label},
        "uri": lambda label: {"type": "uri", "label": label, "uri": "https://shop.example/"},
    }
    items = [{"type": "action", "action": actions[kind](label)} for label in labels]
    return {"type": "text", "text": "choose", "quickReply": {"items": items}}


@pytest.fixture
def mali(line):
    return line.phone("Mali")


def push(api, phone, *messages):
    assert api.post("message/push", {"to": phone.user_id, "messages": list(messages)}).status == 200


def test_a_tapped_chip_shows_its_words_and_sends_a_postback_only(line, bot, api, mali):
    push(api, mali, chips("Tea", "Cups"))

    event = mali.taps("Tea").event

    assert event["postback"] == {"data": "go=Tea"}
    assert mali.transcript[-1].text == "Tea"
    assert [event["type"] for event in bot.events] == ["postback"]


def test_a_message_chip_says_its_text(bot, api, mali):
    push(api, mali, chips("Tea", kind="message"))

    mali.taps("Tea")

    assert bot.events[0]["message"]["text"] == "I want Tea"


def test_a_date_chip_brings_the_date_without_zone(bot, api, mali):
    push(api, mali, chips("When", kind="datetimepicker"))

    mali.taps("When", params={"date": "2026-12-24"})

    assert bot.events[0]["postback"] == {"data": "d", "params": {"date": "2026-12-24"}}


def test_a_place_chip_sends_a_place_and_a_link_sends_nothing(bot, api, mali):
    push(api, mali, chips("Here", kind="location"))
    mali.taps("Here")
    push(api, mali, chips("Shop", kind="uri"))
    mali.taps("Shop")

    assert [event["message"]["type"] for event in bot.events] == ["location"]


def test_chips_vanish_after_a_tap(api, mali):
    push(api, mali, chips("Tea"))
    mali.taps("Tea")

    with pytest.raises(AssertionError, match="sees nothing labelled 'Tea'"):
        mali.taps("Tea")


def test_chips_vanish_when_anything_new_is_said(api, mali):
    push(api, mali, chips("Tea"))
    mali.says("hello")
    with pytest.raises(AssertionError):
        mali.taps("Tea")
    push(api, mali, chips("Cups"))
    push(api, mali, {"type": "text", "text": "more"})
    with pytest.raises(AssertionError):
        mali.taps("Cups")


def test_only_the_last_bubble_of_a_request_shows_its_chips(api, mali):
    push(api, mali, chips("Tea"), chips("Cups"))

    assert [action["label"] for action in mali.chips()] == ["Cups"]


def test_buttons_stay_and_can_be_tapped_again(bot, api, mali):
    card = {"type": "buttons", "text": "Menu", "actions": [{"type": "postback", "label": "Tea", "data": "t"}]}
    push(api, mali, {"type": "template", "altText": "menu", "template": card})
    mali.says("wait")

    mali.taps("Tea")
    mali.taps("Tea")

    assert mali.heard[0].text == "Menu"
    assert mali.heard[0].buttons == ("Tea",)
    assert [event["type"] for event in bot.events] == ["message", "postback", "postback"]


def test_flex_buttons_can_be_tapped(bot, api, mali):
    button = {"type": "button", "action": {"type": "postback", "label": "Status", "data": "s"}}
    body = {"type": "box", "layout": "vertical", "contents": [button]}
    flex = {"type": "flex", "altText": "order", "contents": {"type": "bubble", "body": body}}
    push(api, mali, flex)

    mali.taps("Status")

    assert bot.events[0]["postback"]["data"] == "s"


def test_blocking_and_returning_tells_the_bot(bot, mali):
    mali.blocks()
    mali.follows()

    assert [event["type"] for event in bot.events] == ["unfollow", "follow"]
    assert bot.events[1]["follow"] == {"isUnblocked": True}


def test_who_has_blocked_cannot_write(mali):
    mali.blocks()

    with pytest.raises(ValueError, match="has blocked"):
        mali.says("hi")


def test_unsending_blanks_the_bubble(bot, mali):
    message_id = mali.says("secret").event["message"]["id"]

    mali.unsends(message_id)

    assert (mali.transcript[0].text, mali.transcript[0].is_unsent) == ("", True)
    assert bot.events[1]["unsend"] == {"messageId": message_id}


def test_the_same_name_is_the_same_person(line):
    assert line.phone("Mali") is line.phone("Mali")
    assert line.phone("Mali").user_id != line.phone("Hana").user_id


def test_waiting_returns_what_was_heard(api, mali):
    push(api, mali, {"type": "text", "text": "hi"})

    assert [bubble.text for bubble in mali.wait_for(lambda heard: len(heard) == 1)] == ["hi"]


def test_waiting_in_vain_lists_what_was_heard(api, mali):
    push(api, mali, chips("Tea"))

    with pytest.raises(AssertionError, match=r"(?s)waited.*choose.*Tea"):
        mali.wait_for(lambda heard: len(heard) == 2, timeout=0.01)


def test_text_v2_shows_its_mentions(api, mali):
    emoji = {"type": "emoji", "productId": "p", "emojiId": "001"}
    push(api, mali, {"type": "textV2", "text": "{tea} {{hot}}", "substitution": {"tea": emoji}})

    assert mali.heard[0].text == "@tea {hot}"


def test_everything_that_matters_survives_a_restart(bot, tmp_path):
    settings = {"channel_secret": "s", "access_token": "t", "state_dir": tmp_path}
    with Line(bot.url, **settings) as first:
        first.quota = 7
        mali = first.phone("Mali", language="en")
        token = mali.says("hi").event["replyToken"]
        first.phone("Tom").blocks()

    with Line(bot.url, **settings) as second:
        again = second.phone("Mali")
        assert [bubble.text for bubble in again.transcript] == ["hi"]
        assert (again.language, again.user_id) == ("en", mali.user_id)
        assert second.phone("Tom").status == "blocked"
        assert [phone.name for phone in second.phones] == ["Mali", "Tom"]
        assert second.quota == 7
        assert second.account.tokens.find(token) is not None
        assert [entry.note for entry in second.wire] == ["message text", "unfollow"]
