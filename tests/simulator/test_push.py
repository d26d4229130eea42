"""Who gets a push or a multicast, what does it cost, and what does a retry key protect?"""

from concurrent.futures import ThreadPoolExecutor

import pytest

KEY = "123e4567-e89b-42d3-a456-426614174000"


def test_a_push_to_a_friend_is_delivered_and_counted_once_however_many_bubbles(line, api):
    mali = line.phone("Mali")

    answer = api.push(mali.user_id, "one", "two")

    assert answer.status == 200
    assert len(answer.json()["sentMessages"]) == 2
    assert [bubble.via for bubble in mali.heard] == ["push", "push"]
    assert line.used == 1
    assert line.breaches == []


def test_a_push_to_who_blocked_looks_accepted_but_is_neither_delivered_nor_counted(line, api):
    mali = line.phone("Mali")
    mali.blocks()

    assert api.push(mali.user_id).status == 200
    assert (mali.heard, line.used) == ([], 0)


@pytest.mark.parametrize(("days", "count"), [(7, 1), (7.01, 0)])
def test_a_stranger_is_reached_for_seven_days_after_writing(line, api, days, count):
    tom = line.phone("Tom", status="stranger")
    tom.says("hi")
    line.advance(days * 24 * 3600)

    assert api.push(tom.user_id).status == 200
    assert (len(tom.heard), line.used) == (count, count)


@pytest.mark.parametrize("to", ["U" + "0" * 32, "C" + "0" * 32, "Mali", ["U" + "0" * 32], None])
def test_a_push_to_nobody_we_know_is_refused_and_remembered(line, api, to):
    assert api.push(to).status == 400

    assert len(line.breaches) == 1


def test_a_push_to_the_bot_itself_is_refused(line, api):
    assert api.push(api.get("info").json()["userId"]).status == 400


def test_sending_past_the_monthly_limit_sends_nothing(line, api):
    line.quota = 1
    mali = line.phone("Mali")
    api.push(mali.user_id, "one")

    answer = api.push(mali.user_id, "two")

    assert (answer.status, answer.json()["message"]) == (429, "You have reached your monthly limit.")
    assert [bubble.text for bubble in mali.heard] == ["one"]
    assert line.breaches == []


def test_the_count_starts_again_next_month(line, api):
    line.quota = 1
    mali = line.phone("Mali")
    api.push(mali.user_id)
    line.advance(31 * 24 * 3600)

    assert line.used == 0
    assert api.push(mali.user_id).status == 200


def test_an_accepted_key_answers_409_with_the_first_request_and_its_messages(line, api):
    mali = line.phone("Mali")
    first = api.push(mali.user_id, "hi", key=KEY)

    again = api.push(mali.user_id, "hi", key=KEY)

    assert again.status == 409
    assert again.json()["message"] == "The retry key is already accepted"
    assert again.json()["sentMessages"] == first.json()["sentMessages"]
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert (len(mali.heard), line.used, line.breaches) == (1, 1, [])


def test_of_many_at_once_with_one_key_exactly_one_is_accepted(line, api):
    mali = line.phone("Mali")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: api.push(mali.user_id, "hi", key=KEY).status, range(24)))

    assert sorted(statuses) == [200] + [409] * 23
    assert (len(mali.heard), line.used) == (1, 1)


def test_a_key_used_for_something_else_answers_409_and_is_a_breach(line, api):
    mali = line.phone("Mali")
    api.push(mali.user_id, "one", key=KEY)

    assert api.push(mali.user_id, "two", key=KEY).status == 409
    assert (len(mali.heard), len(line.breaches)) == (1, 1)


def test_a_refused_push_leaves_its_key_free(line, api):
    mali = line.phone("Mali")
    line.quota = 0
    api.push(mali.user_id, "hi", key=KEY)
    line.quota = None

    assert api.push(mali.user_id, "hi", key=KEY).status == 200


def test_a_key_is_forgotten_after_a_day_and_using_it_then_is_a_breach(line, api):
    mali = line.phone("Mali")
    api.push(mali.user_id, "hi", key=KEY)
    line.advance(24 * 3600 + 1)

    assert api.push(mali.user_id, "hi", key=KEY).status == 200
    assert (len(mali.heard), len(line.breaches)) == (2, 1)


def test_a_key_that_is_no_uuid_is_refused(line, api):
    assert api.push(line.phone("Mali").user_id, "hi", key="mine").status == 400


@pytest.mark.parametrize("path", ["message/validate/push", "chat/loading/start", "chat/markAsRead"])
def test_a_key_is_refused_where_none_belongs(line, api, path):
    assert api.post(path, {}, headers={"X-Line-Retry-Key": KEY}).status == 400
    assert len(line.breaches) == 1


def test_a_push_in_standby_is_a_breach(line, api):
    mali = line.phone("Mali")
    line.send_events([line.event(mali, "message", message={"text": "hi"}, mode="standby")])

    api.push(mali.user_id)

    assert len(line.breaches) == 1


def multicast(api, to, headers=None):
    messages = [{"type": "text", "text": "news"}]
    return api.post("message/multicast", {"to": to, "messages": messages}, headers=headers)


def test_a_multicast_reaches_and_counts_friends_only(line, api):
    mali, tom, pim = (line.phone(name) for name in ("Mali", "Tom", "Pim"))
    tom.blocks()
    stranger = line.phone("Nui", status="stranger")
    stranger.says("hi")

    answer = multicast(api, [phone.user_id for phone in (mali, tom, pim, stranger)])

    assert (answer.status, answer.json()) == (200, {})
    assert [len(phone.heard) for phone in (mali, tom, pim, stranger)] == [1, 0, 1, 0]
    assert line.used == 2
    assert line.breaches == []


def test_a_multicast_that_does_not_fit_the_quota_reaches_nobody(line, api):
    line.quota = 1
    phones = [line.phone(name) for name in ("Mali", "Pim")]

    assert multicast(api, [phone.user_id for phone in phones]).status == 429
    assert [phone.heard for phone in phones] == [[], []]


def test_a_multicast_takes_five_hundred_and_no_more(line, api):
    ids = [line.phone(f"Guest {n}").user_id for n in range(501)]

    assert multicast(api, ids[:500]).status == 200
    assert multicast(api, ids).status == 400
    assert line.used == 500


def test_a_multicast_names_the_malformed_id(line, api):
    answer = multicast(api, [line.phone("Mali").user_id, "C" + "0" * 32])

    assert answer.status == 400
    assert "to[1]" in answer.json()["message"]


def test_a_multicast_skips_an_unknown_id_and_remembers_the_breach(line, api):
    mali = line.phone("Mali")

    assert multicast(api, [mali.user_id, "U" + "0" * 32]).status == 200
    assert (len(mali.heard), len(line.breaches)) == (1, 1)


def test_a_multicast_key_answers_409_without_messages(line, api):
    mali = line.phone("Mali")
    first = multicast(api, [mali.user_id], {"X-Line-Retry-Key": KEY})

    again = multicast(api, [mali.user_id], {"X-Line-Retry-Key": KEY})

    assert (first.status, again.status) == (200, 409)
    assert "sentMessages" not in again.json()
    assert len(mali.heard) == 1
