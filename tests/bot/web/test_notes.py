"""Notes, passing on, snoozing, resolving and reopening, as colleagues do it at the desk."""

import pytest
from sqlalchemy import func, select, text

from bot.store import presence, teams
from bot.store.messages import Message
from bot.store.outbox import Delivery
from bot.timers import fire_due
from tests.bot.web.desktop import Desktop
from tests.bot.web.test_lists import _ids


@pytest.fixture
def served(desk: Desktop) -> int:
    """Mali, whom Nok serves."""
    number = desk.customer("talk to a person", name="Mali")
    desk.at("nok").post(f"/c/{number}/claim")
    return number


def _team(desk: Desktop, name: str, *people: str) -> int:
    with desk.database.transaction() as db:
        number = teams.add(db, {"en": name}, [], [], desk.clock.now())
        teams.set_members(db, number, [desk.people[each] for each in people])
    return number


def _everything_said(desk: Desktop) -> tuple[list[str], list[str], int]:
    with desk.database.reading() as db:
        said = list(db.execute(select(Message.text)).scalars())
        owed = list(db.execute(select(Delivery.payload)).scalars())
        jobs = db.execute(select(func.count()).select_from(text("jobs"))).scalar_one()
    return said, owed, jobs


def test_a_note_is_for_colleagues_and_leaves_no_trace_in_what_is_sent(desk: Desktop, served: int) -> None:
    before = _everything_said(desk)

    assert desk.at("ben").post(f"/c/{served}/note", note="Angry, be kind").status_code == 303

    assert _everything_said(desk) == before
    page = desk.at("sora").get(f"/c/{served}").text
    assert "Angry, be kind" in page
    assert "only colleagues see this" in page


def test_an_at_puts_it_on_the_list_of_whoever_is_meant_until_they_have_seen_it(
    desk: Desktop, served: int
) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")

    nok.post(f"/c/{served}/note", note="@Ben can you check the parcel? @nok knows")

    assert _ids(ben, "/c/?view=mentioned") == [served]
    assert _ids(nok, "/c/?view=mentioned") == []  # nobody reminds themselves
    assert ">For me <" in ben.get("/c/").text
    ben.post(f"/c/{served}/seen")
    assert _ids(ben, "/c/?view=mentioned") == []


