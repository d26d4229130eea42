"""What every answer carries, and what people see when something goes wrong."""

import re

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from tests.bot.web.desktop import Desktop

PAGES = ("/signin", "/nothing-here", "/c/", "/c/1", "/c/1/thread", "/c/list")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_fenced_in(desk: Desktop, page: str) -> None:
    desk.customer("hello")

    headers = desk.at("nok").get(page, Accept="text/html").headers

    policy = headers["Content-Security-Policy"]
    for directive in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
    ):
        assert directive in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_a_page_needs_an_inline_script_or_style(desk: Desktop, page: str) -> None:
    desk.customer("hello", "talk to a person")
    browser = desk.at("nok")
    browser.post("/c/1/claim")

    html = browser.get(page).text

    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)


def test_signed_in_pages_are_kept_in_no_cache(desk: Desktop) -> None:
    browser = desk.at("nok")

    assert browser.get("/c/").headers["Cache-Control"] == "no-store"
    assert "no-store" not in browser.get("/static/desk.css").headers.get("Cache-Control", "")


def test_https_is_remembered_only_where_the_desk_is_reached_by_it(desk: Desktop) -> None:
    plain = desk.browser().get("/signin").headers
    public = desk.like(public_url="https://desk.example").browser().get("/signin").headers

    assert "Strict-Transport-Security" not in plain
    assert "max-age" in public["Strict-Transport-Security"]


def test_a_missing_page_is_explained_in_the_persons_language(desk: Desktop) -> None:
    browser = desk.at("nok")
    english = browser.get("/nothing-here")
    browser.post("/language", language="th")
    thai = browser.get("/nothing-here")

    assert english.status_code == thai.status_code == 404
    assert "There is nothing here" in english.text
    assert "ไม่พบหน้านี้" in thai.text


def test_an_unreachable_database_is_a_503(desk: Desktop) -> None:
    browser = desk.at("nok")

    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    desk.app.view_functions["console.lists"] = away
    answer = browser.get("/c/")

    assert answer.status_code == 503
    assert "The desk cannot reach its database" in answer.text


def test_the_page_that_says_so_asks_the_database_nothing(desk: Desktop) -> None:
    browser = desk.at("nok")
    with desk.database.transaction() as db:
        db.execute(sql("ALTER TABLE signins RENAME TO signins_away"))

    answer = browser.get("/c/")
    part = browser.get("/c/list")

    with desk.database.transaction() as db:
        db.execute(sql("ALTER TABLE signins_away RENAME TO signins"))
    assert answer.status_code == part.status_code >= 500
    assert "To the desk" in answer.text
    assert part.json == {"error": part.status_code}
    assert browser.get("/c/").status_code == 200


def test_a_defect_is_a_friendly_500(desk: Desktop) -> None:
    desk.app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = desk.at("nok")
    desk.app.view_functions["console.lists"] = lambda: 1 // 0

    answer = browser.get("/c/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text


def test_the_webhook_answers_machines_plainly(desk: Desktop) -> None:
    answer = desk.browser().client.post("/line/webhook", data=b"{}", headers={"X-Line-Signature": "forged"})

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_the_webhook_sets_no_cookie_and_reads_none(desk: Desktop) -> None:
    answer = desk.browser().client.post("/line/webhook", data=b"{}", headers={"Cookie": "session=nonsense"})

    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers
