"""Canned replies, suggested answers, onlookers, and a reply to what is no longer the last word."""

import pytest

from bot.store import canned, looking, teams
from bot.web.console import screen
from tests.bot.web.desktop import Desktop
from tests.bot.web.test_actions import _said


@pytest.fixture
def served(desk: Desktop) -> int:
    """Mali, whom Nok serves."""
    number = desk.customer("talk to a person", name="Mali")
    desk.at("nok").post(f"/c/{number}/claim")
    return number


def _canned(desk: Desktop, name: str, number: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = desk.at(name).get(f"/c/{number}/helps").json["canned"]
    return found


def test_a_reply_of_ones_own_is_seen_by_nobody_else_and_speaks_of_the_customer(
    desk: Desktop, served: int
) -> None:
    nok = desk.at("nok")

    nok.post("/canned/", name="hello", text="Hello {{name}}, {{agent}} here", scope="private")

    assert _canned(desk, "nok", served) == [{"label": "hello", "text": "Hello Mali, Nok here"}]
    assert _canned(desk, "ben", served) == []
    assert "Hello {{name}}" in nok.get("/canned/").text
    assert desk.at("ada").post("/canned/1", name="x", text="y", scope="private").status_code == 404


def test_a_teams_replies_are_its_members_and_only_leads_share(desk: Desktop, served: int) -> None:
    with desk.database.transaction() as db:
        team = teams.add(db, {"en": "Claims"}, [], [], desk.clock.now())
        teams.set_members(db, team, [desk.people["ben"]])
    sora, nok = desk.at("sora"), desk.at("nok")

    sora.post("/canned/", name="claim", text="Send us a picture", scope=f"team:{team}")
    sora.post("/canned/", name="thanks", text="Thank you", scope="everybody")

    assert [each["label"] for each in _canned(desk, "ben", served)] == ["claim", "thanks"]
    assert [each["label"] for each in _canned(desk, "nok", served)] == ["thanks"]
    refused = nok.post("/canned/", name="mine", text="Kept words", scope="everybody")
    assert (refused.status_code, "Kept words" in refused.text) == (422, True)
    assert nok.post("/canned/2/remove").status_code == 404
    assert sora.post("/canned/2/remove").status_code == 303
    assert _canned(desk, "nok", served) == []


@pytest.mark.parametrize(
    ("name", "text", "scope"),
    [("", "words", "private"), ("x" * 61, "words", "private"), ("x", " ", "private"), ("x", "w", "team:9")],
)
def test_what_cannot_be_kept_is_refused_whole(desk: Desktop, name: str, text: str, scope: str) -> None:
    answer = desk.at("sora").post("/canned/", name=name, text=text, scope=scope)

    assert answer.status_code == 422
    with desk.database.reading() as db:
        assert canned.for_agent(db, desk.people["sora"], sees_every_team=True) == []


def test_what_was_changed_is_what_is_offered(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")
    nok.post("/canned/", name="hello", text="Hello", scope="private")

    assert nok.post("/canned/1", name="greet", text="Good day", scope="private").status_code == 303

    assert _canned(desk, "nok", served) == [{"label": "greet", "text": "Good day"}]


def test_answers_are_suggested_for_what_was_asked_last_and_nothing_is_sent_by_it(
    desk: Desktop, served: int
) -> None:
    desk.says(f"U{1:032x}", "how much is shipping?")

    suggested = desk.at("nok").get(f"/c/{served}/helps").json["suggested"]

    assert suggested
    assert all(each["label"] and each["text"] for each in suggested)
    assert _said(desk, served) == []


def test_a_reply_to_an_older_word_must_be_sent_twice(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")
    desk.says(f"U{1:032x}", "wait, cancel that")
    seen = {"seen": "1"}

    stale = nok.part(f"/c/{served}/reply", text="Shipping it now", **seen)

    assert stale.status_code == 409
    assert "wrote again meanwhile" in stale.text
    assert "Shipping it now" in stale.text
    assert _said(desk, served) == []
    newest = stale.text.split('id="seen" value="')[1].split('"')[0]
    assert nok.part(f"/c/{served}/reply", text="Shipping it now", seen=newest).status_code == 200
    assert _said(desk, served) == ["Shipping it now"]


@pytest.mark.parametrize(("act", "form"), [("resolve", {}), ("pass", {"to": "bot"}), ("handback", {})])
def test_a_chat_is_closed_past_a_word_not_yet_seen_only_by_saying_so_twice(
    desk: Desktop, served: int, act: str, form: dict[str, str]
) -> None:
    nok = desk.at("nok")
    desk.says(f"U{1:032x}", "wait, how much is shipping?")

    unread = nok.part(f"/c/{served}/{act}", seen="1", **form)

    assert unread.status_code == 409
    assert "has just written again" in unread.text
    newest = unread.text.split('id="seen" value="')[1].split('"')[0]
    assert nok.part(f"/c/{served}/{act}", seen=newest, **form).status_code == 200


def test_an_old_word_is_no_new_one_though_a_page_of_ours_stands_after_it(
    desk: Desktop, served: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "BUBBLES", 2)
    nok = desk.at("nok")
    for n in range(3):
        assert nok.part(f"/c/{served}/reply", text=f"picture {n} of many").status_code == 200
    page = nok.get(f"/c/{served}").text

    seen = page.split('id="seen" value="')[1].split('"')[0]

    assert nok.part(f"/c/{served}/reply", text="That is all", seen=seen).status_code == 200


def test_colleagues_at_the_same_chat_know_of_each_other_until_one_leaves(desk: Desktop, served: int) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    other = desk.customer("talk to a person")

    assert ben.post(f"/c/{served}/looking", writing="0").json == []
    assert nok.post(f"/c/{served}/looking", writing="1").json == ["Ben is looking at this too"]
    assert ben.post(f"/c/{served}/looking", writing="0").json == ["Nok is writing"]
    ben.post(f"/c/{other}/looking")
    assert nok.post(f"/c/{served}/looking").json == []
    ben.post(f"/c/{served}/looking")
    desk.clock.advance(seconds=looking.LASTS_MS // 1000 + 1)
    assert nok.post(f"/c/{served}/looking").json == []


def test_staff_choose_the_language_and_see_what_was_chosen(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")

    nok.post(f"/c/{served}/language", language="th")

    assert 'value="th" selected' in nok.get(f"/c/{served}").text
    assert nok.part(f"/c/{served}/language", language="xx").status_code == 409


def test_the_console_can_be_installed_without_signing_in_first(desk: Desktop) -> None:
    told = desk.browser().get("/manifest.webmanifest")

    assert told.mimetype == "application/manifest+json"
    for each in told.json["icons"]:
        assert desk.browser().get(each["src"]).status_code == 200
