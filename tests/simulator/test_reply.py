"""Does a reply obey the life of its token?"""

from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def mali(line):
    return line.phone("Mali")


@pytest.fixture
def token(mali):
    return mali.says("hi").event["replyToken"]


def test_a_reply_reaches_the_phone_and_is_free(line, api, mali, token):
    line.quota = 0

    answer = api.reply(token, "one", "two")

    assert answer.status == 200
    assert [bubble.text for bubble in mali.heard] == ["one", "two"]
    assert {bubble.via for bubble in mali.heard} == {"reply"}
    sent = answer.json()["sentMessages"]
    assert [one["id"] for one in sent] == [bubble.id for bubble in mali.heard]
    assert all(isinstance(one["id"], str) and one["quoteToken"] for one in sent)
    assert line.used == 0


def test_a_token_works_once(line, api, mali, token):
    api.reply(token, "one")

    answer = api.reply(token, "two")

    assert (answer.status, answer.json()) == (400, {"message": "Invalid reply token"})
    assert [bubble.text for bubble in mali.heard] == ["one"]
    assert len(line.breaches) == 1


def test_of_many_at_once_with_one_token_exactly_one_is_accepted(api, mali, token):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: api.reply(token, "hi").status, range(24)))

    assert sorted(statuses) == [200] + [400] * 23
    assert len(mali.heard) == 1


def test_repeating_the_same_bytes_is_refused_but_is_no_breach(line, api, token):
    api.reply(token, "one")

    assert api.reply(token, "one").status == 400
    assert line.breaches == []


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (61, 400)])
def test_a_token_lives_for_one_minute(line, api, token, seconds, status):
    line.advance(seconds)

    assert api.reply(token).status == status
    assert line.breaches == []


def test_a_redelivery_starts_the_minute_anew(line, api, mali):
    event = mali.says("hi").event
    line.advance(300)
    line.redeliver(event)
    line.advance(59)

    assert api.reply(event["replyToken"]).status == 200


def test_twenty_minutes_after_the_event_no_redelivery_helps(line, api, mali):
    event = mali.says("hi").event
    line.advance(20 * 60 - 5)
    line.redeliver(event)
    line.advance(6)

    assert api.reply(event["replyToken"]).status == 400


def test_a_used_token_stays_used_when_the_event_comes_again(line, api, mali):
    event = mali.says("hi").event
    api.reply(event["replyToken"], "one")
    line.redeliver(event)

    assert api.reply(event["replyToken"], "one").status == 400


def test_a_refused_reply_leaves_the_token_free(api, token):
    assert api.reply(token, "").status == 400

    assert api.reply(token, "fine").status == 200


def test_an_invented_token_is_refused_and_remembered(line, api):
    assert api.reply("0" * 32).json() == {"message": "Invalid reply token"}

    assert len(line.breaches) == 1


def test_a_retry_key_is_refused_on_reply(line, api, token):
    body = {"replyToken": token, "messages": [{"type": "text", "text": "hi"}]}
    key = {"X-Line-Retry-Key": "11111111-2222-4333-8444-555555555555"}

    assert api.post("message/reply", body, headers=key).status == 400
    assert len(line.breaches) == 1


def test_a_token_works_while_the_webhook_is_still_unanswered(line, bot, api, mali):
    line.webhook.answer_seconds = 0.05
    bot.hesitates.clear()
    event = mali.says("hi").event

    assert api.reply(event["replyToken"]).status == 200


def test_a_reply_to_someone_who_blocked_is_accepted_and_not_delivered(line, api, mali, token):
    mali.blocks()

    assert api.reply(token).status == 200
    assert mali.heard == []
    assert line.accepted[-1].delivered is False
