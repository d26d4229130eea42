"""Does the pretend LINE hand out what customers sent as LINE does: 200, 202, 400, 404, 410?"""

import base64
import json
from typing import Any

import pytest
import urllib3

from simulator import Line
from simulator.page import Page
from tests.simulator.conftest import Api, Listener


def newest(line: Line, name: str = "Mali") -> str:
    return line.phone(name).transcript[-1].id


def test_content_is_what_the_phone_sent(line: Line, api: Api) -> None:
    line.phone("Mali").sends_image(b"\xff\xd8\xffpicture", "image/jpeg")

    answer = api.get(f"message/{newest(line)}/content")

    assert (answer.status, answer.data) == (200, b"\xff\xd8\xffpicture")
    assert answer.headers["content-type"] == "image/jpeg"


def test_a_video_is_202_until_it_is_ready(line: Line, api: Api) -> None:
    line.phone("Mali").sends_video(preparing=2)
    path = f"message/{newest(line)}/content"

    states = [json.loads(api.get(f"{path}/transcoding").data)["status"]]
    answers = [api.get(path) for _ in range(3)]
    states.append(json.loads(api.get(f"{path}/transcoding").data)["status"])

    assert [each.status for each in answers] == [202, 202, 200]
    assert answers[0].data == b""
    assert states == ["processing", "succeeded"]


def test_what_was_unsent_is_410_and_what_never_was_is_404(line: Line, api: Api) -> None:
    phone = line.phone("Mali")
    phone.sends_file("a.pdf")
    phone.unsends(newest(line))

    assert api.get(f"message/{newest(line)}/content").status == 410
    assert api.get("message/123/content").status == 404


@pytest.mark.parametrize(("kind", "part"), [("text", ""), ("file", "/preview"), ("image", "/transcoding")])
def test_content_of_the_wrong_kind_is_400(line: Line, api: Api, kind: str, part: str) -> None:
    phone = line.phone("Mali")
    {"text": lambda: phone.says("hi"), "file": phone.sends_file, "image": phone.sends_image}[kind]()

    assert api.get(f"message/{newest(line)}/content{part}").status == 400
    assert line.breaches


@pytest.mark.parametrize("seconds", [4, 61, 7, "10", True, None])
def test_dots_last_a_multiple_of_five_seconds_from_5_to_60(line: Line, api: Api, seconds: Any) -> None:
    phone = line.phone("Mali")

    answer = api.post("chat/loading/start", {"chatId": phone.user_id, "loadingSeconds": seconds})

    assert answer.status == 400


def test_dots_end_with_the_next_message_and_need_a_person(line: Line, api: Api) -> None:
    phone = line.phone("Mali")
    phone.says("hi")

    assert api.post("chat/loading/start", {"chatId": phone.user_id}).status == 202
    shown = phone.loading_until
    api.push(phone.user_id, "hello")

    assert shown == line.now() + 20
    assert phone.loading_until == 0
    for chat in ("C" + "1" * 32, "R" + "1" * 32, "nobody"):
        assert api.post("chat/loading/start", {"chatId": chat}).status == 400


def test_read_tokens_are_those_of_messages(line: Line, api: Api, bot: Listener) -> None:
    line.phone("Mali").says("hi")
    token = bot.events[-1]["message"]["markAsReadToken"]

    assert api.post("chat/markAsRead", {"markAsReadToken": token}).status == 200
    for wrong in (token + "0", "", None, 5):
        assert api.post("chat/markAsRead", {"markAsReadToken": wrong}).status == 400


@pytest.fixture
def page(line: Line) -> urllib3.HTTPConnectionPool:
    line.page = Page(line).answer
    return urllib3.HTTPConnectionPool("127.0.0.1", int(line.origin.rpartition(":")[2]), retries=False)


def act(page: urllib3.HTTPConnectionPool, doing: str, **asked: Any) -> int:
    headers = {"Content-Type": "application/json"}
    return page.request("POST", f"/phone/{doing}", body=json.dumps(asked).encode(), headers=headers).status


@pytest.mark.parametrize(
    ("kind", "sent"),
    [("image/png", "image"), ("video/mp4", "video"), ("application/pdf", "file"), ("", "file")],
)
def test_the_page_sends_any_file_as_the_phone_would(
    line: Line, page: urllib3.HTTPConnectionPool, bot: Listener, kind: str, sent: str
) -> None:
    phone = line.phone("Mali")
    body = base64.b64encode(b"<script>").decode()

    assert act(page, "upload", user=phone.user_id, name="ไฟล์.x", kind=kind, body=body) == 200

    assert bot.events[-1]["message"]["type"] == sent
    shown = page.request("GET", f"/phone/file?id={newest(line)}")
    assert shown.data == b"<script>"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == ("inline" if sent == "image" else "attachment")


@pytest.mark.parametrize("body", ["", "***", None])
def test_an_upload_that_is_none_is_refused(line: Line, page: urllib3.HTTPConnectionPool, body: Any) -> None:
    phone = line.phone("Mali")

    assert act(page, "upload", user=phone.user_id, name="a", kind="", body=body) == 400


def test_an_unsent_file_is_gone_from_the_page_too(line: Line, page: urllib3.HTTPConnectionPool) -> None:
    phone = line.phone("Mali")
    phone.sends_image()
    number = newest(line)
    phone.unsends(number)

    assert page.request("GET", f"/phone/file?id={number}").status == 404


def picker(mode: str) -> dict[str, Any]:
    action = {"type": "datetimepicker", "label": "When?", "data": "visit", "mode": mode}
    return {"type": "text", "text": "t", "quickReply": {"items": [{"type": "action", "action": action}]}}


@pytest.mark.parametrize(
    ("mode", "moment"), [("date", "2026-12-01"), ("time", "17:30"), ("datetime", "2026-12-01T17:30")]
)
def test_a_picker_sends_what_it_was_set_to(
    line: Line, api: Api, page: urllib3.HTTPConnectionPool, bot: Listener, mode: str, moment: str
) -> None:
    phone = line.phone("Mali")
    api.post("message/push", {"to": phone.user_id, "messages": [picker(mode)]})

    assert act(page, "tap", user=phone.user_id, label="When?", params={mode: moment}) == 200

    assert bot.events[-1]["postback"] == {"data": "visit", "params": {mode: moment}}
    assert act(page, "tap", user=phone.user_id, label="When?", params={mode: "soon"}) == 400
