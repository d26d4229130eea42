"""Does the phone in the browser show everything as text, keep strangers out, and stay in step?"""

import json

import pytest
import urllib3

from simulator.page import Page

NASTY = "<img src=x onerror=alert(1)>"


@pytest.fixture
def page(line):
    page = Page(line)
    page.seed()
    line.page = page.answer
    return line


@pytest.fixture
def browse(page, api):
    def request(method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} if data else {}
        url = page.origin + path
        return api.pool.request(method, url, body=data, headers={**given, **headers}, redirect=False)

    return request


def test_the_page_forbids_foreign_and_inline_scripts(browse):
    answer = browse("GET", "/")

    assert answer.status == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    html = answer.data.decode()
    assert "style=" not in html
    assert "<script>" not in html


def test_every_file_the_page_names_is_there(browse):
    html = browse("GET", "/").data.decode()
    named = [part.split('"')[0].split("#")[0] for part in html.split('"/static/')[1:]]

    assert {browse("GET", f"/static/{name}").status for name in named} == {200}


def test_the_chosen_language_is_remembered(browse):
    answer = browse("GET", "/?lang=en")
    cookie = answer.headers["set-cookie"].split(";")[0]

    assert '<html lang="en">' in answer.data.decode()
    assert '<html lang="en">' in browse("GET", "/", Cookie=cookie).data.decode()
    assert '<html lang="th">' in browse("GET", "/").data.decode()


def test_what_is_said_on_the_page_reaches_the_bot(page, bot, browse):
    user = page.phones[0].user_id

    assert browse("POST", "/phone/say", {"user": user, "text": "hi"}).status == 200
    assert bot.events[0]["message"]["text"] == "hi"
    state = browse("GET", f"/phone/state?user={user}").json()
    assert [bubble["text"] for bubble in state["phone"]["talk"]] == ["hi"]


def test_a_new_customer_follows_the_shop(page, bot, browse):
    assert browse("POST", "/phone/add", {"name": "Ploy", "language": "th"}).status == 200
    assert bot.events[0]["type"] == "follow"
    assert browse("POST", "/phone/add", {"name": "Ploy", "language": "th"}).status == 400


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("say", {"text": "  "}),
        ("say", {"text": "x" * 5001}),
        ("tap", {"label": "not there"}),
        ("quota", {"limit": -1}),
        ("quota", {"limit": "many"}),
        ("fault", {"kind": "gremlins", "on": True}),
        ("unsend", {"message": "1"}),
        ("add", {"name": "A", "language": "xx"}),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(page, browse, act, asked):
    answer = browse("POST", f"/phone/{act}", {"user": page.phones[0].user_id, **asked})

    assert answer.status == 400
    assert answer.json()["message"]


def test_switches_on_the_page_work_and_show(page, api, browse):
    browse("POST", "/phone/fault", {"kind": "500_before_accept", "on": True})
    browse("POST", "/phone/fault", {"kind": "redelivery", "on": True})
    shown = browse("GET", "/phone/state").json()["faults"]["on"]
    status = api.push(page.phones[0].user_id).status
    browse("POST", "/phone/fault", {"kind": "500_before_accept", "on": False})

    assert (sorted(shown), status) == (["500_before_accept", "redelivery"], 500)
    assert api.push(page.phones[0].user_id).status == 200


def test_another_site_can_neither_press_nor_read(page, browse, api):
    form = {"Content-Type": "text/plain"}
    body = json.dumps({"limit": 1}).encode()
    pressed = api.pool.request("POST", f"{page.origin}/phone/quota", body=body, headers=form)

    assert pressed.status == 415
    assert browse("GET", "/phone/state", Host="rebound.example:80").status == 403


def test_only_files_of_the_page_are_served(browse):
    assert browse("GET", "/static/../page.py").status in (401, 404)
    assert browse("GET", "/static/nothing.js").status in (401, 404)


def test_the_stream_tells_of_a_change_and_ends_with_the_simulator(page):
    pool = urllib3.HTTPConnectionPool("127.0.0.1", int(page.origin.rsplit(":", 1)[1]), retries=False)
    stream = pool.request("GET", "/phone/stream", preload_content=False)
    read_until(stream, b"event: changed")
    page.phone("Mali").says("hi")
    read_until(stream, b"event: changed")
    page.stop()

    assert stream.headers["content-type"].startswith("text/event-stream")
    stream.read()
    pool.close()


def read_until(stream, words):
    seen = b""
    while words not in seen:
        chunk = stream.read1()
        assert chunk, f"the stream ended before {words!r}"
        seen += chunk


@pytest.mark.browser
def test_a_message_is_shown_as_text_whatever_it_contains(page, api, chromium):
    mali = page.phones[0]
    card = {
        "type": "buttons",
        "text": NASTY,
        "actions": [{"type": "message", "label": "<b>go</b>", "text": "x"}],
    }
    messages = [
        {"type": "text", "text": NASTY, "sender": {"name": "<i>Nok</i>"}},
        {"type": "template", "altText": "a", "template": card},
    ]
    assert api.post("message/push", {"to": mali.user_id, "messages": messages}).status == 200

    shown = chromium.new_page()
    troubles = []
    shown.on("pageerror", lambda error: troubles.append(str(error)))
    shown.on("dialog", lambda dialog: troubles.append(dialog.message))
    shown.goto(page.origin)
    shown.wait_for_selector(".card")
    talk = shown.inner_text("#talk")
    pictures = shown.query_selector_all("#talk img")
    shown.click(".card button")
    shown.wait_for_selector(".row.mine")
    shown.close()

    assert talk.count(NASTY) == 2
    assert "<i>Nok</i>" in talk
    assert (pictures, troubles) == ([], [])
