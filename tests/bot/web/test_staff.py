"""Inviting, changing, suspending: what admins do to the list of staff, and what becomes of it."""

import re
import threading

import pytest

from bot.store import agents, audit, presence, sessions, teams
from bot.store import conversations as conversation_rows
from bot.store.database import Database
from bot.web.people.links import LINK_DAYS
from handlers.acts import AgentClaimed
from handlers.state import Phase
from tests.bot.web.desktop import Browser, Desktop

NEW = "four plain words here"


def invited(desk: Desktop, ada: Browser, email: str = "mod@baicha.example", **fields: str) -> tuple[int, str]:
    """Somebody new: their number and the path of their link."""
    page = ada.post("/staff/", **({"email": email, "name": "Mod", "role": "agent", "capacity": "5"} | fields))
    assert page.status_code == 200
    link = re.search(r'id="link" value="[^"]*(/password/[^"]+)"', page.text)[1]
    with desk.database.reading() as db:
        return agents.by_email(db, email).id, link


def changes(desk: Desktop) -> list[tuple[int | None, str, str]]:
    with desk.database.reading() as db:
        return [(each.agent_id, each.action, each.subject) for each in audit.page(db, audit.Wish(), 0, 50)]


def in_line(desk: Desktop, name: str = "nok") -> int:
    """A chat this person serves."""
    number = desk.customer("ขอคุยกับคน")
    desk.rig.turns.take(number, AgentClaimed(desk.people[name], name.capitalize()))
    return number


def test_an_invitation_becomes_somebody_who_can_sign_in(desk: Desktop) -> None:
    ada = desk.at("ada")
    number, link = invited(desk, ada)
    stranger = desk.browser()

    assert "Mod" in stranger.get(link).text
    assert stranger.get(link).status_code == 200  # looking spends nothing
    assert stranger.post(link, password=NEW, again=NEW).location == "/signin"

    fresh = desk.browser()
    assert fresh.sign_in("mod", NEW).status_code == 302
    assert fresh.get("/c/").status_code == 200
    assert changes(desk) == [
        (number, "staff.password_set", "mod@baicha.example"),
        (desk.people["ada"], "staff.invited", "mod@baicha.example agent"),
    ]


def test_a_link_is_good_once_and_for_some_days(desk: Desktop) -> None:
    ada = desk.at("ada")
    _, link = invited(desk, ada)
    stranger = desk.browser()
    stranger.post(link, password=NEW, again=NEW)
    assert stranger.post(link, password=NEW + "!", again=NEW + "!").status_code == 404

    _, late = invited(desk, ada, "fah@baicha.example")
    desk.clock.advance(hours=LINK_DAYS * 24)
    assert desk.browser().get(late).status_code == 404


def test_a_link_that_sets_a_password_signs_nobody_in(desk: Desktop) -> None:
    _, link = invited(desk, desk.at("ada"))

    assert desk.browser().get(link.replace("/password/", "/signin/")).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "At least 12"),
        (" " * 14, " " * 14, "At least 12"),
        (NEW, NEW + "x", "not the same"),
    ],
)
def test_a_password_that_will_not_do_spends_no_link(
    desk: Desktop, password: str, again: str, said: str
) -> None:
    _, link = invited(desk, desk.at("ada"))
    answer = desk.browser().post(link, password=password, again=again)

    assert answer.status_code == 422
    assert said in answer.text
    assert desk.browser().get(link).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "no address"),
        ("email", "nok@baicha.example"),
        ("name", " "),
        ("role", "king"),
        ("capacity", "-1"),
    ],
)
def test_a_bad_invitation_keeps_what_was_typed_and_saves_nothing(
    desk: Desktop, field: str, typed: str
) -> None:
    fields = {"email": "mod@baicha.example", "name": "Moddy", "role": "agent", "capacity": "7"}
    answer = desk.at("ada").post("/staff/", **(fields | {field: typed}))

    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert 'value="7"' in answer.text or field == "capacity"
    with desk.database.reading() as db:
        assert agents.by_email(db, "mod@baicha.example") is None
    assert changes(desk) == []


