"""Coming in, staying in and leaving: passwords, links, throttling, revocation."""

import pytest
from argon2 import PasswordHasher, Type

from bot.store import agents, sessions
from bot.web.signin import LIFE_MS, local_path
from tests.bot.web.desktop import PASSWORD, Desktop
from tests.quick import OWN_HASHER


def test_the_right_password_leads_to_the_desk(desk: Desktop) -> None:
    browser = desk.browser()

    answer = browser.sign_in("nok")

    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/c/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_hear_the_same(desk: Desktop) -> None:
    wrong = desk.browser().sign_in("nok", "not the password")
    unknown = desk.browser().sign_in("nobody", "not the password")

    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert "That email and password do not go together." in answer.text


def test_a_suspended_person_cannot_come_in(desk: Desktop) -> None:
    from sqlalchemy import update

    with desk.database.transaction() as db:
        db.execute(update(agents.Agent).where(agents.Agent.id == desk.people["nok"]).values(is_active=False))

    assert desk.browser().sign_in("nok").status_code == 401
    assert desk.browser().get(desk.link("nok")).status_code == 404


def test_guessing_is_slowed_down_for_one_address_and_forgotten_in_time(desk: Desktop) -> None:
    desk.guessed("nok", sessions.PER_EMAIL_AND_ADDRESS - 1)
    assert desk.browser().sign_in("nok", "one guess more").status_code == 401

    throttled = desk.browser().sign_in("nok")
    assert throttled.status_code == 429
    assert "Please wait 15 minutes" in throttled.text
    assert desk.browser().sign_in("ben").status_code == 302

    desk.clock.advance(seconds=sessions.WINDOW_MS / 1000 + 1)
    assert desk.browser().sign_in("nok").status_code == 302


def test_a_stranger_elsewhere_cannot_lock_a_colleague_out_cheaply(desk: Desktop) -> None:
    desk.guessed("nok", sessions.PER_EMAIL - 1, "203.0.113.9")
    assert desk.browser().sign_in("nok").status_code == 302

    desk.guessed("nok", sessions.PER_EMAIL, "203.0.113.10")
    assert desk.browser().sign_in("nok").status_code == 429


def test_asking_for_the_head_of_a_link_does_not_spend_it(desk: Desktop) -> None:
    link, browser = desk.link("nok"), desk.browser()

    assert browser.client.head(link).status_code == 404
    assert browser.get(link).status_code == 302


def test_a_link_is_not_for_who_comes_through_a_proxy(desk: Desktop) -> None:
    forwarded = {"X-Forwarded-For": "8.8.8.8"}

    assert desk.browser().client.get(desk.link("nok"), headers=forwarded).status_code == 404
    assert desk.browser().client.get("/metrics", headers=forwarded).status_code == 403


def test_the_throttled_page_speaks_thai_too(desk: Desktop) -> None:
    desk.guessed("nok", sessions.PER_EMAIL_AND_ADDRESS)
    browser = desk.browser()
    browser.post("/language", language="th")

    assert "รอ 15 นาที" in browser.sign_in("nok").text


def test_the_right_password_forgets_earlier_slips(desk: Desktop) -> None:
    desk.guessed("nok", sessions.PER_EMAIL_AND_ADDRESS - 1)
    desk.browser().sign_in("nok")

    desk.browser().sign_in("nok", "another slip")

    assert desk.browser().sign_in("nok").status_code == 302


def test_signing_out_ends_the_session_on_the_server(desk: Desktop) -> None:
    browser = desk.at("nok")
    stolen = browser.client.get_cookie("saphan").value

    browser.post("/signout")

    thief = desk.browser()
    thief.client.set_cookie("saphan", stolen)
    assert thief.get("/c/").status_code == 302


def test_a_revoked_person_is_out_at_the_next_click(desk: Desktop) -> None:
    browser = desk.at("nok")

    with desk.database.transaction() as db:
        sessions.revoke_all(db, desk.people["nok"], desk.clock.now())

    assert browser.get("/c/").location.startswith("/signin")


