"""Does each fault do what its name says, and is the truth about what was accepted kept?"""

import pytest
import urllib3

KEY = "123e4567-e89b-42d3-a456-426614174000"


@pytest.fixture
def mali(line):
    return line.phone("Mali")


def texts(phone):
    return [bubble.text for bubble in phone.heard]


def test_cut_before_accepting_delivers_nothing(line, api, mali):
    line.faults.next("reset_before_accept", path="push")

    with pytest.raises(urllib3.exceptions.ProtocolError):
        api.push(mali.user_id, "hi", key=KEY)

    assert (texts(mali), line.accepted, line.used) == ([], [], 0)
    assert api.push(mali.user_id, "hi", key=KEY).status == 200


def test_cut_after_accepting_delivers_and_burns_the_key(line, api, mali):
    line.faults.next("accept_then_reset", path="push")

    with pytest.raises(urllib3.exceptions.ProtocolError):
        api.push(mali.user_id, "hi", key=KEY)

    assert api.push(mali.user_id, "hi", key=KEY).status == 409
    assert texts(mali) == ["hi"]


@pytest.mark.parametrize(
    ("kind", "first", "again"), [("500_before_accept", [], 200), ("500_after_accept", ["hi"], 409)]
)
def test_500_tells_nothing_about_delivery(line, api, mali, kind, first, again):
    line.faults.next(kind, path="push")

    answer = api.push(mali.user_id, "hi", key=KEY)

    assert (answer.status, texts(mali)) == (500, first)
    assert api.push(mali.user_id, "hi", key=KEY).status == again
    assert texts(mali) == ["hi"]


def test_an_accepted_reply_without_answer_is_told_by_the_next_try(line, api, mali):
    token = mali.says("hi").event["replyToken"]
    line.faults.next("500_after_accept", path="reply")

    statuses = [api.reply(token, "hello").status for _ in range(2)]

    assert statuses == [500, 400]
    assert texts(mali) == ["hello"]
    assert line.breaches == []


@pytest.mark.parametrize(("kind", "words"), [("429_rate", "rate limit"), ("429_monthly", "monthly limit")])
def test_both_kinds_of_429_can_be_told_apart(line, api, mali, kind, words):
    line.faults.next(kind, path="push")

    answer = api.push(mali.user_id, "hi", key=KEY)

    assert answer.status == 429
    assert words in answer.json()["message"]
    assert (texts(mali), line.breaches) == ([], [])


def test_a_token_can_die_early_and_stays_dead(line, api, mali):
    token = mali.says("hi").event["replyToken"]
    line.faults.next("token_expired")

    statuses = [api.reply(token, "hello").status for _ in range(2)]

    assert statuses == [400, 400]
    assert (texts(mali), line.breaches) == ([], [])


def test_a_picture_can_be_not_ready_yet(line, api, mali):
    picture = mali.sends_image().event["message"]["id"]
    line.faults.next("content_202")

    answers = [api.get(f"message/{picture}/content") for _ in range(2)]

    assert [(answer.status, answer.data[:4]) for answer in answers] == [(202, b""), (200, b"\x89PNG")]


def test_a_switch_holds_for_its_path_and_its_number_of_times(line, api, mali):
    line.faults.next("500_before_accept", path="push", times=2)
    token = mali.says("hi").event["replyToken"]

    assert api.reply(token).status == 200
    assert [api.push(mali.user_id).status for _ in range(3)] == [500, 500, 200]


def test_a_switch_without_number_holds_until_cleared(line, api, mali):
    line.faults.next("500_before_accept", times=None)
    before = [api.push(mali.user_id).status for _ in range(3)]
    line.faults.clear()

    assert before == [500] * 3
    assert api.push(mali.user_id).status == 200


def test_an_unknown_fault_is_named(line):
    with pytest.raises(ValueError, match="gremlins is no fault"):
        line.faults.next("gremlins")
    with pytest.raises(ValueError, match="gremlins"):
        line.faults.plan(seed=1, rates={"gremlins": 1})


def test_a_plan_draws_the_same_for_the_same_seed(line, api, mali):
    def drawn():
        line.faults.plan(seed=7, rates={"500_before_accept": 0.3, "429_rate": 0.2})
        return [api.push(mali.user_id).status for _ in range(40)]

    first, second = drawn(), drawn()

    assert first == second
    assert {200, 429, 500} == set(first)


def test_nothing_is_lost_nor_doubled_when_a_client_insists_with_its_key(line, api, mali):
    line.faults.plan(
        seed=3, rates={"accept_then_reset": 0.2, "500_after_accept": 0.2, "reset_before_accept": 0.2}
    )
    for n in range(40):
        key = f"123e4567-e89b-42d3-a456-{n:012d}"
        while insist(api, mali.user_id, str(n), key) not in (200, 409):
            pass

    assert texts(mali) == [str(n) for n in range(40)]
    assert [accepted.messages[0]["text"] for accepted in line.accepted] == texts(mali)
    assert line.breaches == []


def insist(api, to, text, key):
    try:
        return api.push(to, text, key=key).status
    except urllib3.exceptions.ProtocolError:
        return None


def test_the_record_joins_fault_request_and_accepted_send(line, api, mali):
    line.faults.next("500_after_accept", path="push")

    request_id = api.push(mali.user_id, "hi", key=KEY).headers["x-line-request-id"]

    (injected,), (accepted,) = line.faults.injected, line.accepted
    assert (injected.kind, injected.path, injected.request_id) == ("500_after_accept", "push", request_id)
    assert (accepted.request_id, accepted.fault) == (request_id, "500_after_accept")
    assert (accepted.user_id, accepted.via, accepted.retry_key) == (mali.user_id, "push", KEY)
