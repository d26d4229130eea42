"""Does the real client library get from the simulator what it would get from LINE?"""

import pytest
from linebot.v3.messaging import (
    ApiException,
    FlexContainer,
    FlexMessage,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    MessagingApiBlob,
    MulticastRequest,
    PostbackAction,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    Sender,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)
from urllib3.exceptions import ProtocolError, ReadTimeoutError

KEY = "123e4567-e89b-42d3-a456-426614174000"


@pytest.fixture
def mali(line):
    return line.phone("Mali", language="th")


@pytest.fixture
def messaging(sdk) -> MessagingApi:
    return sdk(MessagingApi)


def push_to(phone, *texts):
    return PushMessageRequest(to=phone.user_id, messages=[TextMessage(text=text) for text in texts])


def test_reply_with_chips_and_a_sender(mali, messaging, line):
    token = mali.says("hi").event["replyToken"]
    chip = QuickReplyItem(action=PostbackAction(label="Go", data="go", displayText="Go!"))
    message = TextMessage(text="hello", sender=Sender(name="Nok"), quickReply=QuickReply(items=[chip]))

    answer = messaging.reply_message_with_http_info(
        ReplyMessageRequest(replyToken=token, messages=[message]), _request_timeout=(1, 3)
    )

    (bubble,) = mali.heard
    assert (bubble.text, bubble.sender, bubble.quick_replies, bubble.via) == ("hello", "Nok", ["Go"], "reply")
    assert answer.data.sent_messages[0].id == bubble.id
    assert answer.headers["x-line-request-id"] == line.wire[-1].request_id


def test_push_repeated_with_its_key_raises_409_naming_the_first(mali, messaging):
    first = messaging.push_message_with_http_info(push_to(mali, "hi"), x_line_retry_key=KEY)

    with pytest.raises(ApiException) as caught:
        messaging.push_message(push_to(mali, "hi"), x_line_retry_key=KEY)

    assert caught.value.status == 409
    accepted = caught.value.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]


def test_flex_built_from_json_arrives_whole(mali, messaging):
    words = {"type": "text", "text": "Order 1024", "weight": "bold"}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [words]}}
    flex = FlexMessage(altText="order", contents=FlexContainer.from_dict(bubble))

    messaging.push_message(PushMessageRequest(to=mali.user_id, messages=[flex]))

    assert mali.heard[0].message["contents"]["body"]["contents"] == [words]
    assert mali.heard[0].text == "order"


def test_multicast_quota_and_consumption(line, mali, messaging):
    line.quota = 10

    messaging.multicast(MulticastRequest(to=[mali.user_id], messages=[TextMessage(text="news")]))

    assert messaging.get_message_quota().value == 10
    assert messaging.get_message_quota_consumption().total_usage == 1


def test_no_limit_is_said_as_none(messaging):
    assert messaging.get_message_quota().type == "none"


def test_profile_of_a_friend_and_of_who_blocked(mali, messaging):
    profile = messaging.get_profile(mali.user_id)
    mali.blocks()

    assert (profile.display_name, profile.language, profile.user_id) == ("Mali", "th", mali.user_id)
    with pytest.raises(ApiException) as caught:
        messaging.get_profile(mali.user_id)
    assert caught.value.status == 404


def test_a_malformed_user_id_has_no_profile(messaging):
    with pytest.raises(ApiException) as caught:
        messaging.get_profile("Mali")
    assert caught.value.status == 400


def test_bot_info_says_bot_mode(messaging):
    assert messaging.get_bot_info().chat_mode == "bot"


def test_loading_ends_with_the_next_bubble(line, mali, messaging):
    messaging.show_loading_animation(ShowLoadingAnimationRequest(chatId=mali.user_id, loadingSeconds=10))
    before = mali.loading_until

    messaging.push_message(push_to(mali, "done"))

    assert before == line.now() + 10
    assert mali.loading_until == 0


def test_mark_as_read_takes_the_token_of_a_message(mali, messaging, line):
    token = mali.says("hi").event["message"]["markAsReadToken"]

    messaging.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(markAsReadToken=token))
    with pytest.raises(ApiException):
        messaging.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(markAsReadToken="x"))

    assert len(line.breaches) == 1


def test_validate_passes_and_refuses(messaging):
    messaging.validate_push(ValidateMessageRequest(messages=[TextMessage(text="hi")]))

    with pytest.raises(ApiException) as caught:
        messaging.validate_push(ValidateMessageRequest(messages=[TextMessage(text="x" * 5001)]))
    assert caught.value.status == 400


def test_a_picture_can_be_fetched_until_it_is_unsent(sdk, mali):
    blob = sdk(MessagingApiBlob)
    picture = mali.sends_image().event["message"]["id"]
    fetched = blob.get_message_content(picture)
    mali.unsends(picture)

    assert bytes(fetched).startswith(b"\x89PNG")
    with pytest.raises(ApiException) as caught:
        blob.get_message_content(picture)
    assert caught.value.status == 410


def test_a_cut_line_reaches_the_client_as_a_protocol_error(line, mali, messaging):
    line.faults.next("accept_then_reset", path="push")

    with pytest.raises(ProtocolError):
        messaging.push_message(push_to(mali, "hi"))

    assert [bubble.text for bubble in mali.heard] == ["hi"]


def test_a_slow_answer_reaches_the_client_as_a_timeout(line, mali, messaging):
    line.faults.next("slow", path="push", seconds=0.5)

    with pytest.raises(ReadTimeoutError):
        messaging.push_message(push_to(mali, "hi"), _request_timeout=(1, 0.1))

    assert [bubble.text for bubble in mali.heard] == ["hi"]
