"""The pages of opening hours, routing and targets: set whole or not at all, and obeyed at once."""

import pytest
from sqlalchemy import select

from bot.store import hours, routing, teams
from bot.store.audit import AuditEntry
from bot.store.hours import SHOP
from handlers.hours import Window
from handlers.shop import Routing
from handlers.targets import Targets
from tests.bot.web.desktop import Desktop

WEEK = {f"d{day}-0-from": "09:00" for day in range(5)} | {f"d{day}-0-to": "18:00" for day in range(5)}


def kept(desk: Desktop, team: int = SHOP) -> hours.Timetable | None:
    with desk.database.reading() as db:
        return hours.every(db).get(team)


def test_until_something_is_set_the_page_says_that_people_are_expected_at_any_hour(desk: Desktop) -> None:
    page = desk.at("sora").get("/hours/").text

    assert "Always open." in page
    assert "Nothing is set yet" in page
    assert 'type="submit"' not in page.split("<main")[1].split("</main>")[0]


def test_a_week_with_lunch_and_a_night_is_saved_audited_and_obeyed_at_once(desk: Desktop) -> None:
    lunch = {"d0-0-from": "09:00", "d0-0-to": "12:00", "d0-1-from": "13:00", "d0-1-to": "18:00"}
    night = {"d5-0-from": "22:00", "d5-0-to": "02:00"}
    talk = desk.customer("สวัสดีค่ะ")

    answer = desk.at("ada").post("/hours/", **(WEEK | lunch | night), country="TH")
    desk.says(f"U{talk:032x}", "ขอคุยกับเจ้าหน้าที่")  # it is 21:13 on a Monday

    assert answer.status_code == 303
    table = kept(desk)
    assert table is not None
    assert table.week[0] == (Window(540, 720), Window(780, 1080))
    assert table.week[5:] == ((Window(1320, 1560),), ())
    page = desk.at("ada").get("/hours/").text
    assert "22:00–02:00" in page
    assert "Closed now; opens" in page
    assert "Is leaving a message" in desk.at("nok").get(f"/c/{talk}").text
    with desk.database.reading() as db:
        assert db.execute(select(AuditEntry.action)).scalars().all()[-1] == "hours.changed"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"d0-0-from": "09:00", "d0-0-to": ""}, "Write both times"),
        ({"d0-0-from": "9 o'clock", "d0-0-to": "18:00"}, "Write both times"),
        (
            {"d0-0-from": "09:00", "d0-0-to": "13:00", "d0-1-from": "12:00", "d0-1-to": "18:00"},
            "Two of these times overlap",
        ),
    ],
)
def test_what_cannot_be_is_named_kept_in_the_form_and_nothing_is_saved(
    desk: Desktop, typed: dict[str, str], why: str
) -> None:
    answer = desk.at("ada").post("/hours/", **(WEEK | typed))

    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="18:00"' in answer.text
    assert kept(desk) is None


def test_a_week_that_never_opens_is_refused(desk: Desktop) -> None:
    answer = desk.at("ada").post("/hours/")

    assert (answer.status_code, kept(desk)) == (422, None)
    assert "Open at least once a week" in answer.text


def test_a_day_is_copied_into_the_form_before_it_is_saved(desk: Desktop) -> None:
    answer = desk.at("ada").post("/hours/", copy="weekdays", **{"d0-0-from": "10:00", "d0-0-to": "19:00"})

    assert answer.status_code == 200
    assert answer.text.count('value="10:00"') == 5
    assert kept(desk) is None


def test_a_day_of_its_own_is_added_shown_and_removed(desk: Desktop) -> None:
    ada = desk.at("ada")
    ada.post("/hours/", **WEEK)
    refused = ada.post("/hours/days", day="", name="ปีใหม่")
    ada.post("/hours/days", day="2026-09-23", name="ประชุมทีม")

    assert (refused.status_code, "Choose the day" in refused.text) == (422, True)
    assert "ประชุมทีม" in ada.get("/hours/").text
    ada.post("/hours/days/remove", day="2026-09-23")
    table = kept(desk)
    assert table is not None
    assert table.special == ()


def test_a_team_has_hours_of_its_own_until_it_keeps_the_shops_again(desk: Desktop) -> None:
    with desk.database.transaction() as db:
        team = teams.add(db, {"en": "Claims"}, ["returns"], [], 0)
    ada = desk.at("ada")

    ada.post("/hours/", team=str(team), **WEEK)
    assert kept(desk, team) is not None
    assert kept(desk) is None
    ada.post("/hours/default", team=str(team))

    assert kept(desk, team) is None
    assert ada.get("/hours/?team=999").status_code == 404


def test_routing_and_targets_are_saved_together_or_not_at_all(desk: Desktop) -> None:
    ada = desk.at("ada")

    wrong = ada.post("/hours/routing", is_on="1", answer_minutes="0", **{"first-0": "15", "next-0": "x"})
    with desk.database.reading() as db:
        assert (routing.current(db), routing.targets(db)) == (Routing(), {})
    assert (wrong.status_code, wrong.text.count("invalid-feedback")) == (422, 2)

    ada.post("/hours/routing", is_on="1", answer_minutes="5", **{"first-0": "15", "resolve-0": "480"})
    with desk.database.reading() as db:
        assert (routing.current(db), routing.targets(db)) == (Routing(True, 5), {0: Targets(15, None, 480)})
    assert 'value="480"' in ada.get("/hours/routing").text
