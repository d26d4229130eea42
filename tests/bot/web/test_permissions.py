"""Who may open which page: every route against every role."""

import pytest
from werkzeug.routing import Rule

from bot.store.agents import ROLES
from bot.web.permissions import PARTS, PUBLIC, TABLE
from tests.bot.web.desktop import CAST, Desktop


def _address(rule: Rule) -> str:
    gaps = dict.fromkeys(
        ("conversation_id", "event_id", "media_id", "outbox_id", "campaign_id", "bubble_id"), "1"
    )
    gaps |= {"case_id": "1", "token": "x", "filename": "desk.css", "name": "handoffs"}
    gaps |= {"slug": "nothing", "kind": "csv"}
    # Nobody and nothing: no step of the walk may change what the next one meets.
    gaps |= dict.fromkeys(("canned_id", "agent_id", "team_id", "signin_id", "message_id"), "99")
    address = rule.rule
    for name in rule.arguments:
        start = address.index("<")
        address = address[:start] + gaps[name] + address[address.index(">") + 1 :]
    return address


def _method(rule: Rule) -> str:
    return "POST" if "POST" in rule.methods else "GET"


def test_the_table_names_every_route_and_nothing_else(desk: Desktop) -> None:
    assert {each.endpoint for each in desk.app.url_map.iter_rules()} == set(TABLE)


def test_a_route_missing_from_the_table_is_refused(desk: Desktop) -> None:
    desk.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    assert desk.at("ada").get("/forgotten").status_code == 403
    assert desk.browser().get("/forgotten").status_code == 302


def test_strangers_meet_the_sign_in_page_everywhere(desk: Desktop) -> None:
    for rule in desk.app.url_map.iter_rules():
        if TABLE[rule.endpoint] == PUBLIC:
            continue
        answer = desk.browser().client.open(_address(rule), method=_method(rule))
        if rule.endpoint in PARTS:
            assert (answer.status_code, answer.json) == (401, {"error": "signed out"}), rule
        else:
            assert answer.location.startswith("/signin"), rule


@pytest.mark.parametrize("name", CAST)
def test_each_role_reaches_exactly_what_the_table_says(desk: Desktop, name: str) -> None:
    desk.customer("hello")
    browser = desk.at(name)
    token = browser.token()

    for rule in desk.app.url_map.iter_rules():
        if TABLE[rule.endpoint] == PUBLIC:
            continue
        answer = browser.client.open(_address(rule), method=_method(rule), data={"csrf_token": token})
        answer.close()
        is_refused = answer.status_code == 403
        assert is_refused == (CAST[name] not in TABLE[rule.endpoint]), rule


def test_the_table_speaks_of_roles_that_exist() -> None:
    for allowed in TABLE.values():
        assert allowed == PUBLIC or allowed <= set(ROLES)
