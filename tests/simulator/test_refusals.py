"""Does LINE refuse at the door: wrong token, wrong type, too large, too fast, nowhere?"""

import json

import pytest

PUSH = "message/push"


@pytest.mark.parametrize("token", ["Bearer wrong", "t", ""])
def test_a_wrong_bearer_is_401(line, api, token):
    answer = api.post(PUSH, {}, headers={"Authorization": token})

    assert answer.status == 401
    assert answer.json()["message"].startswith("Authentication failed due to the following reason:")
    assert len(line.breaches) == 1


def test_anything_but_json_is_415(line, api):
    answer = api.post(PUSH, {}, headers={"Content-Type": "text/plain"})

    assert (answer.status, answer.json()["message"]) == (
        415,
        "The content type, text/plain, is not supported",
    )


@pytest.mark.parametrize("raw", [b"{", b"", b"\xff", b'"text"', b"[]"])
def test_what_is_no_json_object_is_400(api, raw):
    assert api.post(PUSH, raw=raw).status == 400


def test_more_than_two_megabytes_is_413(line, api):
    body = json.dumps({"to": line.phone("Mali").user_id, "messages": [], "padding": "x" * 2 * 1024 * 1024})

    assert api.post(PUSH, raw=body.encode()).status == 413


def test_an_address_line_does_not_have_is_404(api):
    assert api.get("nothing/here").status == 404


def test_every_answer_carries_a_fresh_request_id(line, api):
    mali = line.phone("Mali")
    answers = [
        api.push(mali.user_id),
        api.push("nobody"),
        api.get("info"),
        api.get("nothing/here"),
        api.post(PUSH, {}, headers={"Authorization": ""}),
        api.post("message/validate/reply", {"messages": []}),
    ]

    ids = [answer.headers["x-line-request-id"] for answer in answers]
    assert len(set(ids)) == len(answers)
    assert [entry.request_id for entry in line.wire] == ids


def test_two_hundred_multicasts_a_second_and_no_more(line, api):
    body = {"to": [line.phone("Mali").user_id], "messages": [{"type": "text", "text": "hi"}]}
    statuses = [api.post("message/multicast", body).status for _ in range(201)]

    line.advance(0.01)
    statuses.append(api.post("message/multicast", body).status)

    assert statuses == [200] * 200 + [429, 200]
    assert len(line.breaches) == 1


def test_buckets_of_different_endpoints_do_not_mix(line, api):
    body = {"to": [line.phone("Mali").user_id], "messages": [{"type": "text", "text": "hi"}]}
    for _ in range(201):
        api.post("message/multicast", body)

    assert api.push(line.phone("Mali").user_id).status == 200


def test_a_fair_answer_leaves_no_breach_and_says_so_on_the_wire(line, api):
    api.push(line.phone("Mali").user_id)

    (entry,) = line.wire
    assert (entry.direction, entry.method, entry.path) == ("to_line", "POST", "/v2/bot/message/push")
    assert (entry.status, entry.counted, entry.note) == (200, 1, "counted")
    assert line.breaches == []


@pytest.mark.parametrize(
    ("chat", "seconds", "status"),
    [("U", 5, 202), ("U", 60, 202), ("U", 7, 400), ("U", 65, 400), ("U", 0, 400), ("C", 5, 400)],
)
def test_loading_takes_multiples_of_five_up_to_a_minute_and_people_only(line, api, chat, seconds, status):
    chat_id = chat + line.phone("Mali").user_id[1:]

    assert api.post("chat/loading/start", {"chatId": chat_id, "loadingSeconds": seconds}).status == status