def test_everything_about_a_person_is_changed_at_once_and_written_down(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        sales = teams.add(db, {"en": "Sales"}, [], [], 0)
    nok, ada = desk.people["nok"], desk.at("ada")

    answer = ada.post(f"/staff/{nok}", name="Nok S.", role="supervisor", capacity="", teams=str(sales))

    assert answer.status_code == 303
    with desk.database.reading() as db:
        person = agents.one(db, nok)
        assert (person.name, person.role, person.capacity) == ("Nok S.", "supervisor", None)
        assert teams.one(db, sales).members == {nok}
    said = (
        f"nok@baicha.example: name Nok → Nok S., role agent → supervisor, capacity 5 → -, teams - → {sales}"
    )
    assert changes(desk) == [(desk.people["ada"], "staff.changed", said)]

    ada.post(f"/staff/{nok}", name="Nok S.", role="supervisor", capacity="", teams=str(sales))
    assert len(changes(desk)) == 1


def test_the_last_admin_can_neither_be_suspended_nor_demoted(desk: Desktop) -> None:
    ada, number = desk.at("ada"), desk.people["ada"]
    invited(desk, ada, role="admin")  # has no password yet, so cannot let anybody in

    demoted = ada.post(f"/staff/{number}", name="Ada", role="agent", capacity="5")
    suspended = ada.post(f"/staff/{number}/suspend")

    assert demoted.status_code == 422
    assert "last admin" in demoted.text
    assert "last admin" in ada.get(suspended.location).text
    with desk.database.reading() as db:
        person = agents.one(db, number)
    assert (person.role, person.is_active) == ("admin", True)
    assert [each[1] for each in changes(desk)] == ["staff.invited"]


def test_two_admins_who_demote_each_other_leave_one(database: Database) -> None:
    with database.transaction() as db:
        both = [agents.add(db, f"{name}@x", name, "admin", "hash", 0) for name in ("ann", "bo")]
    refused: list[int] = []
    start = threading.Barrier(2)

    def demote(number: int) -> None:
        start.wait(20)
        try:
            with database.transaction() as db:
                agents.set_role(db, number, "agent")
        except agents.LastAdmin:
            refused.append(number)

    threads = [threading.Thread(target=demote, args=(each,)) for each in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

    with database.reading() as db:
        assert [each.id for each in agents.roster(db) if each.role == "admin"] == refused
    assert len(refused) == 1


def test_suspending_signs_out_everywhere_and_gives_the_chats_back(desk: Desktop) -> None:
    one, two = in_line(desk), in_line(desk)
    others = in_line(desk, "ben")
    nok, phone, ada = desk.at("nok"), desk.at("nok"), desk.at("ada")

    answer = ada.post(f"/staff/{desk.people['nok']}/suspend")

    assert "2 chats are back in the line" in ada.get(answer.location).text
    assert nok.get("/c/").status_code == phone.get("/c/").status_code == 302
    assert desk.browser().sign_in("nok").status_code == 401
    with desk.database.reading() as db:
        threads = conversation_rows.load(db, dict.fromkeys((one, two, others), 0))
        assert desk.people["nok"] not in {each.id for each in presence.colleagues(db)}
    phases = {number: (each.state.phase, each.state.agent_id) for number, each in threads.items()}
    assert phases == {
        one: (Phase.QUEUED, None),
        two: (Phase.QUEUED, None),
        others: (Phase.WITH_AGENT, desk.people["ben"]),
    }
    assert changes(desk)[0] == (
        desk.people["ada"],
        "staff.suspended",
        "nok@baicha.example: active → suspended",
    )


def test_whoever_is_let_in_again_signs_in_as_before(desk: Desktop) -> None:
    ada = desk.at("ada")
    ada.post(f"/staff/{desk.people['nok']}/suspend")
    ada.post(f"/staff/{desk.people['nok']}/restore")

    assert desk.browser().sign_in("nok").status_code == 302
    assert changes(desk)[0][1] == "staff.restored"


def test_a_suspended_persons_link_is_worth_nothing(desk: Desktop) -> None:
    ada = desk.at("ada")
    number, link = invited(desk, ada)
    ada.post(f"/staff/{number}/suspend")

    assert desk.browser().get(link).status_code == 404


def test_a_second_link_replaces_the_first(desk: Desktop) -> None:
    ada = desk.at("ada")
    number, first = invited(desk, ada)
    second = re.search(r"/password/[^\"]+", ada.post(f"/staff/{number}/link").text)[0]

    assert desk.browser().get(first).status_code == 404
    assert desk.browser().get(second).status_code == 200


def test_an_admin_ends_one_browser_or_all(desk: Desktop) -> None:
    nok, phone, ada = desk.at("nok"), desk.at("nok"), desk.at("ada")
    number = desk.people["nok"]
    with desk.database.reading() as db:
        newest = sessions.live(db, number, desk.clock.now())[0].id

    ada.post(f"/staff/{number}/signins/{newest}/end")
    assert (nok.get("/c/").status_code, phone.get("/c/").status_code) == (200, 302)
    with desk.database.reading() as db:
        assert {each.id: each.presence for each in presence.colleagues(db)}[number] == presence.ONLINE

    ada.post(f"/staff/{number}/signins/end")
    assert nok.get("/c/").status_code == 302
    with desk.database.reading() as db:
        assert {each.id: each.presence for each in presence.colleagues(db)}[number] == presence.OFFLINE


def test_an_open_stream_ends_with_its_sign_in(desk: Desktop) -> None:
    nok, ada = desk.at("nok"), desk.at("ada")
    stream = nok.client.get("/live", buffered=False)
    lines = iter(stream.response)
    assert b"retry" in next(lines)
    next(lines)
    assert desk.hub.count() == 1
    desk.hub.round()

    ada.post(f"/staff/{desk.people['nok']}/suspend")
    while desk.hub.round():
        pass

    assert desk.hub.count() == 0
    assert not [line for line in lines if b"turn" in line]  # it ends, and brings nothing first
    stream.close()


def test_teams_are_made_changed_and_removed(desk: Desktop) -> None:
    ada, nok = desk.at("ada"), desk.people["nok"]
    assert ada.post("/staff/teams", name_th="ทีมส่งของ", topics="delivery", languages="th").status_code == 303
    with desk.database.reading() as db:
        (made,) = teams.every(db)
    assert (made.names, made.topics, made.languages) == ({"th": "ทีมส่งของ"}, ("delivery",), ("th",))

    ada.post(f"/staff/teams/{made.id}", name_en="Delivery", members=str(nok))
    with desk.database.reading() as db:
        (now,) = teams.every(db)
    assert (now.names, now.topics, now.members) == ({"en": "Delivery"}, (), {nok})

    ada.post(f"/staff/teams/{made.id}/remove")
    with desk.database.reading() as db:
        assert teams.every(db) == []
    assert [each[1] for each in changes(desk)] == ["team.removed", "team.changed", "team.made"]


def test_a_team_without_a_name_is_refused(desk: Desktop) -> None:
    answer = desk.at("ada").post("/staff/teams", topics="delivery")

    assert answer.status_code == 422
    assert 'id="wrong-name_th"' in answer.text
    assert re.search(r'value="delivery" checked', answer.text)