def test_an_empty_note_is_refused_and_a_long_one_keeps_its_words(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")

    assert "The note is empty" in nok.part(f"/c/{served}/note", note="  ").text
    long = nok.part(f"/c/{served}/note", note="x" * 2001)
    assert long.status_code == 409
    assert "x" * 2001 in long.text


def test_a_colleague_gets_the_chat_with_the_note(desk: Desktop, served: int) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")

    nok.post(f"/c/{served}/pass", to=f"person:{desk.people['ben']}", note="Slip is in")

    assert _ids(ben, "/c/?view=mine") == [served]
    assert _ids(ben, "/c/?view=mentioned") == [served]
    assert "Nok passed it to Ben" in ben.get(f"/c/{served}").text
    assert nok.post(f"/c/{served}/reply", text="still me?").status_code == 409


def test_nobody_offline_or_unknown_gets_a_chat_and_the_note_is_kept(desk: Desktop, served: int) -> None:
    with desk.database.transaction() as db:
        presence.leave(db, desk.people["ben"], desk.clock.now())
    nok = desk.at("nok")

    offline = nok.part(f"/c/{served}/pass", to=f"person:{desk.people['ben']}", note="Slip is in")
    assert (offline.status_code, "Ben is offline" in offline.text) == (409, True)
    assert "Slip is in" in offline.text
    for nonsense in ("", "person:", "person:99", "team:7", "person:x", "moon:1"):
        assert nok.part(f"/c/{served}/pass", to=nonsense).status_code == 409
    assert _ids(nok, "/c/?view=mine") == [served]


def test_a_team_gets_it_in_its_line_and_the_menu_shows_how_long_that_is(desk: Desktop, served: int) -> None:
    claims = _team(desk, "Claims", "ben")
    other = desk.customer("talk to a person")
    nok = desk.at("nok")
    nok.post(f"/c/{other}/claim")
    desk.at("ben")

    nok.post(f"/c/{served}/pass", to=f"team:{claims}")

    assert "1 online · 1 waiting" in nok.get(f"/c/{other}").text
    assert "Nok passed it to Claims" in nok.get(f"/c/{served}").text
    assert served in _ids(nok, "/c/?view=waiting")


def test_whoever_leads_may_give_anybodys_chat_to_anybody(desk: Desktop, served: int) -> None:
    sora, ben = desk.at("sora"), desk.at("ben")

    assert ben.post(f"/c/{served}/pass", to=f"person:{desk.people['ben']}").status_code == 409
    sora.post(f"/c/{served}/pass", to=f"person:{desk.people['ben']}")

    assert _ids(ben, "/c/?view=mine") == [served]


def test_a_snoozed_chat_is_out_of_sight_until_its_moment(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")

    nok.post(f"/c/{served}/snooze", until="hour")

    assert _ids(nok, "/c/?view=mine") == _ids(nok, "/c/?view=waiting") == []
    assert _ids(nok, "/c/?view=snoozed") == [served]
    desk.clock.advance(seconds=3600)
    fire_due(desk.rig.turns)
    assert _ids(nok, "/c/?view=mine") == [served]
    assert "The snooze is over" in nok.get(f"/c/{served}").text


def test_a_customers_word_ends_a_snooze_at_once(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{served}/snooze", until="writes")
    assert "until the customer writes" in nok.get(f"/c/{served}").text

    desk.says(f"U{1:032x}", "any news?")

    assert _ids(nok, "/c/?view=mine") == [served]
    assert _ids(nok, "/c/?view=snoozed") == []


@pytest.mark.parametrize("at", ["", "tomorrow-ish", "2020-01-01T09:00"])
def test_a_moment_that_is_none_is_refused(desk: Desktop, served: int, at: str) -> None:
    nok = desk.at("nok")

    assert nok.part(f"/c/{served}/snooze", until="at", at=at).status_code == 409
    assert _ids(nok, "/c/?view=mine") == [served]


def test_resolving_without_the_question_and_on_to_the_next(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")
    second = desk.customer("talk to a person")

    answer = nok.post(f"/c/{served}/resolve", view="waiting", next="1", ask="0", topic="shipping-fee")

    assert answer.location == f"/c/{second}?view=waiting"
    with desk.database.reading() as db:
        assert db.execute(text("SELECT COUNT(*) FROM surveys")).scalar_one() == 0
    assert _ids(nok, "/c/?view=resolved") == [served]
    assert nok.post(f"/c/{second}/resolve", view="snoozed", next="1").status_code == 409


def test_after_the_last_one_the_list_opens(desk: Desktop, served: int) -> None:
    assert desk.at("nok").post(f"/c/{served}/resolve", view="mine", next="1").location == "/c/?view=mine"


def test_what_was_resolved_can_be_reopened_for_a_day(desk: Desktop, served: int) -> None:
    nok, ben = desk.at("nok"), desk.at("ben")
    nok.post(f"/c/{served}/resolve")
    assert "Reopen" in ben.get(f"/c/{served}").text

    ben.post(f"/c/{served}/reopen")

    assert _ids(ben, "/c/?view=mine") == [served]
    assert _ids(ben, "/c/?view=resolved") == []
    ben.post(f"/c/{served}/resolve")
    desk.clock.advance(seconds=25 * 3600)
    ben = desk.at("ben")  # a sign-in lasts no day
    assert "Reopen" not in ben.get(f"/c/{served}").text
    assert ben.post(f"/c/{served}/reopen").status_code == 409


def test_a_new_word_takes_a_chat_out_of_the_resolved(desk: Desktop, served: int) -> None:
    nok = desk.at("nok")
    nok.post(f"/c/{served}/resolve")

    desk.says(f"U{1:032x}", "hello again")

    assert _ids(nok, "/c/?view=resolved") == []