def test_a_sign_in_ends_after_twelve_hours(desk: Desktop) -> None:
    browser = desk.at("nok")

    desk.clock.advance(seconds=LIFE_MS / 1000 - 1)
    assert browser.get("/c/").status_code == 200

    desk.clock.advance(seconds=2)
    assert browser.get("/c/").status_code == 302


def test_a_link_signs_in_once_only(desk: Desktop) -> None:
    link = desk.link("ada")

    first = desk.browser().get(link)
    second = desk.browser().get(link)

    assert (first.status_code, first.location) == (302, "/")
    assert second.status_code == 404


def test_a_link_is_good_only_on_this_machine(desk: Desktop) -> None:
    link = desk.link("ada")

    from_elsewhere = desk.browser().client.get(link, environ_base={"REMOTE_ADDR": "203.0.113.9"})

    assert from_elsewhere.status_code == 404
    assert desk.browser().get(link).status_code == 302


def test_a_link_is_refused_behind_a_proxy_where_every_address_may_be_forged(desk: Desktop) -> None:
    proxied = desk.like(trusted_proxies=1)

    assert proxied.browser().get(desk.link("ada")).status_code == 404


def test_an_old_link_is_refused(desk: Desktop) -> None:
    link = desk.link("ada", lasts_ms=1000)

    desk.clock.advance(seconds=2)

    assert desk.browser().get(link).status_code == 404


def test_the_session_is_a_new_one_after_sign_in(desk: Desktop) -> None:
    browser = desk.browser()
    browser.get("/signin")
    before = browser.client.get_cookie("saphan").value
    token = browser.token()

    browser.sign_in("nok")

    assert browser.client.get_cookie("saphan").value != before
    assert browser.client.post("/signout", data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize("path", ["/c/", "/c/list?view=waiting&page=1", "/answers/usefulness"])
def test_a_look_in_the_background_brings_no_older_cookie_back(desk: Desktop, path: str) -> None:
    ada = desk.at("ada")
    ada.get("/c/")  # the first page of all brings the token of its forms

    assert "saphan=" not in ada.get(path).headers.get("Set-Cookie", "")


def test_whoever_wanted_a_page_is_led_there_after_sign_in(desk: Desktop) -> None:
    browser = desk.browser()

    asked = browser.get("/c/?view=mine")
    assert asked.location == "/signin?next=/c/?view%3Dmine"

    assert browser.sign_in("nok", next="/c/?view=mine").location == "/c/?view=mine"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "http:evil.example",
        "/signin",
        "",
        None,
    ],
)
def test_next_never_leads_elsewhere(elsewhere: str | None) -> None:
    assert local_path(elsewhere) == "/"


def test_cookies_keep_to_https_when_the_desk_is_reached_by_it(desk: Desktop) -> None:
    open_air = desk.browser().get("/signin").headers["Set-Cookie"]
    public = desk.like(public_url="https://desk.example").browser().get("/signin").headers["Set-Cookie"]

    assert "HttpOnly" in open_air
    assert "SameSite=Lax" in open_air
    assert "Secure" not in open_air
    assert "Secure" in public


def test_a_form_without_its_token_is_refused_kindly(desk: Desktop) -> None:
    answer = desk.browser().client.post("/signin", data={"email": "nok@baicha.example", "password": PASSWORD})

    assert answer.status_code == 400
    assert "This form is no longer good" in answer.text


def test_passwords_are_hashed_as_rfc_9106_recommends() -> None:
    own = OWN_HASHER

    assert (own.type, own.memory_cost, own.time_cost, own.parallelism) == (Type.ID, 64 * 1024, 3, 4)


def test_a_hash_made_with_weaker_parameters_is_made_anew(desk: Desktop) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    with desk.database.transaction() as db:
        agents.set_password(db, desk.people["nok"], weak)

    desk.browser().sign_in("nok")

    with desk.database.reading() as db:
        assert agents.by_email(db, "nok@baicha.example").password_hash != weak
    assert desk.browser().sign_in("nok").status_code == 302
