"""Online, busy, away, offline: as chosen, as the screen reports, as colleagues see it."""

from bot.duty import note_gone
from bot.store import agents, feed, presence
from tests.bot.web.desktop import Desktop


def stands(desk: Desktop, name: str) -> str:
    with desk.database.reading() as db:
        return {each.id: each.presence for each in presence.colleagues(db)}[desk.people[name]]


def seen_at(desk: Desktop, name: str) -> int:
    with desk.database.reading() as db:
        return agents.one(db, desk.people[name]).last_seen_at


def test_signing_in_is_online_and_the_last_sign_out_is_offline(desk: Desktop) -> None:
    first, second = desk.at("nok"), desk.at("nok")
    assert stands(desk, "nok") == presence.ONLINE

    first.post("/signout")
    assert stands(desk, "nok") == presence.ONLINE
    second.post("/signout")
    assert stands(desk, "nok") == presence.OFFLINE


def test_a_choice_is_shown_to_colleagues_and_told_to_open_screens(desk: Desktop) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    with desk.database.reading() as db:
        before = feed.newest(db)

    assert nok.post("/presence/", presence="busy", next="/me/").location == "/me/"

    assert "Nok" in ben.get("/presence/colleagues").text
    assert "Busy" in ben.get("/presence/colleagues").text
    with desk.database.reading() as db:
        assert [each.kind for each in feed.after(db, before, 9)] == [feed.PRESENCE]
    assert nok.post("/presence/", presence="asleep").status_code == 400


def test_a_screen_that_reports_every_second_writes_once_a_minute(desk: Desktop) -> None:
    nok = desk.at("nok")
    moments = set()
    for _ in range(120):
        desk.clock.advance(seconds=1)
        assert nok.post("/presence/seen", active="1").text == presence.ONLINE
        moments.add(seen_at(desk, "nok"))

    assert len(moments) <= 3


def test_idle_is_away_and_coming_back_says_so_at_once(desk: Desktop) -> None:
    nok = desk.at("nok")
    nok.token()  # opens a page
    for _ in range(11):
        desk.clock.advance(seconds=60)
        nok.post("/presence/seen", active="0")
    assert note_gone(desk.database, desk.clock, desk.rig.wake) == []
    assert nok.post("/presence/seen", active="0").text == presence.AWAY

    assert nok.post("/presence/seen", active="1").text == presence.ONLINE
    assert stands(desk, "nok") == presence.ONLINE


def test_opening_a_page_without_scripts_is_a_sign_of_life(desk: Desktop) -> None:
    nok = desk.at("nok")
    desk.clock.advance(seconds=120)
    nok.get("/c/list")
    assert seen_at(desk, "nok") < desk.clock.now()  # a list that refreshes itself is none

    nok.get("/c/")
    assert seen_at(desk, "nok") == desk.clock.now()
